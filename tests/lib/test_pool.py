"""Which connection is given to whoever asks for one, and what it has planned already."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

import psycopg
import pytest
from django.db import DataError, connection, transaction

from lib.postgresql.pool import Planned, Warmest
from lib.prepared import rows, rows_of_each
from tests.database import owner as superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Iterator[Warmest]:
    wanted = connection.get_connection_params() | {"autocommit": True, "prepare_threshold": 0, "cursor_factory": psycopg.Cursor}
    with Warmest(connection_class=Planned, kwargs=wanted, min_size=0, max_size=3, timeout=10) as made:
        yield made


def planned(asked: str) -> bool:
    said = connection.cursor()
    said.execute("select count(*) from pg_prepared_statements where statement = %s", [asked])
    return bool(said.fetchone()[0])


def test_whoever_asks_gets_the_connection_that_has_planned_most(pool: Warmest) -> None:
    first, second, third = pool.getconn(), pool.getconn(), pool.getconn()
    second.execute("select 1 where %s", [True])
    for back in (first, second, third):
        pool.putconn(back)
    assert pool.getconn() is second


def test_the_one_that_has_planned_least_goes_first_when_nobody_needs_it(pool: Warmest) -> None:
    first, second = pool.getconn(), pool.getconn()
    first.execute("select 1 where %s", [True])
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


def told_waits(waits: list[Any]) -> Callable[..., Any]:
    """Whoever waits for the socket says so first."""
    usual = Planned.wait

    def wait(self: Planned, asked: Generator[Any, Any, Any], *more: Any, **named: Any) -> Any:
        def told() -> Generator[Any, Any, Any]:
            ready = None
            while True:
                try:
                    wanted = asked.send(ready)
                except StopIteration as end:
                    return end.value
                waits.append(wanted)
                ready = yield wanted

        return usual(self, told(), *more, **named)

    return wait


def test_statements_that_travel_together_are_waited_for_once(pool: Warmest, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[Any] = []
    asked = pool.getconn()
    monkeypatch.setattr(Planned, "wait", told_waits(waits))
    with asked.pipeline():
        answers = [asked.execute("select %s::int", [number]) for number in range(20)]
        assert waits == []
    assert [answer.fetchone() for answer in answers] == [(number,) for number in range(20)]
    assert len(waits) < 5


def test_a_transaction_begins_with_the_first_of_them(pool: Warmest, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[Any] = []
    notices: list[str] = []
    asked = pool.getconn()
    asked.autocommit = False
    asked.add_notice_handler(lambda said: notices.append(said.message_primary or ""))
    monkeypatch.setattr(Planned, "wait", told_waits(waits))
    with asked.pipeline():
        one, two = (asked.execute("select pg_current_xact_id()::text") for _ in range(2))
    assert len(waits) < 5
    assert one.fetchone() == two.fetchone() == asked.execute("select pg_current_xact_id()::text").fetchone()
    asked.rollback()
    assert notices == []


def test_what_fails_in_it_leaves_a_transaction_to_be_undone(pool: Warmest) -> None:
    asked = pool.getconn()
    asked.autocommit = False
    with pytest.raises(psycopg.errors.DivisionByZero), asked.pipeline():
        asked.execute("select 1 / %s::int", [0])
        asked.execute("select 1")
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        asked.execute("select 1")
    asked.rollback()
    assert asked.execute("select 1").fetchone() == (1,)


def test_what_stands_apart_is_kept_when_the_transaction_is_undone(pool: Warmest, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[Any] = []
    asked = pool.getconn()
    asked.autocommit = False
    monkeypatch.setattr(Planned, "wait", told_waits(waits))
    with asked.pipeline() as letter:
        with letter.apart():
            first = asked.execute("select pg_current_xact_id()::text, set_config('test.word', 'apart', false)").fetchone
        second = asked.execute("select pg_current_xact_id()::text, set_config('test.word', 'undone', false)").fetchone
    assert len(waits) < 5
    assert first()[0] != second()[0]
    asked.rollback()
    assert asked.execute("select current_setting('test.word')").fetchone() == ("apart",)


def test_what_stands_apart_fails_alone(pool: Warmest) -> None:
    asked = pool.getconn()
    asked.autocommit = False
    with pytest.raises(psycopg.errors.DivisionByZero), asked.pipeline() as letter:
        with letter.apart():
            asked.execute("select 1 / %s::int", [0])
        asked.execute("select set_config('test.word', 'begun', false)")
    assert asked.execute("select current_setting('test.word')").fetchone() == ("begun",)
    asked.rollback()
    assert asked.execute("select coalesce(current_setting('test.word', true), '')").fetchone() == ("",)


def test_what_is_larger_than_a_socket_takes_travels_too(pool: Warmest) -> None:
    large = "a" * 2_000_000
    asked = pool.getconn()
    with asked.pipeline() as letter:
        answers = [asked.execute("select %s::text || %s::text", [number, large]) for number in range(5)]
        letter.sync()
        answers.append(asked.execute("select %s::text || %s::text", [5, large]))
    assert [answer.fetchone() for answer in answers] == [(f"{number}{large}",) for number in range(6)]


def test_what_stands_behind_a_sync_is_sent_by_itself(pool: Warmest) -> None:
    asked = pool.getconn()
    with pytest.raises(psycopg.errors.DivisionByZero), asked.pipeline() as letter:
        kept = asked.execute("select set_config('test.word', 'kept', false)")
        letter.sync()
        asked.execute("select 1 / %s::int", [0])
        asked.execute("select set_config('test.word', 'lost', false)")
    assert kept.fetchone() == ("kept",)
    assert asked.execute("select current_setting('test.word')").fetchone() == ("kept",)


def test_a_connection_that_is_gone_says_so(pool: Warmest) -> None:
    asked = pool.getconn()
    with superuser(asked.info.dbname) as boss:
        boss.execute("select pg_terminate_backend(%s)", [asked.info.backend_pid])
    with pytest.raises(psycopg.OperationalError), asked.pipeline():
        asked.execute("select 1")
    assert asked.closed
    with pytest.raises(psycopg.OperationalError), asked.pipeline():
        asked.execute("select 1")
