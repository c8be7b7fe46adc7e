"""Days and limits in time. A right holds until the end of its last day, in the company's own time zone."""

from datetime import date, datetime, timedelta

from lib.dates import day_in, french_date

SOON_DAYS = 14  # a right that ends within these days asks for a look
TOLD_DAYS = 7  # a right that ended by itself is told on the first page for so long
ENDED_DAYS = 30  # and on the agent’s own page for so long
DRAFT_DAYS = 2  # a declaration left open longer than this is brought back to mind


def company_day(at: datetime, zone: str) -> date:
    """Which day it is at the company's."""
    return day_in(zone, at)


def has_passed(until: date | None, today: date) -> bool:
    """The last day is over."""
    return until is not None and until < today


def ends_soon(until: date | None, today: date) -> bool:
    """Over already, or within SOON_DAYS."""
    return until is not None and until <= today + timedelta(days=SOON_DAYS)


def until_words(until: date | None, is_endless: bool) -> str:
    """« 31 mars 2027 », « Sans limite », « À préciser »."""
    if until:
        return french_date(until)
    return "Sans limite" if is_endless else "À préciser"
