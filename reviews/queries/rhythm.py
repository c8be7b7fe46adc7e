"""When the next review of the week comes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Company
from reviews.models import EIGHT, FRIDAY, Rhythm


def next_week(company: Company, at: datetime) -> datetime:
    """The next moment of the company's day and hour. One query."""
    said = Rhythm.objects.of(company).first()
    day, hour = (said.week_day, said.week_at) if said else (FRIDAY, EIGHT)
    zone = ZoneInfo(company.time_zone)
    today = at.astimezone(zone).date()
    wanted = today + timedelta(days=(day - today.weekday()) % 7)
    due = datetime.combine(wanted, hour, zone)
    return due if due > at else datetime.combine(wanted + timedelta(days=7), hour, zone)
