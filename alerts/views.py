"""« Alertes »: what is unusual, what it looks like, and what a person says of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from alerts.actions.acknowledging import AlreadySeen, acknowledge
from alerts.enums import Answer, Code
from alerts.forms import AnswerForm
from alerts.models import Alert
from alerts.queries import pages
from alerts.queries.rights import joined
from inventory.charge import may_on
from inventory.models import Agent

SAID = {
    Answer.NORMAL: "C’est noté\u00a0: c’est normal.",
    Answer.WRONG: "C’est noté\u00a0: ce n’est pas normal. Vous pouvez couper l’agent ou revoir ses limites.",
    Answer.UNKNOWN: "C’est noté. La question reste ouverte sur la page de l’agent.",
}


@require_safe
@page(Ability.READ)
def alerts(request: CompanyRequest) -> HttpResponse:
    standing = pages.by_agent(pages.standing(request.company))
    values = {"section": "alerts", "standing": standing, "answered": pages.answered(request.company)}
    return render(request, "alerts/alerts.html", values)


@require_safe
@page(Ability.READ)
def alert(request: CompanyRequest, alert_id: UUID) -> HttpResponse:
    return _page(request, _of(request, alert_id), AnswerForm())


@require_POST
@page(Ability.READ)
def answer(request: CompanyRequest, alert_id: UUID) -> HttpResponse:
    found = _of(request, alert_id)
    if not may_on(request, found.agent, Ability.STOP):
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = Answer(form.cleaned_data["answer"])
    try:
        acknowledge(found, said, form.cleaned_data["note"], by=request.membership, at=request.at)
        messages.success(request, _(SAID[said]))
    except AlreadySeen:
        messages.warning(request, _("Une autre personne a déjà répondu à cette alerte."))
    return redirect("alerts:alert", found.pk) if said == Answer.WRONG else redirect("alerts:alerts")


@require_safe
@page(Ability.READ)
def rights(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    agent = get_object_or_404(Agent.objects.of(request.company).select_related("company"), pk=agent_id)
    values = {"section": "agents", "agent": agent, "joined": joined(request.company, agent, request.at)}
    return render(request, "alerts/rights.html", values | {"may_edit": may_on(request, agent)})


def _of(request: CompanyRequest, alert_id: UUID) -> Alert:
    return get_object_or_404(Alert.objects.of(request.company).select_related("agent", "company"), pk=alert_id)


def _page(request: CompanyRequest, found: Alert, form: AnswerForm, status: int = 200) -> HttpResponse:
    seen = getattr(found, "acknowledgement", None)
    values = {
        "section": "alerts",
        "alert": found,
        "told": pages.told(found),
        "sentence": pages.sentence(found.code, found.facts),
        "tone": pages.tone(found.code),
        "usual": pages.usual(found),
        "lines": pages.behind(found),
        "many": pages.many(found),
        "demand": pages.demand_of(found),
        "seen": seen,
        "is_open": seen is None and pages.is_open(found),
        "form": form,
        "may_answer": may_on(request, found.agent, Ability.STOP),
        "may_edit": may_on(request, found.agent),
        "is_right": found.code == Code.OUT_OF_SCOPE,
    }
    return render(request, "alerts/alert.html", values, status=status)
