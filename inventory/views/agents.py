"""Agents: the list, one agent, its edits and its changes of state."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.actions import agents as actions
from inventory.actions import questions
from inventory.actions.declaring import open_drafts
from inventory.charge import charge_of, demanded, may_on
from inventory.enums import State
from inventory.forms.agents import AgentForm, WhyForm
from inventory.hooks import gates_of, panels_of
from inventory.models import FollowUp
from inventory.queries import agents as queries
from inventory.queries.agent_page import accounts_of, away_words, brief, gaps_of, sheets_of, told
from inventory.queries.rights import ended_lately, rights_of
from inventory.queries.surroundings import runtime_of, short_facts
from inventory.rules.lifecycle import TRANSITIONS, Move, may_move, moves_from
from inventory.rules.share import share_of_agent
from inventory.rules.standing import STOPPED
from inventory.views.shared import agent_of, form_page, today
from inventory.ways import ways_of
from lib.words import cleaned

WORDS_LIMIT = 100
TABS = [("", "Tous"), *((state.value, state.label) for state in (State.ACTIVE, State.PAUSED, State.PLANNED, State.RETIRED))]


@require_safe
@page(Ability.READ)
def agents(request: CompanyRequest) -> HttpResponse:
    words = cleaned(request.GET.get("q", "").replace("\0", ""))[:WORDS_LIMIT]
    state = request.GET.get("etat", "")
    state = state if state in State.values else ""
    counted = queries.states(request.company)
    listed = Paginator(queries.found(request.company, words=words, state=state), queries.PAGE_SIZE).get_page(request.GET.get("page"))
    values = {
        "section": "agents",
        "cards": queries.cards(request.company, list(listed), request.at),
        "page": listed,
        "words": words,
        "state": state,
        "tabs": _tabs(counted),
        "is_empty": not counted,
        "drafts": charge_of(request).of_authors(open_drafts(request.company)).count() if request.may(Ability.EDIT_INVENTORY) else 0,
    }
    return render(request, "inventory/agents.html", values)


def _tabs(counted: dict[str, int]) -> list[tuple[str, str, int]]:
    in_sight = sum(many for state, many in counted.items() if state != State.RETIRED)
    return [(value, str(label), counted.get(value, 0) if value else in_sight) for value, label in TABS if not value or counted.get(value)]


@require_safe
@page(Ability.READ)
def agent(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    card = queries.card(request.company, shown, request.at)
    sheets = sheets_of(request.company, shown)
    runtime = runtime_of(request.company, shown)
    main, side = panels_of(request.company, shown, request.at)
    values: dict[str, Any] = {
        "section": "agents",
        "agent": shown,
        "card": card,
        "rights": rights_of(request.company, shown, today(request)),
        "ended": ended_lately(request.company, shown, today(request)),
        "accounts": accounts_of(request.company, shown),
        "sheets": sheets,
        "facts": brief(card, sheets),
        "gaps": gaps_of(card),
        "share": share_of_agent(card.facts, card.gaps, today(request)),
        "runtime": runtime,
        "surroundings": short_facts(shown, runtime),
        "modules": card.facts.surroundings.modules,
        "ways": ways_of(shown, runtime),
        "history": told(shown.pk),
        "moves": _buttons(shown),
        "main_panels": main,
        "side_panels": side,
        "is_retired": shown.state == State.RETIRED,  # type: ignore[attr-defined]
        "is_stopped": card.reason.weight == STOPPED,
        "away": away_words(shown, today(request)),
        "may_edit": may_on(request, shown),
        "may_stop": may_on(request, shown, Ability.STOP),
    }
    return render(request, "inventory/agent.html", values)


def _buttons(shown: Any) -> list[tuple[str, str, str]]:
    """(address, icon, words) of each move but retiring, which stands at the bottom of the page."""
    moves = [move for move in moves_from(shown.state) if move != Move.RETIRE]
    return [(reverse(f"inventory:agent_{move}", args=[shown.pk]), TRANSITIONS[move].icon, TRANSITIONS[move].label) for move in moves]


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = AgentForm(request.POST or None, company=request.company, agent=shown)
    if form.is_valid():
        try:
            if actions.edit(shown, form.identity(), by=request.membership, at=request.at):
                messages.success(request, _("L’agent est à jour."))
            return redirect("inventory:agent", agent_id)
        except actions.NameTaken:
            form.add_error("name", _("Un autre agent porte déjà ce nom. Choisissez-en un autre."))
    back = (reverse("inventory:agent", args=[agent_id]), shown.name)
    return form_page(request, form, title=_("Modifier l’agent"), back=back)


def _move(request: CompanyRequest, agent_id: UUID, wanted: Move) -> HttpResponseRedirect:
    shown = agent_of(request, agent_id)
    form = WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        actions.move(shown, wanted, why=why, by=request.membership, at=request.at)
        messages.success(request, TRANSITIONS[wanted].done)
    except actions.MoveRefused:
        now = State(agent_of(request, agent_id).state).label  # type: ignore[attr-defined]
        messages.info(request, _("Rien n’a changé\u00a0: l’état de l’agent est «\u00a0%(state)s\u00a0».") % {"state": now})
    except actions.GateClosed as closed:
        messages.warning(request, " ".join(closed.args))
    return HttpResponseRedirect(reverse("inventory:agent", args=[agent_id]))


@require_POST
@page(Ability.EDIT_INVENTORY)
def pause(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    return _move(request, agent_id, Move.PAUSE)


@require_POST
@page(Ability.EDIT_INVENTORY)
def resume(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    return _move(request, agent_id, Move.RESUME)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def start(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _move(request, agent_id, Move.START)
    shown = agent_of(request, agent_id)
    card = queries.card(request.company, shown, request.at)
    values = {
        "section": "agents",
        "agent": shown,
        "gaps": gaps_of(card),
        "share": share_of_agent(card.facts, card.gaps, today(request)),
        "gates": gates_of(request.company, shown, request.at),
    }
    return render(request, "inventory/start.html", {**values, "may_start": may_move(shown.state, Move.START)})  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def retire(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _move(request, agent_id, Move.RETIRE)
    shown = agent_of(request, agent_id)
    accounts = accounts_of(request.company, shown)
    values = {"section": "agents", "agent": shown, "accounts": accounts, "form": WhyForm()}
    return render(request, "inventory/retire.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def question(request: CompanyRequest, question_id: UUID) -> HttpResponse:
    """An open question: what to look at, and one button to say that it is settled."""
    asked = demanded(request, FollowUp.objects.of(request.company).select_related("company"), question_id)
    name = "inventory:agent" if asked.about_kind == "agent" else "inventory:processing_edit"
    back = reverse(name, args=[asked.about_id])
    if request.method == "POST":
        if questions.close(asked, by=request.membership, at=request.at):
            messages.success(request, _("La question est réglée."))
        return HttpResponseRedirect(back)
    return render(request, "inventory/question.html", {"section": "agents", "question": asked, "back_url": back})
