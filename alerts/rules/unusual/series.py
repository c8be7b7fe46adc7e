"""What a detector is given: an agent's week and its usual, as plain series. Moments are at the company's own hour where said. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import NamedTuple

from inventory.rules.work_hours import WorkHours
from lib.holidays import is_holiday

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """What is looked at: the moments, and the company's days it is counted by (the last one left out). `since`: where the usual starts."""

    starts_at: datetime
    ends_at: datetime
    first: date
    end: date
    since: date

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Of the week."""
        return tuple(self.first + DAY * number for number in range((self.end - self.first).days))

    @cached_property
    def before(self) -> tuple[date, ...]:
        """Of the usual, the oldest first."""
        return tuple(self.since + DAY * number for number in range((self.first - self.since).days))


@dataclass(frozen=True)
class Right:
    """A right the agent had at some moment of the week."""

    verb: str
    words: str


@dataclass(frozen=True)
class Limit:
    """Above so many cents of this kind (none: any) a person is asked."""

    type: str
    cents: int


@dataclass(frozen=True)
class Tool:
    """A tool of the week, as it was read then. `heard_at`: when it was first heard, ever."""

    name: str
    type: str
    verb: str
    times: int
    first_at: datetime
    last_at: datetime
    heard_at: datetime


@dataclass(frozen=True)
class Peak:
    """The most that one tool did in twenty minutes at most, and the most it did before. `target` empty: whatever it was on."""

    tool: str
    type: str
    times: int
    failed: int
    since: datetime
    until: datetime
    usual: int
    target: str = ""


class Hour(NamedTuple):
    """How many actions in one hour, as the company's clock says it."""

    local: datetime
    times: int


@dataclass(frozen=True)
class Name:
    """An address or a payee that the company met first not long ago. `times`: in the week; `ever`: since then; `is_known`: by another
    account."""

    name: str
    type: str
    times: int
    ever: int
    days: int
    first_at: datetime
    since: datetime
    until: datetime
    most_cents: int = 0
    currency: str = ""
    is_known: bool = False


@dataclass(frozen=True)
class Twice:
    """The same amount of the same kind, for the same payee and reference, once more. `often`: how many of them there were long before."""

    type: str
    target: str
    payee: str
    cents: int
    currency: str
    before: datetime
    at: datetime
    often: int


@dataclass(frozen=True)
class Split:
    """Several to one payee in one day."""

    type: str
    payee: str
    times: int
    cents: int
    most_cents: int
    currency: str
    since: datetime
    until: datetime
    usual: int


@dataclass(frozen=True)
class Touched:
    """A command, or what looks like a secret or a sensitive file. `usual`: how often before."""

    tool: str
    type: str
    target: str
    times: int
    since: datetime
    until: datetime
    usual: int


@dataclass(frozen=True)
class Series:
    """One agent. `counts`: actions of a kind by day, the usual and the week together; `hours_before`: on how many days it worked in each
    hour of the day; `new_before`: how much it did in the first week with nine new names in ten, at most; `most_paid`: the largest amount,
    in cents; `works`: when its sheet says that it works."""

    span: Span
    rights: Sequence[Right] = ()
    limits: Sequence[Limit] = ()
    counts: Mapping[str, Mapping[date, int]] = field(default_factory=dict)
    away: frozenset[date] = frozenset()
    tools: Sequence[Tool] = ()
    hours: Sequence[Hour] = ()
    hours_before: Mapping[int, int] = field(default_factory=dict)
    peaks: Sequence[Peak] = ()
    repeats: Sequence[Peak] = ()
    names: Sequence[Name] = ()
    new_before: int = 0
    most_paid: int = 0
    doubles: Sequence[Twice] = ()
    splits: Sequence[Split] = ()
    touched: Sequence[Touched] = ()
    works: WorkHours | None = None

    @cached_property
    def by_day(self) -> Mapping[date, int]:
        """All kinds together."""
        sums: dict[date, int] = {}
        for days in self.counts.values():
            for day, times in days.items():
                sums[day] = sums.get(day, 0) + times
        return sums

    @cached_property
    def heard(self) -> tuple[date, ...]:
        """The days of the usual since the agent was first heard, without those it was away."""
        first = min(self.by_day, default=self.span.first)
        return tuple(day for day in self.span.before if day >= first and day not in self.away)

    @cached_property
    def worked(self) -> int:
        """On how many of them it did something."""
        return sum(1 for day in self.heard if self.by_day.get(day))

    @cached_property
    def by_weekday(self) -> Mapping[int, list[int]]:
        """How many on each day of the usual, the oldest first, by the day of the week."""
        counts: dict[int, list[int]] = {}
        for day in self.heard:
            counts.setdefault(day.weekday(), []).append(self.by_day.get(day, 0))
        return counts

    @cached_property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """The stretches before that are as long and fall on the same days of the week, the newest first, since it was first heard; those
        it was away from are left out."""
        heard, length, before = set(self.heard), len(self.span.days), self.span.before
        edges = range(len(before) - 7 * ceil(length / 7), -1, -7 * ceil(length / 7))
        return tuple(week for edge in edges if heard.issuperset(week := before[edge : edge + length]))

    def of(self, kind: str, days: Iterable[date]) -> int:
        """How many of this kind on these days."""
        counts = self.counts[kind]
        return sum([counts[day] for day in days if day in counts])

    def all(self, days: Iterable[date]) -> int:
        """How many of any kind on these days."""
        return sum([self.by_day[day] for day in days if day in self.by_day])

    def is_expected(self, day: date) -> bool:
        """Neither away nor a holiday."""
        return day not in self.away and not is_holiday(day)
