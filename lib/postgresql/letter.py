"""Statements that travel together: written at once, sent in one message, answered in one reading; each is planned once a connection.

psycopg sends each statement of a pipeline as it comes, looks for an answer before the next, and makes a cursor of Python's for each: two
thirds of what a short statement costs here. What is below is libpq's own protocol (PostgreSQL's documentation, « Pipeline Mode », read on
22 November 2026), with psycopg's values. A transaction that is to begin begins in the same message.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import psycopg
from psycopg import generators
from psycopg._queries import _query2pg_nocache
from psycopg.abc import PQGen, Transformer
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as Adapted
from psycopg.errors import OperationalError, PipelineAborted, ProgrammingError, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Values]
Command = Callable[[], None]
Names = dict[tuple[bytes, tuple[int, ...]], bytes]
MOST_PLANS = 400  # of a connection; all pages and calls together ask some two hundred statements that are planned once
MOST_TEXTS = 1000


class Plans:
    """What a connection has planned: by text and types of the values, the name PostgreSQL knows it by. A rollback forgets none."""

    def __init__(self) -> None:
        self._names: Names = {}
        self._given = 0

    def __len__(self) -> int:
        return len(self._names)

    def name(self, query: bytes, types: tuple[int, ...]) -> bytes | None:
        return self._names.get((query, types))

    def next_name(self) -> bytes:
        """Never given before."""
        self._given += 1
        return b"gf_%d" % self._given

    def keep(self, query: bytes, types: tuple[int, ...], name: bytes) -> None:
        self._names[query, types] = name

    def is_full(self) -> bool:
        return len(self._names) >= MOST_PLANS

    def forget(self) -> None:
        self._names.clear()


class Written(NamedTuple):
    """A statement as PostgreSQL writes it: $1 for each %s and %(name)s. `wanted`: how each value is; `order`: their names, if any."""

    query: bytes
    wanted: list[PyFormat]
    order: list[str] | None


class _Sent(NamedTuple):
    """A command on its way. `planned`: what it plans, when that is all it does; `is_asked`: its rows are wanted."""

    command: Command
    planned: tuple[bytes, tuple[int, ...], bytes] | None = None
    is_asked: bool = False


def send(connection: psycopg.Connection[Any], asked: Iterable[Statement], apart: Iterable[Statement] = ()) -> list[list[Row]]:
    """The rows of each, those `apart` first; none of what answers none. They run in order, and each sees what those before it did and
    waited for. Once one fails, those behind it are not run, and its error is raised.

    `apart`: in a transaction of their own before the one that is to begin, committed whatever becomes of it. A connection without `plans`
    plans nothing for later."""
    pgconn, values = connection.pgconn, Adapted(connection)
    plans: Plans | None = getattr(connection, "plans", None)
    sent: list[_Sent] = []
    if plans is not None and plans.is_full():
        sent.append(_Sent(partial(pgconn.send_query_params, b"deallocate all", None)))
        plans.forget()
    names: Names = {}
    for statements, is_apart in ((apart, True), (asked, False)):
        if not is_apart and not connection.autocommit and pgconn.transaction_status == TransactionStatus.IDLE:
            sent.append(_Sent(partial(pgconn.send_query_params, connection._get_tx_start_command(), None)))
        was = len(sent)
        for sql, given in statements:
            sent += _commands(pgconn, values, sql, given, plans, names)
        if not is_apart or len(sent) > was:
            sent.append(_Sent(pgconn.pipeline_sync))
    with connection.lock:
        results = connection.wait(_exchanged(pgconn, sent))
    return _read(connection, values, sent, results, plans)


def _commands(pgconn: PGconn, values: Transformer, sql: str, given: Values, plans: Plans | None, names: Names) -> Iterable[_Sent]:
    """What asks a statement: by its plan, behind the making of it when there is none. `names`: those made earlier in the message."""
    query, wanted, order = written(sql)
    if order is not None:
        given = [given[name] for name in order]  # type: ignore[call-overload]
    if len(given) != len(wanted):
        raise ProgrammingError(f"{len(wanted)} values are asked for, {len(given)} are given")
    bound = values.dump_sequence(given, wanted) if wanted else ()  # type: ignore[arg-type]
    types, formats = (values.types or (), values.formats) if wanted else ((), None)
    if plans is None:
        return [_Sent(partial(pgconn.send_query_params, query, bound, types, formats), is_asked=True)]
    name = plans.name(query, types) or names.get((query, types))
    if name is not None:
        return [_Sent(partial(pgconn.send_query_prepared, name, bound, formats), is_asked=True)]
    name = names[query, types] = plans.next_name()
    planning = _Sent(partial(pgconn.send_prepare, name, query, types), planned=(query, types, name))
    return [planning, _Sent(partial(pgconn.send_query_prepared, name, bound, formats), is_asked=True)]


@lru_cache(MOST_TEXTS)
def written(sql: str) -> Written:
    """psycopg's own memory of that leaves out the long ones, which are those that take longest."""
    return Written(*_query2pg_nocache(sql.encode(), "utf-8")[:3])


def _exchanged(pgconn: PGconn, sent: Sequence[_Sent]) -> PQGen[list[PGresult]]:
    """The answer of each."""
    pgconn.enter_pipeline_mode()
    try:
        for one in sent:
            one.command()  # into the buffer: nothing leaves before it holds 64 KiB
        yield from generators.send(pgconn)
        results = []
        for _ in sent:
            found = yield from generators.fetch_many(pgconn)
            if not found:
                raise OperationalError("the connection was lost")
            results.append(found[-1])
    finally:
        _leave(pgconn)
    return results


def _leave(pgconn: PGconn) -> None:
    """One that was interrupted in the middle is of no use to anybody."""
    if pgconn.status != ConnStatus.BAD:
        try:
            pgconn.exit_pipeline_mode()
        except OperationalError:
            pgconn.finish()


def _read(
    connection: psycopg.Connection[Any], values: Transformer, sent: Sequence[_Sent], results: Sequence[PGresult], plans: Plans | None
) -> list[list[Row]]:
    found, failure = list[list[Row]](), None
    for one, result in zip(sent, results, strict=True):
        status = result.status
        if status == ExecStatus.FATAL_ERROR:
            failure = failure or error_from_result(result, encoding=connection.info.encoding)
        elif status == ExecStatus.PIPELINE_ABORTED:
            failure = failure or PipelineAborted("pipeline aborted")
        elif one.planned and plans is not None:
            plans.keep(*one.planned)
        elif one.is_asked:
            found.append(_rows(values, result))
    if failure:
        raise failure
    return found


def _rows(values: Transformer, result: PGresult) -> list[Row]:
    if result.status != ExecStatus.TUPLES_OK:
        return []
    values.set_pgresult(result)
    return values.load_rows(0, result.ntuples, tuple)
