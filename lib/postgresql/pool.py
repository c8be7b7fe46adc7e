"""A pool that gives out the connection with the most plans (lib.prepared) and lets the one with the fewest go, and connections that keep
theirs. Why: docs/dev/adr/0021-the-warmest-connection.md.
"""

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import psycopg_pool
from psycopg import Pipeline, generators
from psycopg._preparing import Key, Prepare, PrepareManager
from psycopg._queries import PostgresQuery
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

MOST_PLANS = 400  # of a connection; all pages and calls together ask some two hundred statements that are planned once


class _Plans(PrepareManager):
    """PostgreSQL keeps a plan over a rollback; psycopg drops them all, for whoever makes types in what is undone. We make none."""

    prepared_max = MOST_PLANS

    def maybe_add_to_cache(self, query: PostgresQuery, prep: Prepare, name: bytes) -> Key | None:
        """What is to be planned is looked at again when its answer comes: psycopg takes a text that was asked without a plan before for
        planned at once, and relies on the rollback to forget it when it was not."""
        looked_at = super().maybe_add_to_cache(query, prep, name)
        return self.key(query) if prep is Prepare.SHOULD else looked_at

    def _should_discard(self, prep: Prepare, results: Sequence[Any], *_: Any) -> bool:
        return super()._should_discard(prep, [one for one in results if not (one.command_status or b"").startswith(b"ROLLBACK")])


class _Letter(Pipeline):
    """Statements that travel together are sent together, once all are written: psycopg sends each as it comes, and looks for an answer
    before the next. The server then woke up, and whoever asks gave up its turn, as often as there were statements.

    A transaction that is to begin begins with the first of them: psycopg waits for the answer to BEGIN alone."""

    begins = False

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Statements that are sent with the others, in a transaction of their own before the one that is to begin."""
        waits, self.begins = self.begins, False
        try:
            yield
        finally:
            self.begins = waits
            self._enqueue_sync()

    def _enter_gen(self) -> PQGen[None]:
        if self.level == 0:
            self.begins = self.pgconn.transaction_status == TransactionStatus.IDLE
        yield from super()._enter_gen()

    def _communicate_gen(self) -> PQGen[None]:
        while self.command_queue:
            self.command_queue.popleft()()  # into the buffer: nothing leaves before the sync, or before it holds 64 KiB
        yield from ()

    def _sync_gen(self) -> PQGen[None]:
        self._enqueue_sync()
        try:
            yield from self._communicate_gen()
            yield from generators.send(self.pgconn)
        finally:
            yield from self._fetch_gen(flush=False)

    _exit_gen = _sync_gen


class Planned(psycopg.Connection[Any]):
    """A connection that is refused something is as warm as before."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._prepared = _Plans()

    def _start_query(self) -> PQGen[None]:
        letter = self._pipeline
        if not isinstance(letter, _Letter) or self._autocommit:
            yield from super()._start_query()
        elif letter.begins:
            letter.begins = False
            yield from self._exec_command(self._get_tx_start_command())

    @contextmanager
    def pipeline(self) -> Iterator[Pipeline]:
        """See _Letter. Inside another, it is the same one."""
        if self._pipeline is None and not self.closed:
            self._pipeline = _Letter(self)
        with super().pipeline() as letter:
            yield letter


class Warmest(psycopg_pool.ConnectionPool[psycopg.Connection[Any]]):
    """psycopg's own takes turns: each connection plans everything for itself, and each is cold for whoever gets it first. One that the
    server has ended meanwhile is given to nobody."""

    def _get_ready_connection(self, timeout: float | None) -> psycopg.Connection[Any] | None:
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


def _plans(connection: psycopg.Connection[Any]) -> int:
    return len(connection._prepared._names)


def _is_cut(connection: psycopg.Connection[Any]) -> bool:
    """Nothing comes unasked from a server that goes on: it has ended, or ends this connection."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
