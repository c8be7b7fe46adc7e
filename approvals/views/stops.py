"""The emergency stop over HTTP. GET never stops anything; a second click finds the stop already there and says so."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import ABILITIES, Ability
from accounts.models import Membership
from approvals.actions import stopping as actions
from approvals.forms.stops import LiftForm, StopForm, TickForm
from approvals.models import Suspension
from approvals.queries import stops as queries
from inventory.charge import charge_of, demanded
from inventory.models import Agent, Connection
from lib.words import on_one_line


@page(Ability.READ)
@require_safe
def emergency(request: CompanyRequest) -> HttpResponse:
    stops = queries.standing(request.company)
    lists = queries.checklists(request.company, stops)
    agents = queries.agents_in_sight(request.company)
    mine = charge_of(request).agents(Ability.STOP)
    context = {
        "stops": [(stop, lists[stop.id]) for stop in stops],
        "are_all_stopped": any(stop.agent_id is None for stop in stops),
        "agents": [(agent, any(stop.agent_id == agent.pk for stop in stops)) for agent in agents if agent.pk in mine],
        "has_others": any(agent.pk not in mine for agent in agents),
        "form": StopForm(),
        "able": [] if request.may(Ability.STOP) else _people_who_may_stop(request),
    }
    return render(request, "approvals/emergency.html", context)


@page(Ability.STOP)
@require_POST
def stop_all(request: CompanyRequest) -> HttpResponse:
    return _stop(request, None)


@page(Ability.STOP)
@require_http_methods(["GET", "HEAD", "POST"])
def agent_stop(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    agent = demanded(request, Agent.objects.of(request.company).in_sight(), agent_id)
    if request.method == "POST":
        return _stop(request, agent)
    held = next((stop for stop in queries.standing(request.company) if stop.agent_id == agent.pk), None)
    if held:
        return redirect("approvals:stop", held.id)
    return render(request, "approvals/agent_stop.html", {"agent": agent, "form": StopForm()})


@page(Ability.READ)
@require_safe
def stop(request: CompanyRequest, stop_id: UUID) -> HttpResponse:
    held = queries.stop_with(request.company, stop_id)
    if held is None:
        get_object_or_404(Suspension.objects.of(request.company), pk=stop_id)
        return redirect("approvals:history")
    values = {"stop": held, "list": queries.checklist(request.company, held), "mine": charge_of(request).agents(Ability.STOP)}
    return render(request, "approvals/stop.html", values)


@page(Ability.STOP)
@require_POST
def account(request: CompanyRequest, stop_id: UUID) -> HttpResponse:
    held, form = _held(request, stop_id), TickForm(request.POST)
    if not form.is_valid():
        raise Http404
    agent = demanded(request, Agent.objects.of(request.company), form.cleaned_data["agent"])
    wanted = form.cleaned_data["connection"]
    connection = get_object_or_404(Connection.objects.of(request.company), pk=wanted, uses__agent=agent) if wanted else None
    if not held.covers(agent.pk):
        raise Http404
    act = actions.tick if form.cleaned_data["done"] else actions.untick
    try:
        act(request.company, held, agent=agent, connection=connection, by=request.membership, at=request.at)
    except actions.NotRecordedYet:
        messages.warning(request, _("Cet arrêt n’est pas encore inscrit au journal. Réessayez dans une minute."))
    return redirect(f"{reverse('approvals:stop', args=[stop_id])}#agent-{agent.pk}")


@page(Ability.LIFT_STOP, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: CompanyRequest, stop_id: UUID) -> HttpResponse:
    held = queries.stop_with(request.company, stop_id)
    if held is None:  # a second click, or another phone
        get_object_or_404(Suspension.objects.of(request.company), pk=stop_id)
        messages.info(request, _("Cet arrêt était déjà levé."))
        return redirect("approvals:emergency")
    form = LiftForm(request.POST or None)
    if not form.is_valid():
        context = {"stop": held, "form": form, "list": queries.checklist(request.company, held)}
        return render(request, "approvals/lift.html", context)
    try:
        actions.lift(request.company, held, why=form.cleaned_data["why"], by=request.membership, at=request.at)
        messages.success(request, _("L’arrêt est levé. Votre raison est inscrite au journal."))
    except actions.AlreadyLifted:
        messages.info(request, _("Cet arrêt était déjà levé."))
    except actions.NotRecordedYet:
        messages.warning(request, _("Cet arrêt n’est pas encore inscrit au journal. Réessayez dans une minute."))
    return redirect("approvals:emergency")


@page(Ability.READ)
@require_safe
def history(request: CompanyRequest) -> HttpResponse:
    return render(request, "approvals/history.html", {"stops": queries.past(request.company)})


def _stop(request: CompanyRequest, agent: Agent | None) -> HttpResponse:
    form = StopForm(request.POST)
    why = (
        form.cleaned_data["why"] if form.is_valid() else on_one_line(request.POST.get("why", ""))[:300]
    )  # never refuse a stop over its reason
    try:
        if not actions.stop(request.company, agent=agent, why=why, by=request.membership, at=request.at):
            messages.warning(request, _("L’arrêt est en vigueur. Il sera inscrit au journal dès que possible."))
    except actions.AlreadyStopped:
        messages.info(request, _("Cet arrêt était déjà demandé. Voici où il en est."))
    target = agent.pk if agent else None
    held = next((held for held in queries.standing(request.company) if held.agent_id == target), None)
    return redirect("approvals:stop", held.id) if held else redirect("approvals:emergency")


def _held(request: CompanyRequest, stop_id: UUID) -> queries.Stop:
    held = queries.stop_with(request.company, stop_id)
    if held is None:
        raise Http404
    return held


def _people_who_may_stop(request: CompanyRequest) -> list[Membership]:
    roles = [role for role, abilities in ABILITIES.items() if Ability.STOP in abilities]
    rows = Membership.objects.of(request.company).current().filter(role__in=roles)
    return list(rows.select_related("user").order_by("user__name"))
