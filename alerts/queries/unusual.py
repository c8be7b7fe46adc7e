"""What was unusual in a company between two moments: plain series from the journal and the daily tables, held against the usual."""

from datetime import datetime

from accounts.models import Company
from alerts.rules.unusual.found import Unusual


def unusual(company: Company, starts_at: datetime, ends_at: datetime, *, at: datetime) -> list[Unusual]:  # noqa: ARG001
    """The most telling first (alerts.rules.unusual.ranking). Inside the company's scope. At most four statements."""
    return []
