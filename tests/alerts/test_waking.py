"""A flood of calls is no flood of wakes, and what a wake missed the sweep finds."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.boundary import scope
from alerts import clock, waking
from alerts.actions.watching import watch
from alerts.models import Alert
from alerts.queries import reading
from alerts.rounds import watch_to_the_end
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

    rounds = watch_to_the_end(alice.company.pk, lambda: NOW, rest)
    assert rounds >= 3
    assert len(rested) == rounds - 1
    assert all(seconds > 0 for seconds in rested)
