"""Calls that wait for a person's answer without holding a connection to the database.

One LISTEN connection a process. Subscribe, read, wait, read again: a ring only ever means « read again », and everybody is
rung when the listening (re)starts, so no answer is lost. A newer wait of one key ends its older one. A stop that the database
could not take is a file: the listener looks for one each second, and rings everybody.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from approvals import markers
from approvals.actions.steps import CHANNEL
from lib import turns

MOST = 208  # of the threads that may block (governance.parts): the others are for pages
MOST_OF_ONE = 48  # one agent leaves room for the others: beyond, it is answered at once and asks again
ALL = "*"  # said before we are stopped: everybody answers now
AGAIN_SECONDS = 0.5
LOOK_SECONDS = 1.0  # half of what a stop may take to be heard
log = logging.getLogger(__name__)
_lock = threading.Lock()
_bells: dict[tuple[UUID, UUID], "_Bell"] = {}
_listener: list[threading.Thread] = []
_ended = threading.Event()


class _Bell:
    """A bare lock: a tenth of the price of an Event, and there are hundreds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self.is_over = False

    def ring(self, *, is_over: bool = False) -> None:
        self.is_over = self.is_over or is_over
        with contextlib.suppress(RuntimeError):  # rung by somebody else in the same instant
            self._lock.release()

    def wait(self, seconds: float) -> bool:
        return self._lock.acquire(timeout=max(0.0, seconds))


def until(read: Callable[[], Any], is_news: Callable[[Any], bool], *, key: UUID, request: UUID, seconds: float) -> Any:
    """What `read` says once it is news, or when the time is up. `read` opens its own transaction; its connection goes back to the pool, so
    that nothing is held while we wait, but for whoever has an answer: that goes first."""
    bell, ends = _Bell(), time.monotonic() + seconds
    if not _subscribe((key, request), bell):
        return read()
    try:
        with turns.short():
            while not is_news(said := read()) and not bell.is_over and not _ended.is_set():
                connection.close()
                if not bell.wait(ends - time.monotonic()):
                    return read()
            return said
    finally:
        _unsubscribe((key, request), bell)


def end_everywhere() -> None:
    """Said to all web processes before they are stopped. Whoever cannot be told is cut, and asks again."""
    try:
        with psycopg.connect(**_parameters() | {"connect_timeout": 2}, autocommit=True) as line:
            line.execute("select pg_notify(%s, %s)", [CHANNEL, ALL])
    except psycopg.Error:
        log.info("waiting: the database is away, nobody is told of the stop")


def _subscribe(who: tuple[UUID, UUID], bell: _Bell) -> bool:
    with _lock:
        if older := _bells.get(who):
            older.ring(is_over=True)
        elif len(_bells) >= MOST or sum(key == who[0] for key, _ in _bells) >= MOST_OF_ONE:
            return False
        _bells[who] = bell
        if not _listener or not _listener[0].is_alive():
            _listener[:] = [threading.Thread(target=_listen, name="decided", daemon=True)]
            _listener[0].start()
    return True


def _unsubscribe(who: tuple[UUID, UUID], bell: _Bell) -> None:
    with _lock:
        if _bells.get(who) is bell:
            del _bells[who]


def _listen() -> None:
    while not _ended.is_set():
        try:
            with psycopg.connect(**_parameters(), autocommit=True) as heard:
                heard.execute(f"listen {CHANNEL}")
                _ring(None)
                _heed(heard)
        except psycopg.Error:
            log.info("waiting: the database is away, listening again soon")
            _ended.wait(AGAIN_SECONDS)


def _heed(heard: psycopg.Connection[Any]) -> None:
    """Until the process ends, or the line does."""
    stops = markers.seen()
    while not _ended.is_set():
        for said in heard.notifies(timeout=LOOK_SECONDS):
            _ring(said.payload)
            if _ended.is_set():
                return
        if (now := markers.seen()) != stops:
            stops = now
            _ring(None)


def _ring(request: str | None) -> None:
    if request == ALL:
        _ended.set()
    wanted = None if request in (None, ALL) else UUID(request)
    with _lock:
        bells = [bell for (_, about), bell in _bells.items() if wanted is None or about == wanted]
    for bell in bells:
        bell.ring()


def _parameters() -> dict[str, Any]:
    """Of a connection of our own: a pooled one would be given to somebody else."""
    wanted = connection.get_connection_params()
    return {key: value for key, value in wanted.items() if key not in ("pool", "context", "cursor_factory", "prepare_threshold")}
