"""What a week held, as reviews.queries.week reads it. Plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from reviews.rules.drafts import Line


@dataclass(frozen=True)
class Sum:
    """Of one agent, kind, outcome and currency. `sent`: people or things it was about; cents, None without an amount."""

    agent: UUID
    kind: str
    outcome: str
    currency: str
    number: int
    sent: int
    cents: int | None
    most: int | None
    late: int


@dataclass(frozen=True)
class Named:
    """Somebody paid (`what` « payee ») or written to (« address ») for the first time. `number`: how many such the agent has."""

    agent: UUID
    what: str
    name: str
    number: int
    line: Line


@dataclass(frozen=True)
class Demands:
    """Demands that ended alike. `ids`: the largest five."""

    state: str
    reason: str
    currency: str
    number: int
    cents: int | None
    ids: list[str]


@dataclass(frozen=True)
class Warned:
    """An alert of the week. `number`: how many actions made it, at least one; `behind`: the first of them."""

    id: UUID
    agent: UUID
    code: str
    facts: dict[str, Any]
    happened_at: datetime
    is_answered: bool
    is_normal: bool | None
    number: int = 1
    behind: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Due:
    """Something a review asked for that nobody has done."""

    id: UUID
    kind: str
    agent: UUID | None
    opened_at: datetime


@dataclass(frozen=True)
class Member:
    """An agent. `works`: in service, and not stopped."""

    id: UUID
    name: str
    template: str
    works: bool


@dataclass(frozen=True)
class Drawn:
    """A row as it was read: few of them are ever shown, so only those become lines."""

    told: Sequence[Any]

    @property
    def seq(self) -> int:
        return int(self.told[3])

    @property
    def line(self) -> Line:
        agent, occurred_at, key, seq = self.told
        return Line(UUID(agent), datetime.fromisoformat(occurred_at), UUID(key), seq)


@dataclass(frozen=True)
class Week:
    """All of it. `usual`: by agent, kind and outcome, how many in each of the WEEKS before, oldest first; `granted`: the same of yeses.
    `drawn`: ordinary actions in the order of their marks (reviews.rules.sample), more than enough of them; `late_weeks`: how many weeks
    back those are dated that were told too late for their own review; `older`: dated too long before to be looked at."""

    upto: int
    since: int | None
    drawn: list[Drawn]
    late_weeks: list[int]
    older: int
    tests: int
    ordinary: int
    sums: list[Sum]
    repeated: dict[UUID, int]
    names: list[Named]
    usual: dict[tuple[UUID, str, str], list[int]]
    demands: list[Demands]
    granted: list[int]
    people: list[tuple[str, int, int]]
    team: dict[UUID, Member]
    alerts: list[Warned]
    due: list[Due] = field(default_factory=list)

    def of(self, agent: UUID, *outcomes: str) -> list[Sum]:
        """Of one agent; without outcomes: all."""
        return [one for one in self.sums if one.agent == agent and (not outcomes or one.outcome in outcomes)]

    def weeks(self, agent: UUID, kind: str = "", *outcomes: str) -> list[int]:
        """How many it did of this kind, or in all, in each of the weeks before. Oldest first."""
        asked = (agent, kind, outcomes)
        if asked not in self._summed:
            known = self._by_agent.get(agent, ())
            found = [weeks for what, how, weeks in known if kind in ("", what) and (not outcomes or how in outcomes)]
            self._summed[asked] = [sum(week) for week in zip(*found, strict=True)]
        return self._summed[asked]

    @cached_property
    def _by_agent(self) -> dict[UUID, list[tuple[str, str, list[int]]]]:
        found: dict[UUID, list[tuple[str, str, list[int]]]] = {}
        for (agent, kind, outcome), weeks in self.usual.items():
            found.setdefault(agent, []).append((kind, outcome, weeks))
        return found

    @cached_property
    def _summed(self) -> dict[tuple[UUID, str, tuple[str, ...]], list[int]]:
        """What was asked already: the same weeks are held against several figures."""
        return {}


def number(sums: Iterable[Sum]) -> int:
    """Of all of them together."""
    return sum(one.number for one in sums)
