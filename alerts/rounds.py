"""Looks at companies' records to their ends, a transaction a round: what both the wake and the sweep do.

One look at a time in a process, companies in turn: many that report at once take no more of a small server than one, and leave the
worker's other threads to the other tasks.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from accounts.boundary import scope
from accounts.models import Company
from alerts.actions import watching

MOST_ROUNDS = 100  # of a thousand rows, of one company: then the sweep goes on
REST = 9  # times as long as a round took, when there is more: a tenth of a processor, whoever reports by the thousand is answered meanwhile
log = logging.getLogger(__name__)
_lock = threading.Lock()
_left: dict[UUID, int] = {}  # rounds of each company that is to be looked at, in their turn
_is_looking = threading.Event()  # some thread of this process


def watch_to_the_end(company: UUID, now: Callable[[], datetime], rest: Callable[[float], object] = time.sleep) -> int:
    """How many rounds it took, of whatever companies; none when another thread looks, who then looks at this one too. Opens the scopes
    itself, and logs what fails; lost or run twice, it does no harm."""
    with _lock:
        _left[company] = MOST_ROUNDS
        if _is_looking.is_set():
            return 0
        _is_looking.set()
    rounds = 0
    try:
        while turn := _next():
            begun = time.perf_counter()
            _look(*turn, now)
            rounds += 1
            if _left:
                rest(REST * (time.perf_counter() - begun))
    except BaseException:
        _is_looking.clear()
        raise
    return rounds


def _next() -> tuple[UUID, int] | None:
    """None, and nobody looks any more: whoever comes now looks themselves."""
    with _lock:
        if not _left:
            _is_looking.clear()
            return None
        company = next(iter(_left))
        return company, _left.pop(company)


def _look(company: UUID, rounds: int, now: Callable[[], datetime]) -> None:
    try:
        with scope(company):
            is_more = watching.watch(Company.objects.get(pk=company), at=now())
    except Exception:
        log.exception("the record of %s could not be looked at: tried again in a minute", company)
        return
    if is_more and rounds > 1:
        with _lock:
            _left.setdefault(company, rounds - 1)  # behind the others
