"""Statements that travel together: written at once, sent in one message, answered in one reading; each is planned once a connection.

psycopg sends each statement of a pipeline as it comes, looks for an answer before the next, and makes a cursor of Python's for each. What
is below is libpq's own protocol (PostgreSQL's documentation, « Pipeline Mode », as psycopg uses it), with psycopg's values. A
transaction that is to begin begins in the same message. Why: docs/dev/adr/0031-a-letter-of-our-own.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import psycopg
from psycopg import generators
from psycopg._queries import _query2pg_nocache
from psycopg.abc import PQGen
from psycopg.abc import Transformer as Adapting
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as Adapted
from psycopg.errors import Error, NotSupportedError, OperationalError, PipelineAborted, ProgrammingError, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Values]
Key = tuple[bytes, tuple[int, ...]]  # a text, and the types of its values
MOST_PLANS = 400  # of a connection; all pages and calls together ask some two hundred statements that are planned once
MOST_TEXTS = 1000
MOST_VALUES = 65_535  # of a statement: libpq counts them in two bytes
PLACED, NAMED = (list, tuple), (dict, Mapping)
NOTHING: tuple[tuple[()], tuple[()], None] = (), (), None  # of a statement without values: itself, their types, their formats
COPIES = (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH)
NO_PLAN, CHANGED_PLAN = "26000", "0A000"  # PostgreSQL's codes: the plan is not there; it answers otherwise since a table was changed


class Plans:
    """What a connection has planned, by the names PostgreSQL knows it by. A rollback forgets none."""

    def __init__(self) -> None:
        self._names: dict[Key, bytes] = {}
        self._given, self._is_stale = 0, False

    def __len__(self) -> int:
        return len(self._names)

    @property
    def are_to_go(self) -> bool:
        """There are too many, or one does not hold."""
        return self._is_stale or len(self._names) >= MOST_PLANS

    def name(self, key: Key) -> bytes | None:
        return self._names.get(key)

    def next_name(self) -> bytes:
        """Never given before."""
        self._given += 1
        return b"gf_%d" % self._given

    def keep(self, key: Key, name: bytes) -> None:
        self._names[key] = name

    def doubt(self, error: Error) -> None:
        self._is_stale = self._is_stale or error.sqlstate in (NO_PLAN, CHANGED_PLAN)

    def forget(self) -> None:
        self._names.clear()
        self._is_stale = False


class Written(NamedTuple):
    """A statement as PostgreSQL writes it: $1 for each %s and %(name)s. `wanted`: how each value is; `order`: their names, if any."""

    query: bytes
    wanted: list[PyFormat]
    order: list[str] | None


class _Sent(NamedTuple):
    """A command on its way. `then`: what is done once it went well; `is_asked`: its rows are wanted; `is_end`: nothing is behind."""

    command: Callable[[], None]
    then: Callable[[], None] | None = None
    is_asked: bool = False
    is_end: bool = False


def send(connection: psycopg.Connection[Any], asked: Iterable[Statement], apart: Iterable[Statement] = ()) -> list[list[Row]]:
    """The rows of each, those `apart` first; none of what answers none. They run in order, and each sees what those before it did and
    waited for. Once one fails, those behind it are not run, and its error is raised.

    `apart`: in a transaction of their own before the one that is to begin, committed whatever becomes of it. When one of them fails,
    `asked` is run all the same before that is raised: nothing in it may commit. A connection without `plans` plans nothing for later."""
    letter = _Letter(connection)
    letter.write(apart)
    letter.write(asked, begins=not connection.autocommit)
    return letter.answers() if letter.sent else []


class _Letter:
    """One message to the server, and its answer."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.sent: list[_Sent] = []
        self._connection, self._pgconn = connection, connection.pgconn
        self._values: Adapting = getattr(connection, "values", None) or Adapted(connection)
        self._plans: Plans | None = getattr(connection, "plans", None)
        self._is_anew = self._plans is not None and self._plans.are_to_go

    def write(self, statements: Iterable[Statement], *, begins: bool = False) -> None:
        """Statements that stand and fall together, in the transaction there is, or in one that they begin. Nothing leaves yet."""
        made: dict[Key, bytes] = {}
        commands = [command for sql, given in statements for command in self._commands(sql, given, made)]
        if not commands:
            return
        if self._plans is not None and self._is_anew and not self.sent:
            self._say(b"deallocate all", self._plans.forget)
        if begins and self._pgconn.transaction_status == TransactionStatus.IDLE:
            self._say(self._connection._get_tx_start_command())
        self.sent += [*commands, _Sent(self._pgconn.pipeline_sync, is_end=True)]

    def _say(self, text: bytes, then: Callable[[], None] | None = None) -> None:
        self.sent.append(_Sent(partial(self._pgconn.send_query_params, text, None), then))

    def _commands(self, sql: str, given: Values, made: dict[Key, bytes]) -> list[_Sent]:
        """What asks a statement: by its plan, behind the making of it when there is none. `made`: those made earlier among these."""
        query, wanted, order = written(sql)
        bound, types, formats = self._bound(_ordered(given, wanted, order), wanted) if wanted or given else NOTHING
        if self._plans is None:
            return [_Sent(partial(self._pgconn.send_query_params, query, bound, types, formats), is_asked=True)]
        key, planning = (query, types), list[_Sent]()
        name = made.get(key) or (None if self._is_anew else self._plans.name(key))
        if name is None:
            name = made[key] = self._plans.next_name()
            planning.append(_Sent(partial(self._pgconn.send_prepare, name, query, types), partial(self._plans.keep, key, name)))
        return [*planning, _Sent(partial(self._pgconn.send_query_prepared, name, bound, formats), is_asked=True)]

    def _bound(self, given: Sequence[Any], wanted: Sequence[PyFormat]) -> tuple[Sequence[Any], tuple[int, ...], Sequence[Any] | None]:
        return self._values.dump_sequence(given, wanted), self._values.types or (), self._values.formats

    def answers(self) -> list[list[Row]]:
        exchange = _exchanged(self._pgconn, self.sent)
        with self._connection.lock:
            try:
                results = self._connection.wait(exchange)
            finally:
                exchange.close()  # whatever stopped it: nobody is to read what was answered to somebody else
        found, failure = list[list[Row]](), None
        for one, result in zip(self.sent, results, strict=True):
            if result.status == ExecStatus.FATAL_ERROR:
                failure = failure or error_from_result(result, encoding=self._connection.info.encoding)
            elif result.status == ExecStatus.PIPELINE_ABORTED:
                failure = failure or PipelineAborted("pipeline aborted")
            elif one.then:
                one.then()
            elif one.is_asked:
                found.append(self._rows(result))
        if failure and self._plans is not None:
            self._plans.doubt(failure)
        if failure:
            raise failure
        return found

    def _rows(self, result: PGresult) -> list[Row]:
        if result.status != ExecStatus.TUPLES_OK:
            return []
        self._values.set_pgresult(result)
        try:
            return self._values.load_rows(0, result.ntuples, tuple)
        finally:
            self._values.set_pgresult(None)  # or the connection would keep what was read until it reads again


@lru_cache(MOST_TEXTS)
def written(sql: str) -> Written:
    """psycopg's own memory of that leaves out the long ones, which are those that take longest."""
    return Written(*_query2pg_nocache(sql.encode(), "utf-8")[:3])


def _ordered(given: Values, wanted: Sequence[PyFormat], order: Sequence[str] | None) -> Sequence[Any]:
    """The values by their places."""
    if not isinstance(given, PLACED if order is None else NAMED) and (given or wanted):
        raise TypeError("values are given by their names, or as a list, as the statement asks for them")
    try:
        given = given if order is None else [given[name] for name in order]  # type: ignore[call-overload]
    except KeyError as error:
        raise ProgrammingError(f"a value is missing: {error}") from error
    if len(given) != len(wanted) or len(given) > MOST_VALUES:
        raise ProgrammingError(f"{len(wanted)} values are asked for, {len(given)} are given, {MOST_VALUES} at most")
    return given  # type: ignore[return-value]


def _exchanged(pgconn: PGconn, sent: Sequence[_Sent]) -> PQGen[list[PGresult]]:
    """The answer of each."""
    pgconn.enter_pipeline_mode()
    try:
        for one in sent:
            one.command()  # into the buffer: nothing leaves before it holds 64 KiB
        yield from generators.send(pgconn)
        results = []
        for one in sent:
            result = yield from _answer(pgconn)
            if one.is_end and result.status != ExecStatus.PIPELINE_SYNC:  # it failed as it was to be committed
                yield from _answer(pgconn)
            results.append(result)
    finally:
        _leave(pgconn)
    return results


def _answer(pgconn: PGconn) -> PQGen[PGresult]:
    found: list[PGresult] = yield from generators.fetch_many(pgconn)
    if not found:
        raise OperationalError("the connection was lost")
    if found[-1].status in COPIES:
        raise NotSupportedError("COPY takes a way of its own (lib.copying)")
    return found[-1]


def _leave(pgconn: PGconn) -> None:
    """One that was interrupted in the middle is of no use to anybody."""
    if pgconn.status != ConnStatus.BAD:
        try:
            pgconn.exit_pipeline_mode()
        except OperationalError:
            pgconn.finish()
