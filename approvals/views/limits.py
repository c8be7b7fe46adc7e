"""« Mes limites »: what must wait for a person, in sentences, and what a new one would have asked last month."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from approvals.actions import limiting
from approvals.forms.limits import LimitForm
from approvals.models import Limit
from approvals.queries.wording import limit_words
from inventory.models import Agent


@require_safe
@page(Ability.READ)
def limits(request: CompanyRequest) -> HttpResponse:
    listed = Limit.objects.of(request.company).current().select_related("agent").order_by("agent__name", "type", "value", "pk")
    groups: dict[str, list[tuple[Limit, str]]] = {}
    for limit in listed:
        groups.setdefault(limit.agent.name if limit.agent else "", []).append((limit, limit_words(limit)))
    ordered = sorted(groups.items(), key=lambda group: (bool(group[0]), group[0].lower()))
    return render(request, "approvals/limits.html", {"section": "requests", "groups": ordered})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.SET_LIMITS, fresh=True)
def limit_new(request: CompanyRequest) -> HttpResponse:
    form = LimitForm(_agents(request), request.POST or None, initial={"agent": request.GET.get("agent", "")})
    if request.method == "POST" and form.is_valid():
        limiting.set_limit(request.company, form.wished(), by=request.membership, at=request.at)
        messages.success(request, _("La limite vaut dès maintenant."))
        return redirect("approvals:limits")
    return _form_page(request, form)


@require_POST
@page(Ability.SET_LIMITS)
def limit_trial(request: CompanyRequest) -> HttpResponse:
    """Nothing is set: the journal says what it would have asked."""
    form = LimitForm(_agents(request), request.POST)
    told = _simulated(limiting.would_have_asked(request.company, form.wished(), request.at)) if form.is_valid() else ""
    return _form_page(request, form, told)


@require_POST
@page(Ability.SET_LIMITS, fresh=True)
def limit_end(request: CompanyRequest, limit_id: UUID) -> HttpResponse:
    limit = get_object_or_404(Limit.objects.of(request.company).current().select_related("agent", "company"), pk=limit_id)
    limiting.end_limit(limit, by=request.membership, at=request.at)
    messages.success(request, _("La limite est retirée."))
    return redirect("approvals:limits")


def _form_page(request: CompanyRequest, form: LimitForm, told: str = "") -> HttpResponse:
    return render(request, "approvals/limit_new.html", {"section": "requests", "form": form, "told": told})


def _agents(request: CompanyRequest) -> dict[UUID, Agent]:
    return {agent.pk: agent for agent in Agent.objects.of(request.company).in_sight().order_by("name")}


def _simulated(many: int | None) -> str:
    if many is None:
        return _("Le journal ne permet pas de dire ce que cette limite aurait demandé.")
    if many == 0:
        return _("Sur les 30 derniers jours, elle ne vous aurait rien demandé.")
    return ngettext(
        "Sur les 30 derniers jours, elle vous aurait posé %(many)s question.",
        "Sur les 30 derniers jours, elle vous aurait posé %(many)s questions.",
        many,
    ) % {"many": many}
