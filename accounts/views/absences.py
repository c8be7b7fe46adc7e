"""« Les absences »: who is away now and soon, who does their part. An owner says it for anybody, each person for themselves."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.actions.absences import NotPossible, end_absence, say_away
from accounts.away import holds, now_and_later, today_of
from accounts.enums import Ability
from accounts.forms.absences import AbsenceForm
from accounts.models import Absence, Membership
from accounts.views.drafts import posted
from lib.dates import span_words


@require_safe
@page(Ability.READ)
def absences(request: CompanyRequest) -> HttpResponse:
    return render(request, "accounts/absences.html", {"section": "account", "absences": listed(request)})


@page(Ability.READ)
def new(request: CompanyRequest) -> HttpResponse:
    own = None if request.may(Ability.MANAGE_PEOPLE) else request.membership
    form = AbsenceForm(posted(request), company=request.company, own=own, initial={"who": request.membership})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            said = say_away(form.person, given["stand_in"], given["starts_on"], given["until"], by=request.membership, at=request.at)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            told = {"who": said.stand_in.user.name, "days": span_words(said.starts_on, said.until)}
            messages.success(request, _("C’est noté\u00a0: %(who)s prend la suite %(days)s.") % told)
            return redirect("accounts:absences")
    return render(request, "accounts/absence_new.html", {"section": "account", "form": form})


@require_POST
@page(Ability.READ)
def end(request: CompanyRequest, absence_id: UUID) -> HttpResponse:
    rows = Absence.objects.of(request.company).select_related("membership__user", "stand_in__user", "company")
    absence = get_object_or_404(rows, pk=absence_id)
    if not _may_end(request, absence):
        raise Http404
    if end_absence(absence, by=request.membership, at=request.at):
        messages.success(request, _("L’absence notée pour %(name)s a pris fin.") % {"name": absence.membership.user.name})
    else:
        messages.info(request, _("Cette absence avait déjà pris fin."))
    return redirect("accounts:absences")


def listed(request: CompanyRequest, only: Membership | None = None) -> list[dict[str, object]]:
    """Absences that are not over, as pages show them; or `only` those this person has a part in. One query."""
    today = today_of(request.company, request.at)
    rows = now_and_later(request.company, today)
    return [
        {
            "row": row,
            "days": span_words(row.starts_on, row.until),
            "is_now": row.starts_on <= today,
            "is_held": holds(row),
            "may_end": _may_end(request, row),
        }
        for row in (rows.filter(Q(membership=only) | Q(stand_in=only)) if only else rows)
    ]


def _may_end(request: CompanyRequest, absence: Absence) -> bool:
    return absence.membership_id == request.membership.pk or request.may(Ability.MANAGE_PEOPLE)
