"""What was unusual in a company between two moments: plain series from the journal and the daily tables, held against the usual."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Company
from alerts.queries.series import gathered
from alerts.queries.showing import shown
from alerts.rules.unusual.detectors import found_in
from alerts.rules.unusual.found import Unusual
from alerts.rules.unusual.ranking import ranked
from alerts.rules.unusual.series import Span

USUAL = timedelta(weeks=8)


def unusual(company: Company, starts_at: datetime, ends_at: datetime, *, at: datetime) -> list[Unusual]:
    """The most telling first (alerts.rules.unusual.ranking). Inside the company's scope. At most four statements, whatever it holds."""
    span = _span(company, starts_at, min(ends_at, at))
    found = {agent: found_in(series) for agent, series in gathered(company, span).items()}
    return ranked(shown(company, span, found))


def _span(company: Company, starts_at: datetime, ends_at: datetime) -> Span:
    """The company's days: the one that is cut by the end of the week belongs to the next."""
    zone = ZoneInfo(company.time_zone)
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return Span(starts, ends, starts.date(), max(ends.date(), starts.date() + timedelta(days=1)), (starts - USUAL).date())
