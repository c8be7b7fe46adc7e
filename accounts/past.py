"""Reading the past: inside `as_on(moment)` every query sees the rows that were there at that moment, and nothing can be written.

Readers need not know: the views of schema `past` bear the names of the tables and stand before them in the search path. People's
names and the sealed record are today's. Tables are found by a setting of the transaction, so nothing outlives it.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from accounts.models import Company, PastRow
from ledger.queries import history
from lib.kept import afresh

# Where the views stand, the moment, and plans: right after a big import the planner thinks the past is empty, and would read it once a row.
SETTINGS = ["search_path", "gardefou.past", "enable_nestloop"]

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


@contextlib.contextmanager
def as_on(moment: datetime) -> Iterator[None]:
    """The company of the transaction as it was at this moment (aware). May be nested: the inner one decides.

    A write inside is an InternalError: PostgreSQL ends the read-only mode with the savepoint, whatever happens.
    """
    with transaction.atomic():
        before = _settings()
        _set("past, public", moment.isoformat(), "off")
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction read only; select past.gf_moment()")
            said = _moment.set(moment)
            try:
                with afresh():
                    yield
            finally:
                _moment.reset(said)
        if not connection.needs_rollback:  # a rollback takes the settings back by itself
            _set(*before)


def moment() -> datetime | None:
    """Which moment is being read; None: now."""
    return _moment.get()


def first_moment(company: Company) -> datetime:
    """Since when the past of this company is whole: from its beginning, or from what the last purge of the past left. Two queries."""
    rows = PastRow.objects.of(company).filter(table_name=Company._meta.db_table, row_id=company.pk).order_by("seq")
    first = rows.values_list("at", flat=True)[0]
    left = next((line.detail.get("before", "") for line in history(past_of(company.pk), limit=1)), "")
    return max(first, datetime.fromisoformat(left)) if left else first


def past_of(company: UUID) -> UUID:
    """What lines of the record about the past itself are about."""
    return uuid5(company, "past")


def _settings() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(name, true), '') from unnest(%s::text[]) name", [SETTINGS])
        return [str(value) for (value,) in cursor.fetchall()]


def _set(*values: str) -> None:
    with connection.cursor() as cursor:
        for name, value in zip(SETTINGS, values, strict=True):
            cursor.execute("select set_config(%s, %s, true)", [name, value])
