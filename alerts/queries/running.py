"""What a day or a week had come to when something was done, that one included: asked once a day or week of a batch, not once an action."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from accounts.models import Company
from alerts.rules.seen import Seen
from journal.enums import Outcome
from journal.models import DailyTotal
from lib.prepared import Row, rows

# The moments asked for stand among what was done as nothing, so that each finds what stands before it and at it.
DAY = """select at, total from (select at, is_asked, sum(value) over (order by at) as total from (
  select occurred_at as at, count::bigint as value, false as is_asked from journal_action where company_id = %s and agent_id = %s
     and occurred_at >= %s and occurred_at <= %s and type = %s and outcome = 'done' and not is_test
  union all select at, 0, true from unnest(%s::timestamptz[]) at) told) running where is_asked"""
WEEK = """select at, total from (select at, is_asked, sum(value) over (order by at) as total from (
  select occurred_at as at, amount_cents as value, false as is_asked from journal_action where company_id = %s and payee_mark = %s
     and occurred_at >= %s and occurred_at <= %s and outcome = 'done' and not is_test
  union all select at, 0, true from unnest(%s::timestamptz[]) at) paid) running where is_asked"""
A_DAY = timedelta(days=1)
Running = Mapping[datetime, int]
Day = tuple[UUID, str, date]  # of an agent and a kind
Week = tuple[UUID | None, date]  # of a payee, by its Monday
Key = TypeVar("Key")


class Totals:
    """Of one batch. One query where days are counted, then one a day of an agent and a kind that may have passed its limit, and one a
    week of a payee."""

    def __init__(self, company: Company, batch: Sequence[Seen]) -> None:
        self._company, self._zone = company, ZoneInfo(company.time_zone)
        self._real = [seen for seen in batch if seen.is_real]
        self._mosts: dict[Day, int | None] = {}
        self._of_days: dict[Day, Running] = {}
        self._of_weeks: dict[Week, Running] = {}

    def day_count(self, seen: Seen, least: int) -> int:
        """Reached that day by this agent, by actions of this kind, up to this one; a number that passes no limit from `least` on may stand
        for a smaller one."""
        key = _day(seen)
        if key not in self._mosts:
            self._mosts[key] = self._most(seen)
        if (most := self._mosts[key]) is not None and most <= least:
            return most
        if key not in self._of_days:
            given = [self._company.pk, seen.agent, self._midnight(seen.day), self._days[key][-1], seen.type, self._days[key]]
            self._of_days[key] = _running(rows(DAY, given))
        return self._of_days[key][seen.occurred_at]

    def week_cents(self, seen: Seen) -> int:
        """Paid to this account since Monday, this one included."""
        key = _week(seen)
        if key not in self._of_weeks:
            given = [self._company.pk, seen.payee_mark, self._midnight(key[1]), self._weeks[key][-1], self._weeks[key]]
            self._of_weeks[key] = _running(rows(WEEK, given))
        return self._of_weeks[key][seen.occurred_at]

    def _most(self, seen: Seen) -> int | None:
        """No more than this was reached that day; None when nobody knows. The days beside it count too: the company may have changed its
        time zone since they were counted."""
        near = [self._kept.get((seen.agent, seen.type, seen.day + A_DAY * shift), 0) for shift in (-1, 0, 1)]
        return None if None in near else sum(filter(None, near))

    @cached_property
    def _kept(self) -> Mapping[Day, int | None]:
        days = {seen.day + A_DAY * shift for seen in self._real for shift in (-1, 0, 1)}
        kept = DailyTotal.objects.of(self._company).filter(agent__in={seen.agent for seen in self._real}, day__in=days)
        done = kept.filter(outcome=Outcome.DONE, is_test=False).values_list("agent_id", "type", "day")
        sums = done.annotate(Sum("reached"), Count("pk"), Count("reached"))
        return {(agent, kind, day): int(reached) if told == all_ else None for agent, kind, day, reached, all_, told in sums}

    @cached_property
    def _days(self) -> Mapping[Day, Sequence[datetime]]:
        return _moments(self._real, _day)

    @cached_property
    def _weeks(self) -> Mapping[Week, Sequence[datetime]]:
        return _moments(self._real, _week)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), self._zone)


def _day(seen: Seen) -> Day:
    return seen.agent, seen.type, seen.day


def _week(seen: Seen) -> Week:
    return seen.payee_mark, seen.day - A_DAY * seen.day.weekday()


def _moments(actions: Iterable[Seen], key: Callable[[Seen], Key]) -> Mapping[Key, Sequence[datetime]]:
    """In their order, each once."""
    found = defaultdict[Key, set[datetime]](set)
    for seen in actions:
        found[key(seen)].add(seen.occurred_at)
    return {one: sorted(moments) for one, moments in found.items()}


def _running(found: Iterable[Row]) -> Running:
    return {at: int(total) for at, total in found}
