"""When reviews come due, at the company's own hour. Pure: the moment and the time zone are passed in.

An hour that a change of clock skips moves to the first one that exists; of an hour that comes twice, the first is meant.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reviews.enums import Every, Kind
from reviews.rules.drafts import Window

DAY, WEEK, MINUTE = timedelta(days=1), timedelta(days=7), timedelta(minutes=1)
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
YEAR_MONTHS = 12
TIME_TO_SIGN = {Kind.WEEK: WEEK, Kind.RIGHTS: timedelta(days=14)}
MONDAY, EIGHT = 0, time(8)
FIRST_DIGEST = timedelta(days=1)  # how late the very first Monday's message may be: nobody gets one on the Thursday they begin
LEAST_TIME = {Kind.WEEK: timedelta(days=3), Kind.RIGHTS: WEEK}  # to sign a review that the clock opened late, until the same hour


@dataclass(frozen=True)
class Pace:
    """Days from 0, Monday; the hour is the company's, for both kinds. `every`: months between two reviews of rights, as Every."""

    zone: str
    week_day: int
    at: time
    every: str


@dataclass(frozen=True)
class Past:
    """What stands: the end and the day of the clock's last review of a kind, and the days on which somebody asked for one since.

    `since`: nothing that came due before counts (no company yet, no agent, another rhythm). `quiet_from`: since then no agent is there."""

    since: datetime
    ended_at: datetime | None = None
    period: date | None = None
    taken: Set[date] = frozenset()
    quiet_from: datetime | None = None


@lru_cache(maxsize=16_384)
def moment_of(day: date, hour: time, zone: str) -> datetime:
    """The instant, in UTC, at which it is this hour of this day there."""
    here, wanted = ZoneInfo(zone), datetime.combine(day, hour)
    while (found := wanted.replace(tzinfo=here).astimezone(UTC)).astimezone(here).replace(tzinfo=None) != wanted:
        wanted += MINUTE
    return found


def due_day(kind: Kind, pace: Pace, day: date) -> date:
    """The last day, this one included, on which a review of this kind comes due."""
    if kind == Kind.WEEK:
        return day - DAY * ((day.weekday() - pace.week_day) % 7)
    months = MONTHS[Every(pace.every)]
    return date(day.year, day.month - (day.month - 1) % months, 1)


def next_day(kind: Kind, pace: Pace, day: date) -> date:
    """The first day after this one on which a review of this kind comes due."""
    last = due_day(kind, pace, day)
    if kind == Kind.WEEK:
        return last + WEEK
    month = last.month + MONTHS[Every(pace.every)]
    return date(last.year + (month - 1) // YEAR_MONTHS, (month - 1) % YEAR_MONTHS + 1, 1)


@lru_cache(maxsize=4_096)
def newest(kind: Kind, pace: Pace, at: datetime) -> date:
    """The last day whose hour has come."""
    day = due_day(kind, pace, at.astimezone(ZoneInfo(pace.zone)).date() + DAY)  # a skipped hour may be the day after
    while moment_of(day, pace.at, pace.zone) > at:
        day = due_day(kind, pace, day - DAY)
    return day


def is_due(kind: Kind, pace: Pace, past: Past, at: datetime) -> bool:
    """Is a review to be opened? Cheap: asked of every company each minute."""
    day = newest(kind, pace, at)
    if day in past.taken or (past.period is not None and day <= past.period):
        return False
    if past.quiet_from and _start(kind, pace, past, day) >= past.quiet_from:
        return False
    return _counts(moment_of(day, pace.at, pace.zone), past)


def windows(kind: Kind, pace: Pace, past: Past, at: datetime) -> Iterator[Window]:
    """What is due and not opened yet, the oldest first. Each begins where the one before ended, so that nothing is missed nor looked
    at twice. Without one before, only the newest: an old company is not flooded."""
    if not is_due(kind, pace, past, at):
        return
    last = newest(kind, pace, at)
    day = last if past.period is None else next_day(kind, pace, past.period)
    start = _start(kind, pace, past, day)
    while day <= last and not (past.quiet_from and start >= past.quiet_from):
        end = moment_of(day, pace.at, pace.zone)
        if _counts(end, past) and day not in past.taken:
            yield Window(day, start, end, _due_at(kind, pace, end, at))
            start = end
        day = next_day(kind, pace, day)


def coming(kind: Kind, pace: Pace, past: Past, at: datetime) -> datetime:
    """When the next one comes due, after this moment."""
    day = next_day(kind, pace, newest(kind, pace, at))
    while day in past.taken or (past.period is not None and day <= past.period):
        day = next_day(kind, pace, day)
    return moment_of(day, pace.at, pace.zone)


def _counts(moment: datetime, past: Past) -> bool:
    return moment > past.since and (past.ended_at is None or moment > past.ended_at)


def _due_at(kind: Kind, pace: Pace, end: datetime, at: datetime) -> datetime:
    least = moment_of(at.astimezone(ZoneInfo(pace.zone)).date() + LEAST_TIME[kind], pace.at, pace.zone)
    return max(end + TIME_TO_SIGN[kind], least)


def _start(kind: Kind, pace: Pace, past: Past, day: date) -> datetime:
    return past.ended_at or moment_of(due_day(kind, pace, day - DAY), pace.at, pace.zone)


def monday_due(zone: str, last: date | None, since: datetime, at: datetime) -> date | None:
    """The Monday whose message is to be made now, at 08:00 there; None when it was, or none has come since the company began."""
    pace = Pace(zone, MONDAY, EIGHT, Every.MONTH)
    day = newest(Kind.WEEK, pace, at)
    moment = moment_of(day, EIGHT, zone)
    is_over = day <= last if last else at - moment > FIRST_DIGEST
    return None if is_over or moment <= since else day
