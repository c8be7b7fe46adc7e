"""When reviews come due: at the company's hour, on both days of a change of clock, at the end of a year, on 29 February."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from reviews.enums import Every, Kind
from reviews.rules.calendar import Pace, Past, coming, is_due, moment_of, monday_due, newest, windows
from reviews.rules.drafts import Window

PARIS, MARTINIQUE, NOUMEA, KATHMANDU = "Europe/Paris", "America/Martinique", "Pacific/Noumea", "Asia/Kathmandu"
FRIDAY, EIGHT = 4, time(8)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def pace(zone: str = PARIS, week_day: int = FRIDAY, at: time = EIGHT, every: str = Every.MONTH) -> Pace:
    return Pace(zone, week_day, at, every)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("day", "hour", "zone", "moment"),
    [
        ((2026, 11, 20), (8, 0), PARIS, (2026, 11, 20, 7, 0)),
        ((2026, 7, 17), (8, 0), PARIS, (2026, 7, 17, 6, 0)),
        ((2026, 11, 20), (8, 0), MARTINIQUE, (2026, 11, 20, 12, 0)),
        ((2026, 11, 20), (8, 0), NOUMEA, (2026, 11, 19, 21, 0)),
        ((2026, 11, 20), (8, 0), KATHMANDU, (2026, 11, 20, 2, 15)),
        ((2026, 3, 29), (1, 59), PARIS, (2026, 3, 29, 0, 59)),
        ((2026, 3, 29), (2, 0), PARIS, (2026, 3, 29, 1, 0)),  # 02:00 to 02:59 do not exist: 03:00
        ((2026, 3, 29), (2, 30), PARIS, (2026, 3, 29, 1, 0)),
        ((2026, 3, 29), (3, 0), PARIS, (2026, 3, 29, 1, 0)),
        ((2026, 10, 25), (2, 30), PARIS, (2026, 10, 25, 0, 30)),  # comes twice: the first
        ((2026, 10, 25), (3, 0), PARIS, (2026, 10, 25, 2, 0)),
        ((2026, 3, 8), (2, 30), "America/Miquelon", (2026, 3, 8, 5, 0)),
        ((2011, 12, 30), (8, 0), "Pacific/Apia", (2011, 12, 30, 10, 0)),  # a day that never was: the first minute after it
    ],
)
def test_an_hour_of_a_place_is_one_instant(day: tuple, hour: tuple, zone: str, moment: tuple) -> None:
    assert moment_of(date(*day), time(*hour), zone) == utc(*moment)


@pytest.mark.parametrize(
    ("every", "day", "before", "after"),
    [
        (Every.MONTH, (2026, 11, 20), (2026, 11, 1), (2026, 12, 1)),
        (Every.MONTH, (2026, 12, 31), (2026, 12, 1), (2027, 1, 1)),
        (Every.MONTH, (2028, 2, 29), (2028, 2, 1), (2028, 3, 1)),
        (Every.QUARTER, (2026, 12, 31), (2026, 10, 1), (2027, 1, 1)),
        (Every.QUARTER, (2026, 4, 1), (2026, 4, 1), (2026, 7, 1)),
        (Every.HALF, (2026, 6, 30), (2026, 1, 1), (2026, 7, 1)),
        (Every.YEAR, (2026, 12, 31), (2026, 1, 1), (2027, 1, 1)),
        (Every.YEAR, (2028, 2, 29), (2028, 1, 1), (2029, 1, 1)),
    ],
)
def test_rights_come_due_on_the_first_day_of_a_period(every: Every, day: tuple, before: tuple, after: tuple) -> None:
    at = datetime(*day, 12, tzinfo=UTC)
    assert newest(Kind.RIGHTS, pace(every=every), at) == date(*before)
    assert coming(Kind.RIGHTS, pace(every=every), Past(LONG_AGO), at) == moment_of(date(*after), EIGHT, PARIS)


def test_a_week_begins_where_the_last_one_ended_whatever_the_day_is_now() -> None:
    past = Past(LONG_AGO, utc(2026, 11, 13, 7), date(2026, 11, 13))
    (told,) = windows(Kind.WEEK, pace(), past, utc(2026, 11, 20, 7))
    assert (told.period, told.starts_at, told.ends_at) == (date(2026, 11, 20), utc(2026, 11, 13, 7), utc(2026, 11, 20, 7))
    assert told.due_at == utc(2026, 11, 27, 7)
    (told,) = windows(Kind.WEEK, pace(week_day=0), past, utc(2026, 11, 17))
    assert (told.period, told.starts_at, told.ends_at) == (date(2026, 11, 16), utc(2026, 11, 13, 7), utc(2026, 11, 16, 7))


def test_nothing_is_due_a_second_before_its_hour() -> None:
    past = Past(LONG_AGO, utc(2026, 11, 13, 7), date(2026, 11, 13))
    assert not is_due(Kind.WEEK, pace(), past, utc(2026, 11, 20, 6, 59, 59))
    assert is_due(Kind.WEEK, pace(), past, utc(2026, 11, 20, 7))


def test_after_a_long_absence_every_week_is_opened_the_oldest_first_with_time_to_sign() -> None:
    past, at = Past(LONG_AGO, utc(2026, 10, 30, 7), date(2026, 10, 30)), utc(2026, 11, 22, 12)
    told = list(windows(Kind.WEEK, pace(), past, at))
    assert [one.period for one in told] == [date(2026, 11, day) for day in (6, 13, 20)]
    assert [one.starts_at for one in told[1:]] == [one.ends_at for one in told[:-1]]
    assert [one.due_at for one in told] == [utc(2026, 11, 25, 7), utc(2026, 11, 25, 7), utc(2026, 11, 27, 7)]


def test_an_old_company_is_not_flooded_and_a_new_one_waits_for_its_first_day() -> None:
    at = utc(2026, 11, 22, 12)
    assert [one.period for one in windows(Kind.WEEK, pace(), Past(LONG_AGO), at)] == [date(2026, 11, 20)]
    assert list(windows(Kind.WEEK, pace(), Past(utc(2026, 11, 21)), at)) == []
    assert list(windows(Kind.RIGHTS, pace(), Past(utc(2026, 11, 10)), at)) == []


def test_a_change_of_hour_or_of_place_opens_no_day_twice() -> None:
    past = Past(LONG_AGO, utc(2026, 11, 20, 7), date(2026, 11, 20))
    assert list(windows(Kind.WEEK, pace(at=time(17)), past, utc(2026, 11, 20, 18))) == []
    noumea = Past(LONG_AGO, moment_of(date(2026, 11, 20), EIGHT, NOUMEA), date(2026, 11, 20))
    assert list(windows(Kind.WEEK, pace(), noumea, utc(2026, 11, 20, 12))) == []


def test_a_shorter_period_makes_nothing_late() -> None:
    past = Past(utc(2026, 11, 10), utc(2026, 1, 1, 7), date(2026, 1, 1))
    assert list(windows(Kind.RIGHTS, pace(), past, utc(2026, 11, 22))) == []
    (told,) = windows(Kind.RIGHTS, pace(), past, utc(2026, 12, 1, 8))
    assert (told.starts_at, told.period) == (utc(2026, 1, 1, 7), date(2026, 12, 1))


def test_the_day_somebody_asked_for_a_review_the_clock_opens_none() -> None:
    past = Past(LONG_AGO, utc(2026, 11, 1, 7), date(2026, 11, 1), frozenset({date(2026, 12, 1)}))
    assert list(windows(Kind.RIGHTS, pace(), past, utc(2026, 12, 2))) == []
    (told,) = windows(Kind.RIGHTS, pace(), past, utc(2027, 1, 2))
    assert (told.period, told.starts_at) == (date(2027, 1, 1), utc(2026, 11, 1, 7))


def test_the_week_in_which_the_last_agent_left_is_still_looked_at_and_then_no_more() -> None:
    past = Past(LONG_AGO, utc(2026, 10, 30, 7), date(2026, 10, 30), quiet_from=utc(2026, 11, 11))
    told = list(windows(Kind.WEEK, pace(), past, utc(2026, 11, 29)))
    assert [one.period for one in told] == [date(2026, 11, 6), date(2026, 11, 13)]
    after = Past(LONG_AGO, utc(2026, 11, 13, 7), date(2026, 11, 13), quiet_from=utc(2026, 11, 11))
    assert not is_due(Kind.WEEK, pace(), after, utc(2026, 11, 29))


def test_monday_is_told_once_and_never_on_the_thursday_one_begins() -> None:
    monday = date(2026, 11, 23)
    assert monday_due(PARIS, None, LONG_AGO, utc(2026, 11, 23, 6, 59)) is None
    assert monday_due(PARIS, None, LONG_AGO, utc(2026, 11, 23, 7)) == monday
    assert monday_due(PARIS, monday, LONG_AGO, utc(2026, 11, 23, 8)) is None
    assert monday_due(PARIS, None, LONG_AGO, utc(2026, 11, 26, 8)) is None
    assert monday_due(PARIS, date(2026, 11, 9), LONG_AGO, utc(2026, 11, 26, 8)) == monday
    assert monday_due(PARIS, None, utc(2026, 11, 23, 7), utc(2026, 11, 23, 8)) is None


@pytest.mark.parametrize("zone", [PARIS, MARTINIQUE, NOUMEA, KATHMANDU, "America/Miquelon"])
@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("hour", [time(8), time(2, 30), time(23, 59), time(0)], ids=str)
def test_over_two_years_every_due_day_is_opened_once_however_irregular_the_sweeps(zone: str, kind: Kind, hour: time) -> None:
    began, ended = utc(2027, 1, 10, 12), utc(2029, 1, 10, 12)  # 29 February 2028 inside
    wanted, past, at, step = pace(zone, 6, hour), Past(began), began, 1
    opened: list[Window] = []
    while at < ended:
        step = step * 16_807 % 2_147_483_647
        long = 26 * 24 * 60 if opened and step % 9 == 0 else 700  # minutes: most come often, some after weeks
        at = min(at + timedelta(minutes=step % long), ended)
        for one in windows(kind, wanted, past, at):
            opened.append(one)
            past = Past(began, one.ends_at, one.period)
    every_day = (began.date() + timedelta(days=number) for number in range(740))
    due = [day for day in every_day if (day.weekday() == 6 if kind == Kind.WEEK else day.day == 1)]
    assert [one.period for one in opened] == [day for day in due if began < moment_of(day, hour, zone) <= ended]
    assert all(before.ends_at == after.starts_at for before, after in pairwise(opened))
    assert all(one.ends_at == moment_of(one.period, hour, zone) for one in opened)
