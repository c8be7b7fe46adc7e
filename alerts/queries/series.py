"""Each agent's week and its usual, as alerts.rules.unusual.series says them. Three statements in two round trips, whatever there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Company
from alerts.queries.week_sql import AS_BEFORE, COUNTS, FACETS, FACETS_OF_MANY, HASHED, SCOPE
from alerts.rules.unusual.paths import PRIVATE, TELLING, usual_place
from alerts.rules.unusual.series import DAY, Hour, Limit, Name, Peak, Right, Series, Span, Split, Tool, Touched, Twice
from inventory.enums import State
from inventory.rules.work_hours import WorkHours, kept
from lib.prepared import PLANNED_ONCE, rows, rows_of_each

MOST = 200_000  # actions of the usual that are read: a very busy company's usual is of fewer weeks
FEWEST_WEEKS = 2
MANY = 30_000  # beyond, keeping them costs more than reading them again
Row = Sequence[Any]


@dataclass
class _Told:
    """What was read of one agent."""

    rights: list[Right] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    away: frozenset[date] = frozenset()
    works: WorkHours | None = None
    counts: dict[str, dict[date, int]] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    facets: dict[str, list[Row]] = field(default_factory=dict)


def gathered(company: Company, span: Span) -> dict[UUID, Series]:
    """By agent, of those that did anything in the week or before it."""
    given: dict[str, Any] = {
        "company": company.pk, "starts": span.starts_at, "ends": span.ends_at, "since": span.since, "end": span.end,
        "zone": company.time_zone, "telling": TELLING, "private": PRIVATE,
    }  # fmt: skip
    found = rows_of_each({"once": (PLANNED_ONCE, ()), "scope": (SCOPE, given), "counts": (COUNTS, given)})
    told = {row[0]: _scope(row[1:], span) for row in found["scope"]}
    for agent, name, days, times, first_at in sorted(found["counts"], key=lambda row: row[1]):
        if first_at:
            told[agent].heard[name] = first_at
        else:
            told[agent].counts[name] = _summed(days, times)
    facets = _facets([one for one in told.values() if one.counts], given, span)
    for facet, agent, *row in sorted(facets, key=lambda row: tuple(row[2:6])):  # of two as telling, always the same one is told
        told[agent].facets.setdefault(facet, []).append(row)
    return {agent: _series(one, span) for agent, one in told.items() if one.counts}


def _summed(days: Sequence[date], times: Sequence[int]) -> dict[date, int]:
    """A day has a total for each end and each currency."""
    sums: dict[date, int] = {}
    for day, number in zip(days, times, strict=True):
        sums[day] = sums.get(day, 0) + number
    return sums


def _facets(busy: Sequence[_Told], given: Mapping[str, Any], span: Span) -> Sequence[Row]:
    """What is large is planned for what it holds; the rest, once a connection."""
    if not busy:
        return ()
    weeks, many = _usual(busy, span)
    given = {**given, "from": span.starts_at - timedelta(weeks=weeks)}
    if many <= MANY:
        return rows_of_each({"hashed": (HASHED, ()), "facets": (FACETS, given), "as before": (AS_BEFORE, ())})["facets"]
    rows(HASHED, ())
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '16MB'")  # else it is sorted on the disk
        cursor.execute(FACETS_OF_MANY, given)
        found: Sequence[Row] = cursor.fetchall()
        cursor.execute("set local work_mem to default")
    rows(AS_BEFORE, ())
    return found


def _usual(busy: Sequence[_Told], span: Span) -> tuple[int, int]:
    """How many whole weeks of the usual are read, fewer when they hold very much; and how many actions they hold."""
    whole = sum(sum(days.values()) for one in busy for days in one.counts.values())
    if whole <= MANY:
        return (span.first - span.since).days // 7, whole
    by_day: dict[date, int] = {}
    for days in (days for one in busy for days in one.counts.values()):
        for day, times in days.items():
            by_day[day] = by_day.get(day, 0) + times
    weeks, many = 0, 0
    while span.first - DAY * 7 * (weeks + 1) >= span.since:
        more = sum(by_day.get(span.first - DAY * (7 * weeks + number), 0) for number in range(1, 8))
        if many + more > MOST and weeks >= FEWEST_WEEKS:
            break
        weeks, many = weeks + 1, many + more
    return weeks, many


def _scope(row: Row, span: Span) -> _Told:
    rights, states, stops, limits = (cells or [] for cells in row[:4])
    away = _away(
        [(state, datetime.fromisoformat(at)) for state, at in states],
        [[at and datetime.fromisoformat(at) for at in one] for one in stops],
        span,
    )
    return _Told([Right(*one) for one in rights], [Limit(*one) for one in limits], away, kept(row[4]))


def _away(states: list[tuple[str, datetime]], stops: list[list[datetime]], span: Span) -> frozenset[date]:
    """The days on which, for some of the time, it was not in service or was stopped."""
    ends = [at for _, at in states[1:]] + [span.ends_at]
    idle = [(since, until) for (state, since), until in zip(states, ends, strict=False) if state != State.ACTIVE]
    idle += [(asked, lifted or span.ends_at) for asked, lifted in stops]
    return frozenset(day for since, until in idle for day in _days(since, until, span))


def _days(since: datetime, until: datetime, span: Span) -> Iterable[date]:
    zone = span.starts_at.tzinfo
    first, last = max(since.astimezone(zone).date(), span.since), min(until.astimezone(zone).date(), span.end)
    return (first + DAY * number for number in range((last - first).days + 1))


def _series(told: _Told, span: Span) -> Series:
    facets = told.facets
    zone = span.starts_at.tzinfo
    return Series(
        span,
        told.rights,
        told.limits,
        told.counts,
        told.away,
        tools=[
            Tool(tool, kind, verb, row[0], row[4], row[5], told.heard.get(tool, span.starts_at - DAY))
            for kind, tool, verb, _, *row in facets.get("tool", ())
        ],
        hours=[Hour(datetime.fromtimestamp(hour, zone), times) for hour, times in _pairs(facets.get("hour"))],
        hours_before=dict(_pairs(facets.get("usual-hour"))),
        peaks=[_peak(row) for row in facets.get("peak", ())],
        repeats=[_peak(row) for row in facets.get("repeat", ())],
        names=[_name(row) for row in facets.get("name", ())],
        new_before=_first(facets.get("new-before")),
        most_paid=_first(facets.get("paid-before")),
        doubles=[_twice(row) for row in facets.get("twice", ())],
        splits=[_split(row) for row in facets.get("split", ())],
        touched=_touched(facets.get("touched", ()), facets.get("place", ())),
        works=told.works,
    )


def _pairs(rows: Sequence[Row] | None) -> Iterable[tuple[int, int]]:
    """« 7 3 8 1 »: a row for each of 800 hours would cost more to carry than to count."""
    told = map(int, rows[0][0].split()) if rows else iter(())
    return zip(told, told, strict=True)


# A row of a facet: four texts, four numbers, three moments.
def _peak(row: Row) -> Peak:
    return Peak(row[1], row[0], row[4], row[5], row[8], row[9], row[6], row[2])


def _name(row: Row) -> Name:
    return Name(row[1], row[0], row[4], row[5], row[6], row[10], row[8], row[9], row[7] or 0, row[2], row[3] == "known")


def _twice(row: Row) -> Twice:
    return Twice(row[0], row[1], row[2], row[7], row[3], row[8], row[9], row[4])


def _split(row: Row) -> Split:
    return Split(row[0], row[1], row[4], int(row[7]), row[6], row[2], row[8], row[9], row[5])


def _touched(rows: Iterable[Row], places: Iterable[Row]) -> list[Touched]:
    usual = {row[1]: row[4] for row in places}
    return [Touched(row[1], row[0], row[2], row[4], row[8], row[9], usual.get(usual_place(row[2]), 0)) for row in rows]


def _first(rows: Sequence[Row] | None) -> int:
    return int(rows[0][4] or 0) if rows else 0
