"""Which connection is given to whoever asks for one, and what it has planned already."""

import gc
import weakref
from collections.abc import Iterator

import psycopg
import pytest
from django.db import DataError, connection, transaction

from lib.postgresql.letter import send
from lib.postgresql.pool import Planned, Warmest
from lib.prepared import rows, rows_of_each
from tests.database import owner as superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[Warmest]:
    wanted = connection.get_connection_params() | {"autocommit": True, "cursor_factory": psycopg.Cursor}
    with Warmest(connection_class=Planned, kwargs=wanted, min_size=0, max_size=3, timeout=10) as made:
        yield made


def planned(asked: str) -> bool:
    said = connection.cursor()
    said.execute("select count(*) from pg_prepared_statements where statement = %s", [asked])
    return bool(said.fetchone()[0])


def test_whoever_asks_gets_the_connection_that_has_planned_most(pool: Warmest) -> None:
    first, second, third = pool.getconn(), pool.getconn(), pool.getconn()
    send(second, [("select 1 where %s", [True])])
    for back in (first, second, third):
        pool.putconn(back)
    assert pool.getconn() is second


def test_what_was_read_is_not_kept(pool: Warmest) -> None:
    made = pool.getconn()
    assert send(made, [("select repeat('x', 1000), %s::jsonb", ["[1]"])]) == [[("x" * 1000, "[1]")]]  # JSON as Django reads it
    assert made.values.pgresult is None
    with pytest.raises(psycopg.DataError):
        send(made, [("select 'infinity'::timestamptz", [])])
    assert made.values.pgresult is None
    pool.putconn(made)


def test_a_connection_that_is_closed_is_gone_at_once() -> None:
    made = Planned.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
    send(made, [("select %s, now()", [1])])
    made.close()
    gone = weakref.ref(made)
    gc.disable()
    try:
        del made
        assert gone() is None
    finally:
        gc.enable()


def test_the_one_that_has_planned_least_goes_first_when_nobody_needs_it(pool: Warmest) -> None:
    first, second = pool.getconn(), pool.getconn()
    send(first, [("select 1 where %s", [True])])
    for back in (first, second):
        pool.putconn(back)
    pool._shrink_pool()  # the first look remembers how many are free
    pool._shrink_pool()
    assert (first.closed, second.closed) == (False, True)


def test_a_connection_that_the_server_has_ended_is_given_to_nobody(pool: Warmest) -> None:
    first = pool.getconn()
    pool.putconn(first)
    with superuser(connection.settings_dict["NAME"]) as boss:
        boss.execute("select pg_terminate_backend(%s, 2000)", [first.info.backend_pid])
    second = pool.getconn()
    assert second.execute("select 1").fetchone() == (1,)
    assert first.closed
    assert pool.get_stats()["pool_size"] == 1


def test_a_refusal_leaves_the_plans_where_they_are() -> None:
    asked = "select %s::int + 100"
    assert rows(asked, [1]) == [(101,)]
    with pytest.raises(DataError), transaction.atomic():
        rows_of_each({"fails": ("select 1 / %s::int", [0]), "after": ("select %s::int + 200", [1])})
    assert planned("select $1::int + 100")
    assert rows("select %s::int + 200", [1]) == [(201,)]  # it was never planned: nobody believes it was


def test_a_text_that_was_asked_otherwise_before_is_not_believed_planned_either() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 300")
    with pytest.raises(DataError), transaction.atomic():
        rows_of_each({"fails": ("select 1 / %s::int", [0]), "after": ("select 300", [])})
    assert rows("select 300", []) == [(300,)]


def test_the_engine_of_the_product_has_that_pool() -> None:
    assert isinstance(connection.pool, Warmest)
