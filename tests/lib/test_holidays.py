"""The eleven public holidays, as the official calendars give them."""

from datetime import date

import pytest

from lib.holidays import easter, holidays, is_holiday


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2000, 4, 23), (2008, 3, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)]
)
def test_easter_moves(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_there_are_eleven_of_them() -> None:
    assert all(len(holidays(year)) == 11 for year in (2024, 2026, 2027))
    told = {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 12, 25)}
    assert told <= holidays(2026)


def test_the_day_after_is_none() -> None:
    assert is_holiday(date(2026, 11, 11))
    assert not is_holiday(date(2026, 11, 12))
