"""Looks at a company's record to its end, a transaction a round: what both the wake and the sweep do."""

import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from accounts.boundary import scope
from accounts.models import Company
from alerts.actions import watching

MOST_ROUNDS = 100  # of a thousand rows: then others have their turn, and the sweep goes on
REST = 2  # times as long as a round took, when there is more: whoever reports by the thousand is answered meanwhile


def watch_to_the_end(company_id: UUID, now: Callable[[], datetime], rest: Callable[[float], object] = time.sleep) -> int:
    """How many rounds it took. Opens the scopes itself; lost or run twice, it does no harm."""
    for rounds in range(1, MOST_ROUNDS + 1):
        begun = time.perf_counter()
        with scope(company_id):
            if not watching.watch(Company.objects.get(pk=company_id), at=now()):
                return rounds
        rest(REST * (time.perf_counter() - begun))
    return MOST_ROUNDS
