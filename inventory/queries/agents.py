"""Agents with everything their pill needs: five queries for one agent or for fifty, and what the higher apps ask for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.enums import Ability
from accounts.models import Company, Membership
from inventory.catalogue import icon_of
from inventory.hooks import reasons_of
from inventory.models import Agent, AgentProcessing, AgentQuerySet, ConnectionUse, FollowUp, Permission
from inventory.queries.accounts import facts_of as account_facts
from inventory.queries.surroundings import AROUND, surroundings_of
from inventory.queries.words import OWN, company_words
from inventory.rules.days import company_day
from inventory.rules.missing import AgentFacts, Level, Missing, ProcessingFacts, RightFacts, missing_of_agent
from inventory.rules.pairs import pairs
from inventory.rules.standing import Reason, own_reasons, standing
from inventory.rules.words import shortened
from lib.kept import IDS, Kept, together

PAGE_SIZE = 50
NAME_LIMIT = 80
PROPOSED = Count("processing__purposes", filter=Q(processing__purposes__confirmed_at=None) & ~Q(processing__purposes__basis=""))
RIGHTS = Kept(
    lambda company, ids: Permission.objects.of(company).current().filter(agent__in=ids).order_by("granted_at", "pk"), Company, IDS
)
ACCOUNTS = Kept(
    lambda company, ids: (
        ConnectionUse.objects.of(company).filter(agent__in=ids).select_related("connection").order_by("connection__service")
    ),
    Company,
    IDS,
)
PROCESSINGS = Kept(
    lambda company, ids: (
        AgentProcessing.objects.of(company)
        .filter(agent__in=ids, processing__ended_at=None)
        .annotate(proposed=PROPOSED)
        .order_by("processing__number")
        .values_list("agent_id", "processing_id", "processing__name", "proposed")
    ),
    Company,
    IDS,
)
QUESTIONS = Kept(
    lambda company, ids: (
        FollowUp.objects.of(company)
        .open()
        .filter(about_kind="agent", about_id__in=ids)
        .order_by("opened_at")
        .values_list("about_id", "pk", "question")
    ),
    Company,
    IDS,
)

OF_AGENTS: tuple[Kept[Any], ...] = (RIGHTS, ACCOUNTS, PROCESSINGS, QUESTIONS, *AROUND)


@dataclass(frozen=True)
class AgentCard:
    """An agent as lists show it: its pill (`reason`), its picture, and what it lacks."""

    agent: Agent
    reason: Reason
    icon: str
    facts: AgentFacts
    gaps: tuple[Missing, ...]

    @property
    def obligatory(self) -> int:
        """How many obligatory things are missing."""
        return sum(gap.level == Level.OBLIGATORY for gap in self.gaps)


def found(company: Company, *, words: str = "", state: str = "") -> AgentQuerySet:
    """Agents whose name, purpose, tool or supplier holds the words; in one state, or all but the retired."""
    agents = Agent.objects.of(company).select_related("in_charge__user", "deputy__user").order_by("name")
    agents = agents.in_state(state) if state else agents.in_sight()
    for word in words.split()[:6]:
        agents = agents.filter(Q(name__icontains=word) | Q(purpose__icontains=word) | Q(tool__icontains=word) | Q(supplier__icontains=word))
    return agents


FIRST = 200  # enough to find the agents that need somebody; the whole list has its own page
IN_SIGHT = Kept(lambda company: found(company)[:FIRST], Company)


def first(company: Company) -> list[Agent]:
    """Those in sight, by name, FIRST at most. One query."""
    return IN_SIGHT.read(company)


NAMES = Kept(lambda company: Agent.objects.of(company).order_by("name").values_list("pk", "name"), Company)


def names(company: Company) -> dict[UUID, str]:
    """Of all of them, the retired too, in their order. One query."""
    return dict(NAMES.read(company))


def states(company: Company) -> dict[str, int]:
    """How many agents stand in each state. One query."""
    counted = Agent.objects.of(company).with_state().values("state").annotate(many=Count("pk")).order_by()  # type: ignore[misc]
    return {row["state"]: row["many"] for row in counted}


def cards(company: Company, agents: Sequence[Agent], at: datetime) -> list[AgentCard]:
    """One card an agent; the agents must carry `state` (with_state) and their people."""
    today = company_day(at, company.time_zone)
    facts = facts_of(company, agents)
    others = reasons_of(company, [agent.pk for agent in agents], at)
    return [_card(agent, facts[agent.pk], others[agent.pk], today) for agent in agents]


def card(company: Company, agent: Agent, at: datetime) -> AgentCard:
    """The card of one agent."""
    return cards(company, [agent], at)[0]


def facts_of(company: Company, agents: Sequence[Agent]) -> dict[UUID, AgentFacts]:
    """What the rules want to know of each. Seven queries, in one round trip."""
    ids = [agent.pk for agent in agents]
    with together(*((kept, (company, ids)) for kept in OF_AGENTS), (OWN, (company,))):
        rights, accounts, lines, questions = (
            _rights(company, ids),
            _accounts(company, ids),
            _processings(company, ids),
            _questions(company, ids),
        )
        around = surroundings_of(company, ids)
    return {
        agent.pk: AgentFacts(
            **{name: getattr(agent, name) for name in _PLAIN},
            in_charge=agent.in_charge.user.name if agent.in_charge and not agent.in_charge.ended_at else "",
            in_charge_role=_idle_role(agent.in_charge),
            deputy=agent.deputy.user.name if agent.deputy and not agent.deputy.ended_at else "",
            rights=tuple(rights[agent.pk]),
            accounts=tuple(accounts[agent.pk]),
            processings=tuple(lines[agent.pk]),
            questions=tuple(questions[agent.pk]),
            surroundings=around[agent.pk],
        )
        for agent in agents
    }


def _idle_role(person: Membership | None) -> str:
    """The role of somebody who answers for an agent and may not edit it; empty when they may, or have left."""
    if person is None or person.ended_at or person.may(Ability.EDIT_INVENTORY):
        return ""
    return str(person.get_role_display()).split(" (")[0].lower()


_PLAIN = ("purpose", "tool", "supplier", "model", "host_country", "environment", "isolation", "has_personal_data")


def _card(agent: Agent, facts: AgentFacts, others: Sequence[Reason], today: date) -> AgentCard:
    gaps = missing_of_agent(facts, today)
    state: str = agent.state  # type: ignore[attr-defined]
    return AgentCard(agent, standing(state, own_reasons(facts, gaps, today), others), icon_of(agent.template), facts, gaps)


def _rights(company: Company, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for agent, rights in grouped(RIGHTS.read(company, ids)).items():
        names = {right.pk: shortened(str(right), NAME_LIMIT) for right in rights}
        besides = {reader: names[other] for reader, other, is_agreed in pairs((one.pk, one.held) for one in rights) if not is_agreed}
        found[agent] = [_right(one, names[one.pk], besides.get(one.pk, "")) for one in rights]
    return found


def grouped(rights: Iterable[Permission]) -> dict[UUID, list[Permission]]:
    """Rights by agent, in their order."""
    found: dict[UUID, list[Permission]] = defaultdict(list)
    for right in rights:
        found[right.agent_id].append(right)
    return found


def _right(right: Permission, name: str, besides: str) -> RightFacts:
    return RightFacts(right.pk, name, right.until, right.is_endless, right.reason, right.is_needed, besides)


def _accounts(company: Company, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    words = company_words(company)
    for use in ACCOUNTS.read(company, ids):
        found[use.agent_id].append(account_facts(use.connection, words))
    return found


def _processings(company: Company, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for agent, line, name, many in PROCESSINGS.read(company, ids):
        found[agent].append(ProcessingFacts(line, shortened(name, NAME_LIMIT), many))
    return found


def _questions(company: Company, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for about, key, question in QUESTIONS.read(company, ids):
        found[about].append((key, question))
    return found
