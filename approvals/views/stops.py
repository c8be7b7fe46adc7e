"""The emergency stop over HTTP. GET never stops anything; a second click finds the stop already there and says so."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import ABILITIES, Ability
from accounts.models import Membership
from approvals.actions import stopping as actions
from approvals.forms.stops import DrillForm, LiftForm, StopForm, TickForm
from approvals.models import Suspension
from approvals.queries import hearings, resuming
from approvals.queries import stops as queries
from approvals.rules import hearing
from inventory.charge import charge_of, demanded
from inventory.models import Agent, Connection
from lib.dates import day_in
from lib.words import on_one_line

LISTEN_SECONDS = 5
STILL = "fixe"  # in the address: the page no longer reloads itself


@page(Ability.READ)
@require_safe
def emergency(request: CompanyRequest) -> HttpResponse:
    stops = queries.standing(request.company)
    lists = queries.checklists(request.company, stops)
    agents = queries.agents_in_sight(request.company)
    mine = charge_of(request).agents(Ability.STOP)
    real = [stop for stop in stops if not stop.is_drill]
    context = {
        "stops": [(stop, lists[stop.id]) for stop in stops],
        "are_all_stopped": any(stop.agent_id is None for stop in real),
        "agents": [(agent, any(stop.agent_id == agent.pk for stop in real)) for agent in agents if agent.pk in mine],
        "has_others": any(agent.pk not in mine for agent in agents),
        "form": StopForm(),
        "able": [] if request.may(Ability.STOP) else _people_who_may_stop(request),
        "drill": hearings.last_drill(request.company),
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
    held = _held_by(request, agent.pk)
    if held and not held.is_drill:
        return redirect("approvals:stop", held.id)
    return render(request, "approvals/agent_stop.html", {"agent": agent, "form": StopForm()})


@page(Ability.READ)
@require_safe
def stop(request: CompanyRequest, stop_id: UUID) -> HttpResponse:
    held = queries.stop_with(request.company, stop_id)
    if held is None:
        get_object_or_404(Suspension.objects.of(request.company), pk=stop_id)
        return redirect("approvals:history")
    listed = queries.checklist(request.company, held)
    proofs = hearings.proofs(request.company, held, [(agent.id, agent.name) for agent in listed.agents], request.at)
    is_watched = hearing.is_watched(held.asked_at, sum(proof.is_awaited for proof in proofs), request.at) and STILL not in request.GET
    values = {
        "stop": held,
        "list": listed,
        "agents": [(agent, proof, _journal_since(request, held, agent)) for agent, proof in zip(listed.agents, proofs, strict=True)],
        "heard": hearings.heard_of(held, proofs),
        "is_watched": is_watched,
        "mine": charge_of(request).agents(Ability.STOP),
        "keyed": charge_of(request).agents(Ability.EDIT_INVENTORY),
    }
    response = render(request, "approvals/stop.html", values)
    if is_watched:
        response["Refresh"] = str(LISTEN_SECONDS)
    return response


def _journal_since(request: CompanyRequest, held: queries.Stop, agent: queries.AgentSteps) -> str:
    """What this agent told from the day of the stop on."""
    wanted = {"agent": agent.id, "du": day_in(request.company.time_zone, held.asked_at), **({"essais": "on"} if agent.is_test else {})}
    return f"{reverse('journal:journal')}?{urlencode(wanted)}"


@page(Ability.STOP)
@require_POST
def account(request: CompanyRequest, stop_id: UUID) -> HttpResponse:
    held, form = _held(request, stop_id), TickForm(request.POST)
    if not form.is_valid():
        raise Http404
    agent = demanded(request, Agent.objects.of(request.company), form.cleaned_data["agent"])
    wanted = form.cleaned_data["connection"]
    connection = get_object_or_404(Connection.objects.of(request.company), pk=wanted, uses__agent=agent) if wanted else None
    if held.is_drill or not held.covers(agent.pk):
        raise Http404
    act = actions.tick if form.cleaned_data["done"] else actions.untick
    try:
        act(request.company, held, agent=agent, connection=connection, by=request.membership, at=request.at)
    except actions.NotRecordedYet:
        messages.warning(request, _("Cet arrêt n’est pas encore inscrit au journal. Réessayez dans une minute."))
    return redirect(f"{reverse('approvals:stop', args=[stop_id])}?{STILL}=oui#agent-{agent.pk}")


@page(Ability.LIFT_STOP, fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: CompanyRequest, stop_id: UUID) -> HttpResponse:
    held = queries.stop_with(request.company, stop_id)
    if held is None:  # a second click, or another phone
        get_object_or_404(Suspension.objects.of(request.company), pk=stop_id)
        messages.info(request, _("Cet arrêt était déjà levé."))
        return redirect("approvals:emergency")
    if held.is_drill:
        return _end_drill(request, held) if request.method == "POST" else _lift_page(request, held, LiftForm())
    form = LiftForm(request.POST or None)
    if not form.is_valid():
        return _lift_page(request, held, form)
    return _lift(request, held, why=form.cleaned_data["why"], voids=form.cleaned_data["voids"])


def _lift_page(request: CompanyRequest, held: queries.Stop, form: LiftForm) -> HttpResponse:
    again = resuming.resuming(request.company, held, request.at)
    context = {"stop": held, "form": form, "list": queries.checklist(request.company, held), "again": again}
    return render(request, "approvals/lift.html", context)


def _end_drill(request: CompanyRequest, held: queries.Stop) -> HttpResponse:
    """No reason is asked, and what was asked before stands: nothing had happened."""
    return _lift(request, held, why=actions.DRILL_OVER, voids=False)


def _lift(request: CompanyRequest, held: queries.Stop, *, why: str, voids: bool) -> HttpResponse:
    again = resuming.resuming(request.company, held, request.at)
    try:
        actions.lift(request.company, held, why=why, voids=voids, by=request.membership, at=request.at)
    except actions.AlreadyLifted:
        messages.info(request, _("Cet arrêt était déjà levé."))
    except actions.NotRecordedYet:
        messages.warning(request, _("Cet arrêt n’est pas encore inscrit au journal. Réessayez dans une minute."))
    else:
        messages.success(request, _lifted(held, again, voids=voids))
    return redirect("approvals:emergency")


def _lifted(held: queries.Stop, again: resuming.Resuming, *, voids: bool) -> str:
    """What starts again, and what does not."""
    told = [_("L’essai est terminé.") if held.is_drill else _("L’arrêt est levé. Votre raison est inscrite au journal.")]
    if again.agents:
        told.append(_("Reprend le travail\u00a0: %(names)s.") % {"names": again.names})
    if again.others:
        told.append(_("Reste arrêté ou en pause\u00a0: %(names)s.") % {"names": again.still})
    if voids and again.pending + again.grants:
        told.append(_("Ce qui était demandé ou accordé avant l’arrêt est annulé."))
    return " ".join(told)


@page(Ability.LIFT_STOP)
@require_http_methods(["GET", "HEAD", "POST"])
def drill(request: CompanyRequest) -> HttpResponse:
    """« Essayer l’arrêt »: a real stop, said to be a trial; whoever may lift it may start it."""
    agents = Agent.objects.of(request.company).in_sight().order_by("name")
    if request.method != "POST":
        context = {"agents": list(agents), "last": hearings.last_drill(request.company)}
        return render(request, "approvals/drill.html", context)
    form = DrillForm(request.POST)
    if not form.is_valid():
        raise Http404
    wanted = form.cleaned_data["agent"]
    agent = get_object_or_404(agents, pk=wanted) if wanted else None
    try:
        actions.stop(request.company, agent=agent, is_drill=True, by=request.membership, at=request.at)
    except actions.AlreadyStopped:
        messages.info(request, _("Un arrêt est déjà en cours. Voici où il en est."))
    return _to_stop_of(request, agent)


@page(Ability.READ)
@require_safe
def history(request: CompanyRequest) -> HttpResponse:
    return render(request, "approvals/history.html", {"stops": hearings.past(request.company)})


def _stop(request: CompanyRequest, agent: Agent | None) -> HttpResponse:
    form = StopForm(request.POST)
    why = (
        form.cleaned_data["why"] if form.is_valid() else on_one_line(request.POST.get("why", ""))[:300]
    )  # never refuse a stop over its reason
    try:
        if not actions.stop(request.company, agent=agent, why=why, by=request.membership, at=request.at):
            messages.warning(request, _("L’arrêt est en vigueur. Il sera inscrit au journal dès que possible."))
            return _to_stop_on_disk(request, agent)
    except actions.AlreadyStopped:
        messages.info(request, _("Cet arrêt était déjà demandé. Voici où il en est."))
    return _to_stop_of(request, agent)


def _to_stop_of(request: CompanyRequest, agent: Agent | None) -> HttpResponse:
    held = _held_by(request, agent.pk if agent else None)
    return redirect("approvals:stop", held.id) if held else redirect("approvals:emergency")


def _to_stop_on_disk(request: CompanyRequest, agent: Agent | None) -> HttpResponse:
    """The database may have died under it, and answer nothing more: the stop holds all the same."""
    try:
        return _to_stop_of(request, agent)
    except DatabaseError:
        return redirect("approvals:emergency")


def _held_by(request: CompanyRequest, target: UUID | None) -> queries.Stop | None:
    """The stop of this very target; a real one goes before a drill."""
    own = (stop for stop in queries.standing(request.company) if stop.agent_id == target)
    return min(own, key=lambda stop: stop.is_drill, default=None)


def _held(request: CompanyRequest, stop_id: UUID) -> queries.Stop:
    held = queries.stop_with(request.company, stop_id)
    if held is None:
        raise Http404
    return held


def _people_who_may_stop(request: CompanyRequest) -> list[Membership]:
    roles = [role for role, abilities in ABILITIES.items() if Ability.STOP in abilities]
    rows = Membership.objects.of(request.company).current().filter(role__in=roles)
    return list(rows.select_related("user").order_by("user__name"))
