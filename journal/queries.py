"""What the journal's pages and its intake ask. Pages are by key, never by number: the millionth action is as near as the first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import Company
from inventory.models import Agent
from journal.models import Action, ToolWord
from journal.rules.naming import Meaning

PAGE_SIZE = 50


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
    """A page of the journal, newest first, with the agents' names; `older`: the key that the next page starts after."""

    actions: list[Action]
    names: Mapping[UUID, str] = field(default_factory=dict)
    older: tuple[datetime, UUID, UUID] | None = None


def words_of(agent: Agent) -> Mapping[str, Meaning]:
    """What the company says of this agent's tools; a word for this agent goes before one for all. One query."""
    said = ToolWord.objects.filter(Q(agent=None) | Q(agent=agent), company_id=agent.company_id).order_by(F("agent").asc(nulls_first=True))
    return {word.tool: Meaning(word.verb, word.type) for word in said}


def found(company: Company, wanted: Wanted) -> QuerySet[Action]:
    """Every action asked for, newest first."""
    actions = Action.objects.of(company).filter(is_test=wanted.tests).order_by("-occurred_at", "-agent_id", "-key")
    exact = {"agent_id": wanted.agent, "type": wanted.type, "outcome": wanted.outcome, "occurred_at__gte": wanted.since}
    bounds = exact | {"occurred_at__lt": wanted.until, "amount_cents__gte": wanted.at_least_cents}
    actions = actions.filter(**{name: value for name, value in bounds.items() if value not in (None, "")})
    for word in wanted.words.split():
        actions = actions.filter(Q(target__icontains=word) | Q(tool__icontains=word) | Q(payee__icontains=word))
    if wanted.before:
        at, agent, key = wanted.before
        same = Q(occurred_at=at) & (Q(agent_id__lt=agent) | Q(agent_id=agent, key__lt=key))
        actions = actions.filter(occurred_at__lte=at).filter(Q(occurred_at__lt=at) | same)
    return actions


def page(company: Company, wanted: Wanted) -> Read:
    """Two queries, whatever the journal holds."""
    read = list(found(company, wanted)[: PAGE_SIZE + 1])
    shown = read[:PAGE_SIZE]
    last = shown[-1] if len(read) > PAGE_SIZE else None
    return Read(shown, names_of(company), (last.occurred_at, last.agent_id, last.key) if last else None)


def names_of(company: Company) -> dict[UUID, str]:
    """Every agent's name, in order. One query."""
    return dict(Agent.objects.of(company).order_by("name").values_list("pk", "name"))


def holes(company: Company, agent: Agent, limit: int = 20) -> list[tuple[int, int]]:
    """What the agent's own counter skipped: (last heard, next heard), newest first. « 3 actions manquent entre 41 et 45 »."""
    numbers = Action.objects.of(company).filter(agent_id=agent.pk, number__isnull=False).order_by("-number")
    heard = [number for number in dict.fromkeys(numbers.values_list("number", flat=True)[:10_000]) if number is not None]
    return [(low, high) for high, low in pairwise(heard) if high - low > 1][:limit]
