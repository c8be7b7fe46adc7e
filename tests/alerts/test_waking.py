"""A flood of calls is no flood of wakes, and what a wake missed the sweep finds."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from accounts.boundary import scope
from alerts import clock, rounds, waking
from alerts.actions.watching import watch
from alerts.models import Alert
from alerts.queries import reading
from alerts.rounds import watch_all, watch_to_the_end
from approvals.enums import Measure
from tests.alerts.conftest import AT, NOW, paid, tell
from tests.approvals.test_requests import limit
from tests.cast import Person
from tests.register import rows


def test_a_thousand_calls_in_a_second_are_one_wake(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(waking, "wake", lambda *task, **more: sent.append((*task, more)))
    company, other = uuid4(), uuid4()
    for call in range(1000):
        waking.watch_soon(company, AT + timedelta(milliseconds=call))
    waking.watch_soon(other, AT)
    waking.watch_soon(company, AT + timedelta(milliseconds=1001))
    assert [one[1] for one in sent] == [str(company), str(other), str(company)]
    waking.watch_soon(company, AT - timedelta(hours=1))
    assert len(sent) == 4, "a clock that was set back silences nobody"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_sweep_finds_what_no_wake_told_of(alice: Person, driss: Person) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT)
        tell(rows.agent(alice.company, "Facturier", AT), paid())
    assert clock.sweep() == 2
    assert clock.sweep() == 2
    with scope(alice.company):
        assert [alert.code for alert in Alert.objects.of(alice.company).order_by("code")] == ["bypassed", "out-of-scope"]
    with scope(driss.company):
        assert Alert.objects.of(driss.company).count() == 0
    assert not connection.in_atomic_block
    assert transaction.get_autocommit()


def test_a_quiet_company_costs_a_handful_of_queries(alice: Person, inside: Any, django_assert_max_num_queries: Any) -> None:
    look_at(alice)
    with django_assert_max_num_queries(6):
        look_at(alice)


def look_at(person: Person) -> None:
    assert watch(person.company, at=NOW) is False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_long_look_rests_between_its_rounds_outside_of_any_transaction(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 4)
    with scope(alice.company):
        tell(rows.agent(alice.company, "Facturier", AT), *[paid(number) for number in range(1, 11)])
    rested: list[float] = []

    def rest(seconds: float) -> None:
        assert not connection.in_atomic_block
        rested.append(seconds)

    took = watch_to_the_end(alice.company.pk, lambda: NOW, rest)
    assert took >= 3
    assert len(rested) == took - 1
    assert all(seconds > 0 for seconds in rested)


def test_who_looks_takes_the_others_along_in_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rounds of a company, two of another that is told of meanwhile: one looks at both, and rests while there is more."""
    first, second = uuid4(), uuid4()
    left, seen, rested = {first: 3, second: 2}, list[UUID](), list[float]()

    def watch(company: UUID, *, at: datetime) -> bool:
        seen.append(company)
        if len(seen) == 1:
            assert watch_to_the_end(second, lambda: NOW) == 0, "somebody looks already"
        left[company] -= 1
        return left[company] > 0

    _without_a_database(monkeypatch, watch)
    assert watch_to_the_end(first, lambda: NOW, rested.append) == 5
    assert seen == [first, second, first, second, first]
    assert len(rested) == 3
    assert watch_to_the_end(first, lambda: NOW) == 1, "nobody looks any more"


def test_whoever_is_woken_need_not_wait_for_the_sweep_nor_it_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    companies, seen = [uuid4() for _ in range(5)], list[UUID]()

    def watch(company: UUID, *, at: datetime) -> bool:
        seen.append(company)
        if len(seen) == 1:
            watch_to_the_end(companies[3], lambda: NOW)
        return False

    _without_a_database(monkeypatch, watch)
    assert watch_all(companies, lambda: NOW) == 5
    assert seen == [companies[place] for place in (0, 1, 3, 2, 4)]


def test_what_is_told_during_the_last_round_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    company, seen = uuid4(), list[UUID]()

    def watch(company: UUID, *, at: datetime) -> bool:
        seen.append(company)
        if len(seen) == 1:
            watch_to_the_end(company, lambda: NOW)
        return False

    _without_a_database(monkeypatch, watch)
    assert watch_to_the_end(company, lambda: NOW) == 2


def test_a_record_that_cannot_be_read_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    odd, sound = uuid4(), uuid4()

    def watch(company: UUID, *, at: datetime) -> bool:
        if company == sound:
            return False
        watch_to_the_end(sound, lambda: NOW)
        raise ValueError("odd")

    _without_a_database(monkeypatch, watch)
    assert watch_to_the_end(odd, lambda: NOW) == 2
    assert str(odd) in caplog.text
    assert str(sound) not in caplog.text


def test_a_look_without_end_is_left_to_whoever_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, clock = uuid4(), uuid4(), count()
    seen: list[UUID] = []
    _without_a_database(monkeypatch, lambda company, **_: not seen.append(company))  # type: ignore[func-returns-value]
    monkeypatch.setattr(rounds.time, "monotonic", lambda: 10.0 * next(clock))
    assert watch_all([first, second], lambda: NOW, lambda _: None) == 5
    assert seen == [first, second, first, second, first]
    monkeypatch.setattr(rounds.watching, "watch", lambda company, **_: bool(seen.append(company)))  # type: ignore[func-returns-value]
    assert watch_all([], lambda: NOW) == 2
    assert set(seen[5:]) == {first, second}


def test_whoever_is_stopped_in_the_middle_leaves_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    _without_a_database(monkeypatch, watch)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            watch_to_the_end(uuid4(), lambda: NOW)


def _without_a_database(monkeypatch: pytest.MonkeyPatch, watch: Callable[..., bool]) -> None:
    monkeypatch.setattr(rounds, "scope", lambda _: nullcontext())
    monkeypatch.setattr(rounds.Company.objects, "get", lambda pk: pk)
    monkeypatch.setattr(rounds.watching, "watch", watch)
