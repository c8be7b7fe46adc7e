"""The public holidays of mainland France (code du travail, art. L3133-1, read 21 November 2026). Pure."""

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


@lru_cache(64)
def holidays(year: int) -> frozenset[date]:
    """The eleven of a year."""
    moving = (easter(year) + timedelta(days=days) for days in AFTER_EASTER)
    return frozenset((*(date(year, month, day) for month, day in FIXED), *moving))


def is_holiday(day: date) -> bool:
    """Nobody is expected to work."""
    return day in holidays(day.year)


def easter(year: int) -> date:
    """Its Sunday, Gregorian calendar (Meeus, Jones and Butcher)."""
    gold, century, rest = year % 19, year // 100, year % 100
    leap, shift = century // 4, century % 4
    moon = (19 * gold + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * shift + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (gold + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
