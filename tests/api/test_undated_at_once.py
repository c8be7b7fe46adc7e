"""An action without a time, told again while it is being written, is one: whoever names it holds its agent until it stands."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection

from accounts.boundary import scope
from journal.actions import intake
from ledger import batches
from lib.lines import Lines
from tests.api.test_actions import agent, call, kept, key  # noqa: F401
from tests.api.test_approvals import key_of
from tests.cast import Person
from tests.database import owner
from tests.faults.stack import until
from tests.journal.test_intake import AT
from tests.register import rows

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 50.0
UNDATED = {"id": "F-2026-1187", "type": "payment"}
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
LOCK, APPEND = batches.lock_counter, batches.append


class Slow:
    """Who writes first waits before the counter, then again with the counter in hand."""

    def __init__(self) -> None:
        self.begun, self.go, self.held, self.end = Event(), Event(), Event(), Event()

    def lock_counter(self, *before: Any) -> batches.Counter:
        if not self.begun.is_set():
            self.begun.set()
            assert self.go.wait(LONG)
        return LOCK(*before)

    def append(self, *args: Any, **more: Any) -> int:
        if self.go.is_set() and not self.held.is_set():
            self.held.set()
            assert self.end.wait(LONG)
        return APPEND(*args, **more)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    monkeypatch.setattr(batches, "lock_counter", made.lock_counter)
    monkeypatch.setattr(batches, "append", made.append)
    monkeypatch.setattr(intake, "LINES", Lines[intake.Told](most=2000, patience=1))
    yield made
    made.go.set()
    made.end.set()


def tell(with_key: str, item: dict[str, str]) -> int:
    try:
        return int(call(with_key, {"actions": [item]}).status_code)
    finally:
        connection.close()


def is_someone_waiting() -> bool:
    with owner(connection.settings_dict["NAME"]) as boss:
        return any(boss.execute(WAITING).fetchall()[0])


def test_told_again_while_somebody_writes_for_all_it_is_one(alice: Person, key: str, slow: Slow) -> None:  # noqa: F811
    with scope(alice.company):
        other = key_of(alice, rows.agent(alice.company, "Relance", AT))
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(tell, other, UNDATED | {"occurred_at": "2026-11-20T09:12:00Z"})
        assert slow.begun.wait(LONG)
        told = pool.submit(tell, key, UNDATED)
        until(lambda: told.done() or any(intake.LINES._lines.values()))
        slow.go.set()
        assert slow.held.wait(LONG)
        said: list[Future[int]] = [told]
        assert told.result(LONG) in (200, 503)
        said.append(pool.submit(tell, key, UNDATED))
        until(is_someone_waiting)
        slow.end.set()
        assert (first.result(LONG), said[1].result(LONG)) == (200, 200)
    assert kept(alice) == 2
