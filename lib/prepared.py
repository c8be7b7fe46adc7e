"""Statements of the busiest paths: PostgreSQL plans each once a connection, and those that go together travel together.

The plan outlives the statement, so a text here names its columns, and holds no value: those are given apart.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from time import perf_counter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import JSONField, Model

from lib.postgresql.letter import Statement, send, written
from lib.postgresql.pool import Planned

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]
Asked = Statement

# What reads many months costs more to plan than to answer: behind this, until the transaction ends, it is planned once a connection.
PLANNED_ONCE = "select set_config('plan_cache_mode', 'force_generic_plan', true)"
COMMIT: Asked = ("commit", ())  # for who `may_commit`, behind all else


def rows(sql: str, values: Values) -> list[Row]:
    """What one statement answers."""
    return _answers([(sql, values)])[0]


def rows_of_each(asked: Mapping[str, Asked], apart: Mapping[str, Asked] | None = None) -> dict[str, list[Row]]:
    """What each statement answers, by its name, in one round trip: they run in order, and each sees what those before it did and waited
    for. Once one fails, those behind it are not run, and its error is raised.

    `apart`: run before them, and committed whatever becomes of the transaction that begins with them; for who `can_go_apart`. When one of
    those fails, `asked` is run all the same before that is raised: nothing in it may commit."""
    apart = apart or {}
    return dict(zip((*apart, *asked), _answers(asked.values(), apart.values()), strict=True))


def can_go_apart() -> bool:
    """Behind somebody else's pooler, two transactions in one message may not be for the same server."""
    return isinstance(opened().connection, Planned)


def run(*asked: Asked) -> None:
    """Statements that answer nothing, in order, in one round trip. Once one fails, those behind it are not run, and its error is raised."""
    _answers(asked)


def rows_behind(before: Sequence[Asked], asked: Asked) -> list[Row]:
    """What a statement answers behind others that answer nothing, in one round trip."""
    return _answers([*before, asked])[-1]


@contextmanager
def attempt(*, is_last: bool = False) -> Iterator[tuple[Asked, Asked]]:
    """A savepoint that costs no round trip of its own: whoever is given its two ends sends the first before what may fail, and the second
    with what is done last. What is raised inside undoes what stands between; the transaction goes on. Not to be nested; and what goes with
    the first end holds no text of somebody's, which might be refused before anything leaves.

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
    run(insertion(row))


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


def _answers(asked: Collection[Asked], apart: Collection[Asked] = ()) -> list[list[Row]]:
    database = opened()
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()
    if database.execute_wrappers or database.queries_logged:
        return [_watched(database, one, is_apart=True) for one in apart] + [_watched(database, one) for one in asked]
    with database.wrap_database_errors:
        return send(database.connection, asked, apart)


def _watched(database: Any, one: Asked, *, is_apart: bool = False) -> list[Row]:
    """Where somebody wraps or logs statements, each travels alone, so that it is seen and timed alone."""
    answers: list[list[Row]] = []

    def execute(sql: str, values: Values, *_: Any) -> None:
        letter = ([], [(sql, values)]) if is_apart else ([(sql, values)], [])
        with database.wrap_database_errors:
            answers.extend(send(database.connection, *letter))

    for wrapper in reversed(database.execute_wrappers):
        execute = partial(wrapper, execute)
    begun = perf_counter()
    try:
        execute(*one, False, {"connection": database, "cursor": None})
    finally:
        if database.queries_logged:
            database.queries_log.append({"sql": written(one[0]).query.decode(), "time": f"{perf_counter() - begun:.3f}"})
    return answers[0]
