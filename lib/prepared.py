"""Statements of the busiest paths: PostgreSQL plans each once a connection, and those that go together travel together.

The plan outlives the statement, so a text here names its columns, and holds no value: those are given apart.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]


def rows(sql: str, values: Values) -> list[Row]:
    """What one statement answers."""
    with _cursor() as cursor:
        cursor.execute(sql, values)
        return _all(cursor)


def rows_of_each(*asked: tuple[str, Values]) -> list[list[Row]]:
    """What each statement answers, in order, in one round trip: none can use what another said, but each sees what those before it did.
    Once one fails, those behind it are not run, and its error is raised."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        cursors = [_cursor() for _ in asked]
        for cursor, (sql, values) in zip(cursors, asked, strict=True):
            cursor.execute(sql, values)
    return [_all(cursor) for cursor in cursors]


def insert(row: Model) -> None:
    """A new row, whole: nothing of it is left to the database's defaults. No signal is sent."""
    sql, fields = _insertion(type(row))
    rows(sql, [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[Model]) -> tuple[str, Sequence[Any]]:
    """Of one row: written once a table."""
    fields = tuple(model._meta.concrete_fields)
    names, places = ", ".join(str(field.column) for field in fields), ", ".join("%s" for _ in fields)
    return f"insert into {model._meta.db_table} ({names}) values ({places})", fields  # noqa: S608


def _cursor() -> CursorWrapper:
    """As Django makes one, wrappers and logs included, but that the server binds the values: only such a statement is planned once."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: CursorWrapper = connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[attr-defined,call-arg]
    return cursor


def _all(cursor: CursorWrapper) -> list[Row]:
    return cursor.fetchall() if cursor.description else []
