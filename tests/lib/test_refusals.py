"""Which errors say that nothing can be written, and which that nothing was."""

import pytest
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError, ProgrammingError
from psycopg import errors

from lib.refusals import cannot_write, is_sure


def wrapped(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "cannot", "sure"),
    [
        (wrapped(OperationalError(), errors.DiskFull()), True, True),
        (wrapped(OperationalError(), errors.LockNotAvailable()), True, True),
        (wrapped(ProgrammingError(), errors.InsufficientPrivilege()), True, True),
        (wrapped(InternalError(), errors.ReadOnlySqlTransaction()), True, True),
        (wrapped(OperationalError(), errors.OperationalError("server closed the connection unexpectedly")), True, False),
        (OperationalError(), True, False),
        (InterfaceError("connection already closed"), True, False),
        (wrapped(ProgrammingError(), errors.UndefinedTable()), False, True),
        (IntegrityError(), False, False),
        (DataError(), False, False),
        (ValueError(), False, False),
        (None, False, False),
    ],
)
def test_what_an_error_says(error: Exception | None, cannot: bool, sure: bool) -> None:
    assert (cannot_write(error), is_sure(error)) == (cannot, sure)


def test_it_is_found_under_what_it_was_wrapped_in() -> None:
    assert cannot_write(wrapped(RuntimeError(), OperationalError()))
