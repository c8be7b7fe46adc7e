"""An agent is edited, started, paused, resumed, retired."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.enums import Ability
from accounts.models import Membership
from inventory.actions.holding import held
from inventory.entries import actor, of_agent
from inventory.enums import State
from inventory.hooks import change_followers, gates_of
from inventory.models import Agent, AgentState
from inventory.rules.lifecycle import TRANSITIONS, Move, may_move
from ledger.actions import record
from ledger.enums import Kind

ACT_OF = {Move.START: "agent.started", Move.PAUSE: "agent.paused", Move.RESUME: "agent.resumed", Move.RETIRE: "agent.retired"}
FIELD_WORDS = {
    "name": "son nom",
    "purpose": "à quoi il sert",
    "function": "sa fonction",
    "tool": "l’outil",
    "supplier": "le fournisseur",
    "model": "le modèle d’IA",
    "model_supplier": "le fournisseur du modèle",
    "host_country": "le pays d’hébergement",
    "environment": "ses données de travail",
    "isolation": "son isolation",
    "has_personal_data": "les données personnelles",
    "works": "quand il travaille",
    "in_charge": "la personne responsable",
    "deputy": "la personne qui la remplace",
}


class NameTaken(Exception):
    """Another agent of the company bears this name."""


class MoveRefused(Exception):
    """The agent does not stand where this move starts; somebody was faster, or the page was old."""


class GateClosed(Exception):
    """Something must be mended before the agent enters service; `args` are the sentences."""


@dataclass(frozen=True)
class Identity:
    """What is said of an agent itself. Empty means « je ne sais pas »."""

    name: str
    purpose: str = ""
    function: str = ""
    tool: str = ""
    supplier: str = ""
    model: str = ""
    model_supplier: str = ""
    host_country: str = ""
    environment: str = ""
    isolation: str = ""
    has_personal_data: bool | None = None
    works: str = ""
    in_charge: Membership | None = None
    deputy: Membership | None = None


def values_of(identity: Identity) -> dict[str, object]:
    """Model fields of an identity (memberships stay objects)."""
    return {name: getattr(identity, name) for name in FIELD_WORDS}


def answering(in_charge: Membership | None, by: Membership | None) -> Membership | None:
    """Who answers for a new agent: whoever was named; else the one who declares it, when they may edit only their own."""
    if in_charge or by is None or by.may_for_all(Ability.EDIT_INVENTORY):
        return in_charge
    return by


def edit(agent: Agent, identity: Identity, *, by: Membership, at: datetime) -> bool:
    """Change what is said of an agent; False when nothing changed. Raises NameTaken."""
    with transaction.atomic():
        now = held(agent)
        changed = [name for name, value in values_of(identity).items() if now and getattr(now, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(agent, name, getattr(identity, name))
        agent.changed_at = at
        try:
            with transaction.atomic():
                agent.save(update_fields=[*changed, "changed_at"])
        except IntegrityError as error:
            raise NameTaken(identity.name) from error
        what = ", ".join(FIELD_WORDS[name] for name in changed)
        record(Kind.RIGHT, "agent.edited", of_agent(agent), by=actor(by), at=at, detail={"what": what})
        for follow in change_followers:
            follow(agent, changed, by, at)
    return True


def move(agent: Agent, wanted: Move, *, why: str = "", by: Membership, at: datetime) -> None:
    """Start, pause, resume or retire. The database lets one of two clicks win. Raises MoveRefused, GateClosed."""
    with transaction.atomic():
        newest = AgentState.objects.of(agent.company).filter(agent=agent).order_by("-seq").first()
        if newest is None or not may_move(newest.state, wanted):
            raise MoveRefused(wanted)
        if wanted == Move.START and (sentences := gates_of(agent.company, agent, at)):
            raise GateClosed(*sentences)
        enter(agent, TRANSITIONS[wanted].target, seq=newest.seq + 1, why=why, by=by, at=at)
        record(Kind.RIGHT, ACT_OF[wanted], of_agent(agent), by=actor(by), at=at, detail={"why": why} if why else {})


def enter(agent: Agent, state: State, *, seq: int, why: str = "", by: Membership | None, at: datetime) -> None:
    """One state row. Raises MoveRefused when this step was taken already."""
    try:
        with transaction.atomic():
            AgentState(company=agent.company, agent=agent, seq=seq, state=state, why=why, by=by, at=at).save(force_insert=True)
    except IntegrityError as error:
        raise MoveRefused(state) from error
