"""How fast a stop was heard, in words, and whether something is still to be heard. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WATCHED_FOR = timedelta(minutes=2)  # a page that reloads itself for longer would get in the way of whoever reads it


def took(asked_at: datetime, heard: Sequence[datetime]) -> timedelta | None:
    """Until the last of those who heard; None when nobody did. Clocks of two machines may differ a little: never less than nothing."""
    return max(max(heard) - asked_at, timedelta(0)) if heard else None


def span(took: timedelta) -> str:
    """« 3 s », « 2 min », « 1 h 05 », « 3 jours ». Less than a second is one."""
    seconds = max(1, round(took.total_seconds()))
    if seconds < 60:
        return f"{seconds}\u00a0s"
    if seconds < 3600:
        return f"{seconds // 60}\u00a0min"
    if seconds < 86400:
        return f"{seconds // 3600}\u00a0h\u00a0{seconds % 3600 // 60:02}"
    days = seconds // 86400
    return f"{days}\u00a0jour{'s' if days > 1 else ''}"


def is_watched(asked_at: datetime, awaited: int, at: datetime) -> bool:
    """Does the page look again by itself?"""
    return awaited > 0 and at - asked_at < WATCHED_FOR
