"""The register as it was: the rows of another moment, read by the readers of today. Knows no page, no file.

Rules on what is missing, and the names of people, are those of today.
"""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from accounts.models import Company
from accounts.past import as_on, first_moment
from inventory.rules.days import company_day
from register import book, documents


class NotKept(Exception):
    """A day to come, or before anything was kept. Its argument is the first day that can be asked for."""


def first_day(company: Company) -> date:
    """From this day on the register of any evening can be read."""
    return company_day(first_moment(company), company.time_zone)


def moment_of(company: Company, day: date, at: datetime) -> datetime | None:
    """The end of that day at the company's; None for today, whose register is the one of now. Raises NotKept."""
    first, today = first_day(company), company_day(at, company.time_zone)
    if not first <= day <= today:
        raise NotKept(first)
    return None if day == today else datetime.combine(day, time.max, tzinfo=ZoneInfo(company.time_zone))


def read(
    company: Company, moment: datetime | None, at: datetime, *, version: int = 0, extent: book.Extent = book.WHOLE
) -> book.RegisterBook:
    """The register, or this part of it, as it stood at that moment (None: as it stands). Six queries more than now."""
    if moment is None:
        return documents.build(company, at, version=version, extent=extent)
    zone = ZoneInfo(company.time_zone)
    with as_on(moment):
        then = Company.objects.get(pk=company.pk)
        told = documents.build(then, moment, version=version, extent=extent)
    return replace(told, made_at=at.astimezone(zone), as_on=moment.astimezone(zone))
