"""Dates and times as one says them in French, on both days when the clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lib import dates

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)  # a Monday, 09 h 12 in Paris


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "23 novembre 2026"),
        (date(2026, 2, 1), "1er février 2026"),
        (date(2024, 2, 29), "29 février 2024"),
        (date(2026, 8, 21), "21 août 2026"),
    ],
)
def test_a_date_has_its_month_in_words(day: date, words: str) -> None:
    assert plain(dates.french_date(day)) == words


def test_a_date_is_never_cut_between_the_number_and_the_month() -> None:
    assert dates.short_date(date(2026, 2, 1)) == "1er\u00a0février"
    assert dates.french_date(date(2026, 2, 1)) == "1er\u00a0février 2026"


def test_a_weekday_goes_before_the_date() -> None:
    assert plain(dates.weekday_date(date(2026, 11, 23))) == "lundi 23 novembre"


@pytest.mark.parametrize(
    ("moment", "words"), [(time(18), "18 h"), (time(9, 12), "09 h 12"), (time(9), "9 h"), (time(0, 5), "00 h 05"), (time(0), "0 h")]
)
def test_a_time_is_written_with_an_h(moment: time, words: str) -> None:
    assert plain(dates.french_time(moment)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 12, 8, 12, tzinfo=UTC), "12 mars 2026 à 09 h 12"),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "29 mars 2026 à 01 h 30"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "29 mars 2026 à 03 h 30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 octobre 2026 à 02 h 30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 octobre 2026 à 02 h 30"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1er janvier 2027 à 00 h 30"),
    ],
)
def test_a_moment_is_told_in_the_company_s_time(moment: datetime, words: str) -> None:
    assert plain(dates.french_moment(moment, PARIS)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW.replace(hour=17, minute=0), "aujourd’hui à 18 h"),
        (NOW - timedelta(days=1), "hier à 09 h 12"),
        (NOW + timedelta(days=1), "demain à 09 h 12"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "aujourd’hui à 00 h 30"),
        (datetime(2026, 3, 12, 8, 12, tzinfo=UTC), "12 mars à 09 h 12"),
        (datetime(2025, 3, 12, 8, 12, tzinfo=UTC), "12 mars 2025 à 09 h 12"),
    ],
)
def test_a_near_moment_is_told_from_today(moment: datetime, words: str) -> None:
    assert plain(dates.near_moment(moment, NOW, PARIS)) == words
    said = plain(dates.on_moment(moment, NOW, PARIS))
    assert said == (f"le {words}" if words[0].isdigit() else words), "« faite hier », « faite le 12 mars »"


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=-5), "à l’instant"),
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(seconds=60), "il y a 1 min"),
        (timedelta(minutes=12), "il y a 12 min"),
        (timedelta(minutes=59, seconds=59), "il y a 59 min"),
        (timedelta(hours=2), "il y a 2 h"),
        (timedelta(hours=23, minutes=59), "il y a 23 h"),
        (timedelta(days=1), "il y a 1 jour"),
        (timedelta(days=6), "il y a 6 jours"),
        (timedelta(days=7), "le 16 novembre"),
        (timedelta(days=400), "le 19 octobre 2025"),
    ],
)
def test_how_long_ago(back: timedelta, words: str) -> None:
    assert plain(dates.ago(NOW - back, NOW)) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "En retard depuis le 20 novembre"),
        (date(2026, 11, 23), "Aujourd’hui"),
        (date(2026, 11, 24), "Avant demain soir"),
        (date(2026, 11, 29), "Avant dimanche"),
        (date(2026, 11, 30), "Avant le 30 novembre"),
        (date(2027, 2, 1), "Avant le 1er février 2027"),
    ],
)
def test_a_deadline_in_a_few_words(day: date, words: str) -> None:
    assert plain(dates.due(day, date(2026, 11, 23))) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((5,), "le samedi"),
        ((0, 1), "le lundi et le mardi"),
        ((0, 2, 5), "le lundi, le mercredi et le samedi"),
        ((0, 1, 2, 3, 4), "du lundi au vendredi"),
    ],
)
def test_days_of_a_week_are_said_as_one_does(days: tuple[int, ...], words: str) -> None:
    assert dates.weekdays_said(days) == words
