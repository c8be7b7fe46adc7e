"""Looks at companies' records to their ends, a transaction a round: what both the wake and the sweep do.

One look at a time in a process, companies in turn, every second one woken if any is: many that report at once take no more of a small
server than one, and leave the worker's other threads to the other tasks.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from alerts.actions import watching

MOST_SECONDS = 50.0  # of one look: then whoever comes next goes on, the next sweep at the latest
REST = 9  # times as long as a round took, when there is more: a tenth of a processor, whoever reports by the thousand is answered meanwhile
log = logging.getLogger(__name__)
_lock = threading.Lock()
_woken: dict[UUID, None] = {}  # companies that are to be looked at, in their turn
_swept: dict[UUID, None] = {}  # the same, by the sweep
_is_looking = False  # some thread of this process
Now = Callable[[], datetime]


def _away(seconds: float) -> None:
    """Nothing is held of the database meanwhile."""
    connection.close()
    time.sleep(seconds)


def watch_to_the_end(company: UUID, now: Now, rest: Callable[[float], object] = _away) -> int:
    """How many rounds it took, of whatever companies; none when another thread looks, who then looks at this one too. Opens the scopes
    itself, and logs what fails; lost or run twice, it does no harm."""
    return _look(_woken, [company], now, rest)


def watch_all(companies: Iterable[UUID], now: Now, rest: Callable[[float], object] = _away) -> int:
    """The same for those that nobody woke for."""
    return _look(_swept, companies, now, rest)


def _look(wanted: dict[UUID, None], companies: Iterable[UUID], now: Now, rest: Callable[[float], object]) -> int:
    global _is_looking  # noqa: PLW0603
    with _lock:
        wanted.update(dict.fromkeys(companies))
        if _is_looking:
            return 0
        _is_looking = True
    try:
        return _rounds(now, rest)
    except BaseException:
        _is_looking = False
        raise


def _rounds(now: Now, rest: Callable[[float], object]) -> int:
    rounds, ends = 0, time.monotonic() + MOST_SECONDS
    while (company := _next(rounds, ends)) is not None:
        begun = time.perf_counter()
        is_more = _has_more(company, now())
        rounds += 1
        if is_more:
            with _lock:
                _woken.setdefault(company)  # behind the others
            rest(REST * (time.perf_counter() - begun))
    return rounds


def _next(rounds: int, ends: float) -> UUID | None:
    """None, and nobody looks any more: whoever comes now looks themselves."""
    global _is_looking  # noqa: PLW0603
    with _lock:
        wanted = (_swept or _woken) if rounds % 2 else (_woken or _swept)
        if not wanted or time.monotonic() > ends:
            _is_looking = False
            return None
        company = next(iter(wanted))
        del wanted[company]
        _swept.pop(company, None)
        return company


def _has_more(company: UUID, at: datetime) -> bool:
    try:
        with scope(company):
            return watching.watch(Company.objects.get(pk=company), at=at)
    except Exception:
        log.exception("the record of %s could not be looked at: tried again in a minute", company)
        return False
