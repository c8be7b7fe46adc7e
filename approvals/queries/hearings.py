"""Who has heard of a stop, how, and what it did since. Each function costs a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max

from accounts.models import Company
from approvals.enums import Call
from approvals.hooks import Contact, contacts_of
from approvals.models import ApprovalRequest, Hearing, Suspension
from approvals.queries.stops import Stop
from approvals.rules.hearing import span, took
from inventory.enums import State
from inventory.models import Agent, AgentState
from journal.models import Action

LATE = timedelta(days=31)  # an action may be told, or dated, this long before it is no longer looked for


@dataclass(frozen=True)
class Proof:
    """What we know of one stopped agent. `after`: how long until it heard. `told`: actions received since the stop."""

    agent_id: UUID
    name: str
    heard: Hearing | None
    contact: Contact | None
    asked_last: datetime | None
    told: int
    after: str = ""

    @property
    def heard_by(self) -> str:
        return Call(self.heard.heard_by).label if self.heard else ""

    @property
    def confirmed_by(self) -> str:
        return Call(self.heard.confirmed_by).label if self.heard and self.heard.confirmed_at else ""

    @property
    def is_awaited(self) -> bool:
        """It can still tell us something: it has a key, and has not confirmed."""
        return self.contact is not None and (self.heard is None or self.heard.confirmed_at is None)


@dataclass(frozen=True)
class Heard:
    """« Entendu en 3 s par 2 agents sur 3 »."""

    count: int
    total: int
    took: str


@dataclass(frozen=True)
class Past:
    """A stop that is over."""

    stop: Suspension
    heard: Heard


def proofs(company: Company, stop: Stop, agents: Sequence[tuple[UUID, str]], at: datetime) -> list[Proof]:
    """One an agent, in the order given. Four queries."""
    ids = [agent for agent, _ in agents]
    heard = {row.agent_id: row for row in Hearing.objects.of(company).filter(stop_id=stop.id)}
    contacts, asked = contacts_of(company, ids, at), _asked_last(company, ids)
    told = _told_since(company, ids, stop.asked_at)
    after = {pk: span(one.heard_at - stop.asked_at) for pk, one in heard.items()}
    return [Proof(pk, name, heard.get(pk), contacts.get(pk), asked.get(pk), told.get(pk, 0), after.get(pk, "")) for pk, name in agents]


def heard_of(stop: Stop, told: Sequence[Proof]) -> Heard:
    """Of a stop that stands. No query."""
    moments = [proof.heard.heard_at for proof in told if proof.heard]
    return _heard(stop.asked_at, moments, len(told))


def past(company: Company, limit: int = 50) -> list[Past]:
    """Stops that are over, the newest first, with who asked, who lifted and who heard. Four queries."""
    rows = Suspension.objects.of(company).exclude(lifting=None).select_related("agent", "asked_by__user", "lifting__by__user")
    return _with_hearings(company, list(rows.order_by("-asked_at", "-number")[:limit]))


def last_drill(company: Company) -> Past | None:
    """The newest one that is over: when the stop was last tried."""
    rows = Suspension.objects.of(company).filter(is_drill=True).exclude(lifting=None).select_related("agent")
    newest = rows.order_by("-asked_at", "-number").first()
    return _with_hearings(company, [newest])[0] if newest else None


def _with_hearings(company: Company, stops: Sequence[Suspension]) -> list[Past]:
    if not stops:
        return []
    moments: dict[UUID, list[datetime]] = defaultdict(list)
    for heard in Hearing.objects.of(company).filter(stop_id__in=[stop.pk for stop in stops]):
        moments[heard.stop_id].append(heard.heard_at)
    totals = _covered(company, stops)
    return [Past(stop, _heard(stop.asked_at, moments[stop.pk], totals[stop.pk])) for stop in stops]


def _heard(asked_at: datetime, moments: Sequence[datetime], total: int) -> Heard:
    slowest = took(asked_at, moments)
    return Heard(len(moments), max(total, len(moments)), span(slowest) if slowest is not None else "")


def _covered(company: Company, stops: Iterable[Suspension]) -> Mapping[UUID, int]:
    """How many agents each of them covered when it was asked. Two queries."""
    declared = dict(Agent.objects.of(company).values_list("pk", "declared_at"))
    retired = dict(
        AgentState.objects.of(company).filter(state=State.RETIRED).values_list("agent").annotate(at=Max("at")).values_list("agent", "at")
    )
    found: Counter[UUID] = Counter()
    for stop in stops:
        there = (pk for pk, since in declared.items() if since <= stop.asked_at and not (pk in retired and retired[pk] <= stop.asked_at))
        found[stop.pk] = 1 if stop.agent_id else sum(1 for _ in there)
    return found


def _asked_last(company: Company, agents: Sequence[UUID]) -> dict[UUID, datetime]:
    rows = ApprovalRequest.objects.of(company).filter(agent_id__in=agents)
    return dict(rows.values_list("agent_id").annotate(at=Max("asked_at")).values_list("agent_id", "at"))


def _told_since(company: Company, agents: Sequence[UUID], since: datetime) -> dict[UUID, int]:
    """What they did after the stop, or told after it. By the key of the journal, so that its size does not matter."""
    rows = Action.objects.of(company).filter(agent_id__in=agents, occurred_at__gte=since - LATE, received_at__gte=since)
    return dict(rows.filter(is_after_stop=True).values_list("agent_id").annotate(many=Count("key")).values_list("agent_id", "many"))
