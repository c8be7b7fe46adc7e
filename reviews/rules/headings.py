"""The titles of the pages of reviews. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lib.dates import french_date, span_words


def week_heading(points: int, _agent: str = "") -> str:
    """« La semaine de vos agents, en 5 points »."""
    return f"La semaine de vos agents, en {_counted(points)}" if points else "La semaine de vos agents"


def rights_heading(points: int, agent: str = "") -> str:
    """« Les droits de vos agents, en 5 points », or of the agent they are about."""
    whose = f"Les droits de «\u00a0{agent}\u00a0»" if agent else "Les droits de vos agents"
    return f"{whose}, en {_counted(points)}" if points else whose


def week_words(starts_at: datetime, ends_at: datetime, time_zone: str) -> str:
    """« Semaine du 13 au 20 novembre »."""
    zone = ZoneInfo(time_zone)
    return f"Semaine {span_words(starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date())}"


def rights_words(_starts_at: datetime, ends_at: datetime, time_zone: str) -> str:
    """« Le 1er décembre 2026 »."""
    return f"Le {french_date(ends_at.astimezone(ZoneInfo(time_zone)).date())}"


def _counted(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"
