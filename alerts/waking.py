"""Who hears an agent wakes the watch, at most once a second and a company in each process: a flood of calls is no flood of wakes."""

from datetime import datetime, timedelta
from uuid import UUID

from lib.wake import wake

WATCH = "alerts.watch"
A_BREATH = timedelta(seconds=1)
DELAY = 2  # seconds: what is told within the breath is committed by then, and is looked at by the same wake
_last: dict[UUID, datetime] = {}


def watch_soon(company: UUID, at: datetime) -> None:
    """Call inside the transaction that keeps what was told."""
    last = _last.get(company)
    if last is None or not timedelta(0) <= at - last < A_BREATH:
        _last[company] = at
        wake(WATCH, str(company), in_seconds=DELAY)
