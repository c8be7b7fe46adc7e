"""A pool that gives out the connection with the most plans (lib.prepared) and lets the one with the fewest go, and connections that keep
theirs. Why: docs/dev/adr/0021-the-warmest-connection.md.
"""

import select
from functools import cached_property
from typing import Any

import psycopg
import psycopg_pool
from psycopg import adapt
from psycopg.abc import Transformer

from lib.postgresql.letter import Plans


class Planned(psycopg.Connection[Any]):
    """A connection that keeps what it has planned, also when it is refused something."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.plans = Plans()

    @cached_property
    def values(self) -> Transformer:
        """How values of each type are written and read, found out once: one thread at a time has it. Not before it is connected: Django's
        own ways are not known yet. Nor does it know whose it is: neither would go, once closed, before Python looks for what leads back."""
        return adapt.Transformer(self.adapters)


class Warmest(psycopg_pool.ConnectionPool[Planned]):
    """psycopg's own takes turns: each connection plans everything for itself, and each is cold for whoever gets it first. One that the
    server has ended meanwhile is given to nobody."""

    def _get_ready_connection(self, timeout: float | None) -> Planned | None:
        while self._pool:
            warmest = max(self._pool, key=_plans)
            self._pool.remove(warmest)
            if not _is_cut(warmest):
                self._pool.appendleft(warmest)
                break
            warmest.close()
            self._nconns -= 1  # there is room for another one, made when somebody waits for it
        return super()._get_ready_connection(timeout)

    def _shrink_pool(self) -> None:
        with self._lock:
            if self._pool:
                self._pool.rotate(-self._pool.index(min(self._pool, key=_plans)))
        super()._shrink_pool()


def _plans(connection: Planned) -> int:
    return len(connection.plans)


def _is_cut(connection: psycopg.Connection[Any]) -> bool:
    """Nothing comes unasked from a server that goes on: it has ended, or ends this connection."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
