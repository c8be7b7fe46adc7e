"""Which company the current transaction speaks for. Forgotten: no row is seen, no row can be written.

The setting dies with the transaction, so a pooled connection never carries it to the next request. When nested (and in
tests, where one outer transaction holds all) the old value is put back: releasing a savepoint does not.
"""

import contextlib
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db import connection, transaction

from accounts.models import Company, User
from lib.prepared import Asked, Row, rows_of_each

CHOOSE = "select set_config('gardefou.company', %s, true)"


@contextlib.contextmanager
def scope(
    company: Company | UUID, asked: Mapping[str, Asked] | None = None, apart: Mapping[str, Asked] | None = None
) -> Iterator[dict[str, list[Row]]]:
    """One transaction inside which PostgreSQL shows and accepts this company's rows only. May be nested. `asked`: what is read inside it
    first, answered in the round trip that opens it; `apart`: what is asked before it, of no company, and stands even when it is undone."""
    chosen = str(company.pk if isinstance(company, Company) else company)
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        before = current() if is_nested else ""
        yield _choose(chosen, asked or {}, apart)
        if is_nested and not connection.needs_rollback:  # a rollback takes the setting back by itself, and so does the end of it all
            _choose(before, {})


def current() -> str:
    """The company's id as text, or an empty string."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('gardefou.company', true), '')")
        return str(cursor.fetchone()[0])


def _choose(company: str, asked: Mapping[str, Asked], apart: Mapping[str, Asked] | None = None) -> dict[str, list[Row]]:
    return rows_of_each({"scope": (CHOOSE, [company]), **asked}, apart)


def companies_of(user: User) -> list[tuple[UUID, str]]:
    """(id, name) of the companies a person belongs to, by name. Before any scope: a function of the owner answers."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name from gf_companies_of(%s)", [user.pk])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def company_by_slug(slug: str) -> UUID | None:
    """For commands on the server: the id behind a slug."""
    with connection.cursor() as cursor:
        cursor.execute("select gf_company_by_slug(%s)", [slug])
        return cursor.fetchone()[0]


def all_companies() -> list[UUID]:
    """Ids of every company, for sweeps that then open one scope each."""
    with connection.cursor() as cursor:
        cursor.execute("select id from gf_all_companies() as id")
        return [row[0] for row in cursor.fetchall()]
