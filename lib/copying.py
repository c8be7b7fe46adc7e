"""COPYs into several tables in one message: PostgreSQL begins each when the one before is over, and says both in one answer."""

from collections.abc import Generator, Sequence
from typing import Any, NamedTuple

from psycopg import errors, generators
from psycopg.pq import ExecStatus

from lib import binary_copy
from lib.prepared import opened

PIECE = 1 << 17  # bytes handed to the socket at once


class Table(NamedTuple):
    """`into`: its name and columns, never somebody's text; `rows` as lib.binary_copy makes them."""

    into: str
    rows: Sequence[bytes]


def copy(*tables: Table) -> None:
    """In order, inside a transaction. One round trip a table, and one. Raises what psycopg's own copy raises: it goes past Django."""
    connection = opened().connection
    message = ";".join(f"copy {table.into} from stdin (format binary)" for table in tables)
    with connection.lock:
        connection.wait(_copied(connection.pgconn, message.encode(), tables))


def _copied(pgconn: Any, message: bytes, tables: Sequence[Table]) -> Generator[Any, Any, None]:
    """Each answer is « that one is done », and « the next one may come » unless there is none."""
    pgconn.send_query(message)
    answer = yield from _answer(pgconn)
    for table in tables:
        _check(answer, ExecStatus.COPY_IN)
        yield from _sent(pgconn, binary_copy.file(table.rows))
        answer = yield from _answer(pgconn)
    _check(answer, ExecStatus.COMMAND_OK)


def _sent(pgconn: Any, data: bytes) -> Generator[Any, Any, None]:
    for start in range(0, len(data), PIECE):
        yield from generators.copy_to(pgconn, data[start : start + PIECE], flush=False)
        yield from generators.send(pgconn)
    while not pgconn.put_copy_end():
        yield from generators.send(pgconn)


def _answer(pgconn: Any) -> Generator[Any, Any, list[Any]]:
    yield from generators.send(pgconn)
    results: list[Any] = yield from generators.fetch_many(pgconn)
    return results


def _check(answer: Sequence[Any], awaited: ExecStatus) -> None:
    """What failed is told last, and nothing behind it was run."""
    if answer[-1].status == ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(answer[-1])
    if answer[-1].status != awaited:
        raise errors.InternalError(f"{awaited.name} was awaited")
