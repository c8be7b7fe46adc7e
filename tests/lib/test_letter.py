"""Statements that travel together: one message, one answer, one transaction; what becomes of them when one fails, or the server goes."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

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


@pytest.mark.parametrize("odd", [["a\0b"], [object()], [], [1, 2], {"name": 1}, "a", b"a", {1}, None])
def test_an_odd_value_is_refused_before_anything_leaves(asked: Planned, waits: list[Any], odd: Any) -> None:
    asked.autocommit = False
    with pytest.raises((psycopg.Error, TypeError)):
        send(asked, [said("sent"), ("select %s::text", odd)])
    assert waits == []
    assert send(asked, [WORD]) == [[("",)]]


def test_names_that_are_asked_for_are_given(asked: Planned, waits: list[Any]) -> None:
    for odd in ({}, {"other": 1}, ["a"], "a"):
        with pytest.raises((psycopg.Error, TypeError)):
            send(asked, [("select %(name)s::text", odd)])
    with pytest.raises(psycopg.ProgrammingError):
        send(asked, [(f"select {', '.join(['%s'] * 65_536)}", ["a"] * 65_536)])
    assert waits == []


def test_nothing_to_ask_asks_nothing(asked: Planned, waits: list[Any]) -> None:
    asked.autocommit = False
    assert send(asked, []) == []
    asked.plans.doubt(psycopg.errors.InvalidSqlStatementName())
    assert asked.plans.are_to_go
    assert send(asked, []) == []  # nor is anything waited for that nobody sent
    assert waits == []
    assert asked.info.transaction_status == TransactionStatus.IDLE
    assert send(asked, [("select %s::int", [1])]) == [[(1,)]]
    assert not asked.plans.are_to_go


def test_copies_are_for_another_way(asked: Planned) -> None:
    with pytest.raises(psycopg.NotSupportedError):
        send(asked, [("copy (select 1) to stdout", ()), ("select 2", ())])
    assert asked.closed


def test_what_fails_as_it_is_committed_is_told(asked: Planned) -> None:
    asked.execute("create temporary table one (id int primary key deferrable initially deferred)")
    for apart in (False, True):
        letter = ([], TWICE) if apart else (TWICE, [])
        with pytest.raises(psycopg.errors.UniqueViolation):
            send(asked, *letter)
        assert send(asked, [("select count(*) from one", ())]) == [[(0,)]]


TWICE = [("insert into one values (%s), (%s)", [1, 1])]


@pytest.mark.parametrize("text", ["deallocate all", "discard all"])
def test_plans_that_are_gone_are_made_anew(asked: Planned, text: str) -> None:
    both = [("select %s::int", [1]), ("select %s::text", ["a"])]
    send(asked, both)
    asked.execute(text)
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        send(asked, both)
    for _ in range(2):
        assert send(asked, both) == [[(1,)], [("a",)]]


def test_a_plan_that_answers_otherwise_now_is_made_anew(asked: Planned) -> None:
    asked.execute("create temporary table told (word varchar(10))")
    read = [("select word from told", ())]
    send(asked, read)
    asked.execute("alter table told alter column word type varchar(20)")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        send(asked, read)
    for _ in range(2):
        assert send(asked, read) == [[]]


def test_plans_are_forgotten_with_the_server_alone(asked: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever keeps the message from leaving, or the server from doing it."""
    monkeypatch.setattr(letter, "MOST_PLANS", 3)
    asked.autocommit = False
    for turn in range(5):
        send(asked, [(f"select {turn}, {number}, %s::int", [1]) for number in range(4)])
        with pytest.raises(psycopg.DataError):
            send(asked, [("select %s::text", ["a\0b"])])
        with pytest.raises(psycopg.errors.DivisionByZero):
            send(asked, [DIVIDED])
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            send(asked, [("select %s::int", [1])])
        asked.rollback()
    assert len(planned(asked)) <= 5


def test_a_letter_that_was_given_up_is_answered_to_nobody_else(asked: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a signal's handler, say."""
    usual = Planned.wait

    def given_up(self: Planned, exchange: Generator[Any, Any, Any], *_: Any, **__: Any) -> Any:
        next(exchange)
        raise TimeoutError

    monkeypatch.setattr(Planned, "wait", given_up)
    with pytest.raises(TimeoutError) as kept:
        send(asked, [("select 'first' from pg_sleep(0.2)", ())])
    monkeypatch.setattr(Planned, "wait", usual)
    with pytest.raises(psycopg.OperationalError):
        send(asked, [("select 'second'", ())])
    assert asked.closed
    assert kept.value


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
