"""Is this the database that can write nothing now: away, full, locked by somebody else, or shut to us? Then nothing was done."""

from collections.abc import Iterator

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from psycopg import Error as PostgresError
from psycopg import errors

SHUT = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)


def cannot_write(error: BaseException | None) -> bool:
    """Whatever it was wrapped in since."""
    return any(
        isinstance(one, OperationalError | InterfaceError)
        or (isinstance(one, InternalError | ProgrammingError) and isinstance(one.__cause__, SHUT))
        for one in _chain(error)
    )


def is_sure(error: BaseException | None) -> bool:
    """Did PostgreSQL itself say no? When the line broke, nobody knows whether the last word was heard."""
    return any(isinstance(one, PostgresError) and one.sqlstate for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
