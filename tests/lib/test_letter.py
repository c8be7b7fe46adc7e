"""Statements that travel together: one message, one answer, one transaction; what becomes of them when one fails, or the server goes."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from lib.postgresql import letter
from lib.postgresql.letter import send
from lib.postgresql.pool import Planned, Warmest
from tests.database import owner as superuser

pytestmark = pytest.mark.django_db
XACT = ("select pg_current_xact_id()::text", ())
WORD = ("select coalesce(current_setting('test.word', true), '')", ())


def said(word: str, *, is_local: bool = False) -> letter.Statement:
    return "select set_config('test.word', %s, %s)", [word, is_local]


DIVIDED = ("select 1 / %s::int", [0])


@pytest.fixture
def asked() -> Iterator[Planned]:
    wanted = connection.get_connection_params() | {"autocommit": True, "cursor_factory": psycopg.Cursor}
    with Warmest(connection_class=Planned, kwargs=wanted, min_size=0, max_size=3, timeout=10) as pool, pool.connection() as made:
        yield made


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """One each time the socket is waited for."""
    found: list[Any] = []
    monkeypatch.setattr(Planned, "wait", told_waits(found))
    return found


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


def planned(asked: Planned) -> list[str]:
    return [text for (text,) in asked.execute("select statement from pg_prepared_statements order by prepare_time, name").fetchall()]


def test_they_are_waited_for_once(asked: Planned, waits: list[Any]) -> None:
    found = send(asked, [("select %s::int", [number]) for number in range(20)])
    assert found == [[(number,)] for number in range(20)]
    assert len(waits) < 3


def test_each_text_is_planned_once_for_each_kind_of_value(asked: Planned) -> None:
    text = "select %(one)s, %(two)s, %(one)s"
    for one in (1, 2, 70_000, "é"):
        assert send(asked, [(text, {"one": one, "two": None})] * 2) == [[(one, None, one)]] * 2
    assert planned(asked) == ["select $1, $2, $1"] * 3


def test_a_transaction_begins_with_the_first_of_them(asked: Planned, waits: list[Any]) -> None:
    notices: list[str] = []
    asked.autocommit = False
    asked.add_notice_handler(lambda said: notices.append(said.message_primary or ""))
    one, two = send(asked, [XACT, XACT])
    assert len(waits) < 3
    assert one == two == send(asked, [XACT])[0] == asked.execute(XACT[0]).fetchall()
    asked.rollback()
    assert notices == []


def test_a_transaction_that_ends_in_it_is_followed_by_another(asked: Planned) -> None:
    asked.autocommit = False
    one, ended = send(asked, [XACT, ("commit", ())])
    assert ended == []
    assert send(asked, [XACT])[0] != one
    asked.rollback()


def test_what_fails_in_it_leaves_a_transaction_to_be_undone(asked: Planned) -> None:
    asked.autocommit = False
    with pytest.raises(psycopg.errors.DivisionByZero):
        send(asked, [said("lost"), DIVIDED, ("select 1", ())])
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        send(asked, [("select 1", ())])
    asked.rollback()
    assert send(asked, [("select 1", ()), WORD]) == [[(1,)], [("",)]]


def test_what_was_never_planned_is_not_believed_planned(asked: Planned) -> None:
    asked.autocommit = False
    with pytest.raises(psycopg.errors.DivisionByZero):
        send(asked, [("select %s::int", [1]), DIVIDED, ("select %s::int + 1", [1])])
    asked.rollback()
    assert planned(asked) == ["select $1::int", "select 1 / $1::int"]
    with pytest.raises(psycopg.errors.SyntaxError):
        send(asked, [("selekt %s", [1])])
    asked.rollback()
    assert send(asked, [("select %s::int", [2]), ("select %s::int + 1", [2])]) == [[(2,)], [(3,)]]
    assert planned(asked) == ["select $1::int", "select 1 / $1::int", "select $1::int + 1"]


def test_what_stands_apart_is_kept_when_the_transaction_is_undone(asked: Planned, waits: list[Any]) -> None:
    asked.autocommit = False
    first, _, second, _ = send(asked, [XACT, said("undone")], apart=[XACT, said("apart")])
    assert len(waits) < 3
    assert first != second
    asked.rollback()
    assert send(asked, [WORD]) == [[("apart",)]]


def test_what_stands_apart_fails_alone(asked: Planned) -> None:
    asked.autocommit = False
    with pytest.raises(psycopg.errors.DivisionByZero):
        send(asked, [said("begun")], apart=[DIVIDED])
    assert send(asked, [WORD]) == [[("begun",)]]
    asked.rollback()
    assert send(asked, [WORD]) == [[("",)]]


def test_what_is_larger_than_a_socket_takes_travels_too(asked: Planned) -> None:
    large = "a" * 2_000_000
    found = send(asked, [("select %s::text || %s::text", [number, large]) for number in range(6)])
    assert found == [[(f"{number}{large}",)] for number in range(6)]


def test_an_odd_value_is_refused_before_anything_leaves(asked: Planned, waits: list[Any]) -> None:
    asked.autocommit = False
    for odd in (["a\0b"], [object()], [], [1, 2]):
        with pytest.raises(psycopg.Error):
            send(asked, [said("sent"), ("select %s::text", odd)])
    assert waits == []
    assert send(asked, [WORD]) == [[("",)]]


def test_a_full_memory_is_emptied_and_filled_again(asked: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter, "MOST_PLANS", 3)
    for number in range(8):
        assert send(asked, [(f"select {number} + %s::int", [1])]) == [[(number + 1,)]]
    assert len(planned(asked)) <= 3


def test_a_connection_without_plans_plans_nothing() -> None:
    wanted = connection.get_connection_params() | {"autocommit": False, "cursor_factory": psycopg.Cursor, "prepare_threshold": None}
    with psycopg.connect(**{name: value for name, value in wanted.items() if name != "pool"}) as plain:
        assert send(plain, [XACT, ("select %s::int", [1])])[1] == [(1,)]
        assert send(plain, [("select count(*) from pg_prepared_statements", ())]) == [[(0,)]]


def test_a_connection_that_is_gone_says_so(asked: Planned) -> None:
    with superuser(asked.info.dbname) as boss:
        boss.execute("select pg_terminate_backend(%s)", [asked.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        send(asked, [("select 1", ())])
    assert asked.closed
    with pytest.raises(psycopg.OperationalError):
        send(asked, [("select 1", ())])


def test_a_server_that_ends_in_the_middle_says_so(asked: Planned) -> None:
    number = asked.info.backend_pid

    def ended() -> None:
        time.sleep(0.3)
        with superuser(connection.settings_dict["NAME"]) as boss:
            boss.execute("select pg_terminate_backend(%s)", [number])

    end = threading.Thread(target=ended)
    end.start()
    with pytest.raises(psycopg.OperationalError):
        send(asked, [("select 1", ()), ("select pg_sleep(20)::text", ()), ("select 2", ())])
    end.join()
    assert asked.closed


def test_an_interrupted_letter_leaves_a_connection_of_use_or_none(asked: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(letter.generators, "fetch_many", interrupted)
    with pytest.raises(KeyboardInterrupt):
        send(asked, [("select 1", ())])
    monkeypatch.undo()
    assert asked.closed
