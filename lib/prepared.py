"""Statements of the busiest paths: PostgreSQL plans each once a connection, and those that go together travel together.

The plan outlives the statement, so a text here names its columns, and holds no value: those are given apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import JSONField, Model
from psycopg import Cursor

from lib.postgresql.pool import Planned

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]
Asked = tuple[str, Values]
COMMIT: Asked = ("commit", ())  # for who `may_commit`, behind all else


def rows(sql: str, values: Values) -> list[Row]:
    """What one statement answers."""
    database = opened()
    with database.wrap_database_errors, _cursor(database) as cursor:
        cursor.execute(sql, values)
        found: list[Row] = cursor.fetchall()
    return found


def rows_of_each(asked: Mapping[str, Asked], apart: Mapping[str, Asked] | None = None) -> dict[str, list[Row]]:
    """What each statement answers, by its name, in one round trip: they run in order, and each sees what those before it did and waited
    for. Once one fails, those behind it are not run, and its error is raised.

    `apart`: run before them, and committed whatever becomes of the transaction that begins with them; for who `can_go_apart`."""
    database, apart = opened(), apart or {}
    with database.wrap_database_errors, database.connection.pipeline() as letter:
        cursors = {name: _cursor(database) for name in (*apart, *asked)}
        with letter.apart() if apart else nullcontext():
            for name, (sql, values) in apart.items():
                cursors[name].execute(sql, values)
        for name, (sql, values) in asked.items():
            cursors[name].execute(sql, values)
    return {name: cursor.fetchall() if cursor.rowcount >= 0 else [] for name, cursor in cursors.items()}  # COMMIT counts no rows


def can_go_apart() -> bool:
    """A connection that is not of our pool begins its transactions as psycopg does."""
    return isinstance(opened().connection, Planned)


def run(*asked: Asked) -> None:
    """Statements that answer nothing, in order, in one round trip. Once one fails, those behind it are not run, and its error is raised."""
    database = opened()
    with database.wrap_database_errors, database.connection.pipeline():
        for sql, values in asked:
            _cursor(database).execute(sql, values)


def rows_behind(before: Sequence[Asked], asked: Asked) -> list[Row]:
    """What a statement answers behind others that answer nothing, in one round trip."""
    database = opened()
    with database.wrap_database_errors, database.connection.pipeline():
        for sql, values in before:
            _cursor(database).execute(sql, values)
        last = _cursor(database)
        last.execute(*asked)
    found: list[Row] = last.fetchall()
    return found


@contextmanager
def attempt(*, is_last: bool = False) -> Iterator[tuple[Asked, Asked]]:
    """A savepoint that costs no round trip of its own: whoever is given its two ends sends the first before what may fail, and the second
    with what is done last. What is raised inside undoes what stands between; the transaction goes on. Not to be nested.

    `is_last`: the second end commits. Nothing is to be asked behind it: it would be in another transaction, of no company. What Django
    does on commit it does where the block ends, which is only for who `may_commit`."""
    try:
        yield ("savepoint attempt", ()), COMMIT if is_last else ("release savepoint attempt", ())
    except BaseException:
        with suppress(Error), opened().cursor() as cursor:  # or the connection is gone, and the transaction with it
            cursor.execute("rollback to savepoint attempt")  # alone: whatever stood behind it in a round trip would be lost with it
        raise


def may_commit() -> bool:
    """Does one block hold the whole transaction? Then whoever is last in it may end it."""
    return len(opened().atomic_blocks) == 1


def insert(row: Model) -> None:
    """A new row, whole: nothing of it is left to the database's defaults. No signal is sent."""
    database = opened()
    with database.wrap_database_errors, _cursor(database) as cursor:
        cursor.execute(*insertion(row))


def insertion(row: Model) -> Asked:
    """The same as a statement, for who sends it with others."""
    sql, fields = _insertion(type(row))
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    database = connections[DEFAULT_DB_ALIAS]
    return sql, [prepared(getattr(row, name), database) if prepared else getattr(row, name) for name, prepared in fields]


@cache
def _insertion(model: type[Model]) -> tuple[str, list[tuple[str, Any]]]:
    """Of one row, written once a table; and what it is made of. Only what becomes JSON is not sent as it is."""
    fields = model._meta.concrete_fields
    names, places = ", ".join(str(field.column) for field in fields), ", ".join("%s" for _ in fields)
    prepared = [(field.attname, field.get_db_prep_save if isinstance(field, JSONField) else None) for field in fields]
    return f"insert into {model._meta.db_table} ({names}) values ({places})", prepared  # noqa: S608


def opened() -> Any:
    """This thread's connection, looked up once: it is asked a lot."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    return database


class _Planned(ServerBindingCursor):
    """Tells Django's log of statements its text, which psycopg forgets once it was planned."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # type: ignore[misc]
        return self._query


def _cursor(database: Any) -> Any:
    """One whose values the server binds: only such a statement is planned once. psycopg's own, and as Django makes it where somebody wraps
    or logs statements, which costs a third more. Django's errors are its caller's to make."""
    if database.execute_wrappers or database.queries_logged:
        return database._prepare_cursor(_Planned(database.connection))  # type: ignore[call-arg]
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()
    return Cursor(database.connection)
