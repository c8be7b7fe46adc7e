"""« Rythme des revues »: when they take place, who reviews, when the next ones are. An owner changes it, reviewers read it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from accounts.mailing import is_set_up
from accounts.views.drafts import posted
from lib.dates import WEEKDAYS, french_date, french_time, weekday_date
from reviews.actions.rhythm import rhythm_of, set_rhythm
from reviews.enums import Kind
from reviews.models import Rhythm
from reviews.queries.clocks import Standing, standing_of
from reviews.rhythm_form import RhythmForm
from reviews.rules.calendar import coming


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.REVIEW)
def rhythm(request: CompanyRequest) -> HttpResponse:
    may_change, kept = request.may(Ability.EDIT_COMPANY), rhythm_of(request.company)
    if request.method == "POST" and not may_change:
        raise Http404
    form = RhythmForm(posted(request), company=request.company, rhythm=kept) if may_change else None
    if form and request.method == "POST" and form.is_valid():
        if set_rhythm(request.company, form.wanted, by=request.membership, at=request.at):
            messages.success(request, _("C’est enregistré."))
        else:
            messages.info(request, _("Rien n’a changé."))
        return redirect("reviews:rhythm")
    standing = standing_of(request.company.pk)
    context = {
        "section": "reviews",
        "form": form,
        "facts": _facts(kept),
        "has_agents": standing.has_agents,
        "coming": _coming(standing, request.at),
        "has_mail": is_set_up(request.company),
    }
    return render(request, "reviews/rhythm.html", context)


def _coming(standing: Standing, at: datetime) -> list[tuple[str, str]]:
    """When each kind of review comes due next."""
    zone = ZoneInfo(standing.pace.zone)
    moments = {kind: coming(kind, standing.pace, standing.past[kind], at).astimezone(zone) for kind in Kind}
    week, rights = moments[Kind.WEEK], moments[Kind.RIGHTS]
    return [
        (_("Revue de la semaine"), f"{weekday_date(week.date())} à {french_time(week)}"),
        (_("Revue des droits"), f"{french_date(rights.date())} à {french_time(rights)}"),
    ]


def _facts(kept: Rhythm) -> list[tuple[str, str]]:
    """For whoever may not change it."""
    return [
        (_("Revue de la semaine"), f"{WEEKDAYS[kept.week_day].capitalize()} à {french_time(kept.week_at)}"),
        (_("Revue des droits"), str(kept.get_rights_every_display())),
        (_("Qui relit et signe"), kept.reviewer.user.name if kept.reviewer else _("Les dirigeants")),
        (_("Qui remplace"), kept.deputy.user.name if kept.deputy else _("Personne en particulier")),
        (_("Message du lundi"), _("Envoyé aux dirigeants") if kept.digest_off_at is None else _("Coupé")),
    ]
