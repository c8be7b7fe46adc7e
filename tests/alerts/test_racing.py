"""Eight watchers at once, some that die: every alert once, every action counted once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

import pytest
from django.db import connection

from accounts.boundary import scope
from alerts.actions import watching
from alerts.models import Alert, AlertedAction, Use, Watched
from alerts.queries import reading
from approvals.enums import Measure
from inventory.models import Agent
from journal.enums import Source
from ledger.queries import newest
from tests.alerts.conftest import AT, NOW, paid, tell
from tests.approvals.test_requests import limit
from tests.cast import Person
from tests.register import rows

WATCHERS = 8
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def together(calls: list[Callable[[], Any]]) -> None:
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> None:
        try:
            start.wait()
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(one, calls))


def test_eight_watchers_some_killed_while_an_agent_tells(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 7)
    company = alice.company
    with scope(company):
        agent = rows.agent(company, "Facturier", AT)
        limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT)
    deaths, lock, really = iter(range(10**6)), Lock(), watching.raise_all

    def sometimes_dies(*given: Any, **more: Any) -> int:
        with lock:
            number = next(deaths)
        if number % 5 == 2:
            raise KeyboardInterrupt
        return really(*given, **more)

    monkeypatch.setattr(watching, "raise_all", sometimes_dies)
    together([*[lambda: look(company)] * WATCHERS, lambda: report_all(agent)])
    look(company)
    with scope(company):
        assert [alert.code for alert in Alert.objects.of(company).order_by("code")] == ["bypassed", "out-of-scope"]
        assert Use.objects.of(company).get().times == 60
        assert AlertedAction.objects.of(company).filter(alert__code="bypassed").count() == 60
        assert Watched.objects.of(company).count() == 1
        assert [line.act for line in newest(200)].count("alert.raised") == 2


def report_all(agent: Agent) -> None:
    for start in range(0, 60, 5):
        with scope(agent.company):
            tell(agent, *[paid(number) for number in range(start, start + 5)], source=Source.FILE)


def look(company: Any) -> None:
    """Each look in its own transaction, as the worker does; whoever dies is started again."""
    again = True
    while again:
        try:
            with scope(company):
                again = watching.watch(company, at=NOW)
        except KeyboardInterrupt:
            continue
