"""What the journal's pages and its intake ask. Pages are by key, never by number: the millionth action is as near as the first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from accounts.models import Company
from inventory.models import Agent
from inventory.queries.agents import names
from journal.enums import Outcome, Type
from journal.models import Action, DailyTotal, InnerName, SampledSource, ToolWord
from journal.rules.holes import Hole, holes
from journal.rules.naming import Meaning
from lib.prepared import Asked, Row, rows

PAGE_SIZE = 50
WINDOW = 20_000  # actions that one page of a search looks through, when no index answers
NUMBERED = 1_000  # actions of an agent in which a hole of its counter is looked for
WORDS = """select tool, verb, type from journal_toolword where company_id = %s and (agent_id is null or agent_id = %s)
order by agent_id nulls first"""
Words = Mapping[str, Meaning]  # by tool


@dataclass(frozen=True)
class Wanted:
    """What a reader asked for; empty: everything. Amounts in cents. `before` is the key of the last line read."""

    agent: UUID | None = None
    type: str = ""
    outcome: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    at_least_cents: int | None = None
    tests: bool = False
    before: tuple[datetime, UUID, UUID] | None = None


@dataclass(frozen=True)
class Read:
    """A page of the journal, newest first; `older`: the key that the next page starts after. `stopped_at`: a search ended there for now,
    though there is more behind."""

    actions: list[Action]
    older: tuple[datetime, UUID, UUID] | None = None
    stopped_at: datetime | None = None


@dataclass(frozen=True)
class Roster:
    """Every agent's name, in order, and whether a test was ever reported."""

    names: dict[UUID, str]
    has_tests: bool


@dataclass(frozen=True)
class Totals:
    """Of some days, tests left out. `paid`: cents by currency, of payments that were made."""

    number: int = 0
    failed: int = 0
    blocked: int = 0
    paid: Mapping[str, int] = field(default_factory=dict)


def words_of(agent: Agent) -> Words:
    """What the company says of this agent's tools; a word for this agent goes before one for all. One query."""
    return words_among(rows(WORDS, [agent.company_id, agent.pk]))


def asks_words(company: UUID, agent: UUID) -> Asked:
    """For who sends it with others, and reads the answer by `words_among`."""
    return WORDS, [company, agent]


def words_among(found: Iterable[Row]) -> Words:
    return {tool: Meaning(verb, kind) for tool, verb, kind in found}


def words_by_tool(company: Company, tool: str) -> list[ToolWord]:
    """What the company says of one tool, for all agents or for some. One query."""
    return list(ToolWord.objects.of(company).filter(tool=tool).select_related("said_by__user"))


def found(company: Company, wanted: Wanted) -> QuerySet[Action]:
    """Every action asked for, newest first."""
    actions = _placed(company, wanted)
    exact = {"is_test": wanted.tests, "type": wanted.type, "amount_cents__gte": wanted.at_least_cents}
    actions = actions.filter(**{name: value for name, value in exact.items() if value not in (None, "")})
    for word in wanted.words.split():
        actions = actions.filter(Q(target__icontains=word) | Q(tool__icontains=word) | Q(payee__icontains=word))
    return actions


def found_near(company: Company, wanted: Wanted, most: int, window: int) -> list[Action]:
    """At most so many, among the newest of a window: for a spreadsheet."""
    edge = _edge(company, wanted, window)
    return list(found(company, replace(wanted, since=edge[0]) if edge else wanted)[:most])


def page(company: Company, wanted: Wanted, roster: Roster) -> Read:
    """One query, whatever the journal holds; two when only reading can tell what was asked for: then a window of it is read."""
    is_read = bool(wanted.type or wanted.words or wanted.at_least_cents or wanted.tests or roster.has_tests)
    edge = _edge(company, wanted, WINDOW) if is_read else None
    read = list(found(company, replace(wanted, since=edge[0]) if edge else wanted)[: PAGE_SIZE + 1])
    shown = read[:PAGE_SIZE]
    if len(read) > PAGE_SIZE:
        return Read(shown, _key(shown[-1]))
    return Read(shown, edge, edge[0] if edge else None)


def _placed(company: Company, wanted: Wanted) -> QuerySet[Action]:
    """What an index tells: whose, when, and what went wrong."""
    actions = Action.objects.of(company).order_by("-occurred_at", "-agent_id", "-key")
    exact = {"agent_id": wanted.agent, "occurred_at__gte": wanted.since, "occurred_at__lt": wanted.until, "outcome": wanted.outcome}
    actions = actions.filter(**{name: value for name, value in exact.items() if value not in (None, "")})
    if wanted.outcome in (Outcome.FAILED, Outcome.BLOCKED):
        actions = actions.exclude(outcome=Outcome.DONE)  # as the index says it
    if wanted.before:
        at, agent, key = wanted.before
        same = Q(occurred_at=at) & (Q(agent_id__lt=agent) | Q(agent_id=agent, key__lt=key))
        actions = actions.filter(occurred_at__lte=at).filter(Q(occurred_at__lt=at) | same)
    return actions


def _edge(company: Company, wanted: Wanted, window: int) -> tuple[datetime, UUID, UUID] | None:
    """The last action of the window, None when the window holds all. It reads an index."""
    keys = _placed(company, wanted).order_by("-occurred_at").values_list("occurred_at", flat=True)
    at = next(iter(keys[window : window + 1]), None)
    return (at, UUID(int=0), UUID(int=0)) if at else None


def _key(action: Action) -> tuple[datetime, UUID, UUID]:
    return action.occurred_at, action.agent_id, action.key


def roster(company: Company) -> Roster:
    """Two queries."""
    return Roster(names(company), DailyTotal.objects.of(company).filter(is_test=True).exists())


def inner_names(company: Company, actions: list[Action]) -> dict[tuple[UUID, UUID], InnerName]:
    """By agent and key. One query."""
    named = InnerName.objects.of(company).filter(agent_id__in={one.agent_id for one in actions}, key__in=[one.key for one in actions])
    return {(one.agent_id, one.key): one for one in named} if actions else {}


def totals(company: Company, since: date, until: date, agent: UUID | None = None) -> Totals:
    """Both days included. One query over the daily totals."""
    days = DailyTotal.objects.of(company).filter(is_test=False, day__gte=since, day__lte=until)
    days = days.filter(agent_id=agent) if agent else days
    number = failed = blocked = 0
    paid: dict[str, int] = {}
    for kind, outcome, currency, many, cents in days.values_list("type", "outcome", "currency").annotate(
        Sum("number"), Sum("amount_cents")
    ):
        number += many
        failed += many if outcome == Outcome.FAILED else 0
        blocked += many if outcome == Outcome.BLOCKED else 0
        if kind == Type.PAYMENT and outcome == Outcome.DONE and currency:
            paid[currency] = paid.get(currency, 0) + int(cents)
    return Totals(int(number), int(failed), int(blocked), paid)


def missing(company: Company, agents: list[UUID], limit: int = 5) -> dict[UUID, list[Hole]]:
    """What the counters of these agents skipped lately, the newest first. One query; each agent's last NUMBERED numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select a.id, array(select n.number from journal_action n where n.company_id = %s and n.agent_id = a.id
                                   and n.number is not null order by n.seq desc limit %s) from unnest(%s::uuid[]) a(id)""",
            [company.pk, NUMBERED, agents],
        )
        heard = cursor.fetchall()
    return {agent: found[:limit] for agent, numbers in heard if (found := holes(reversed(numbers)))}


def sampled(company: Company, agents: list[UUID]) -> set[UUID]:
    """Those whose program says that it sends only a part. One query."""
    return set(SampledSource.objects.of(company).filter(agent_id__in=agents).values_list("agent_id", flat=True))
