"""Whoever tells last ends the transaction in the round trip that seals: all of it or nothing, as otherwise."""

import pytest
from django.db import Error, connection, transaction

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions import intake
from journal.actions.intake import Taken, report
from journal.enums import Source
from journal.models import Action
from ledger import batches
from lib.prepared import rows as asked
from tests.cast import Person
from tests.database import owner
from tests.journal.test_intake import agent, told  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
IDLE = "select state from pg_stat_activity where pid = %s"


def state_of_mine(person: Person) -> tuple[str, int]:
    """As another connection sees it: this one's state, and how many actions stand."""
    with owner(connection.settings_dict["NAME"]) as boss:
        [(state,)] = boss.execute(IDLE, [connection.connection.info.backend_pid]).fetchall()
        [(count,)] = boss.execute("select count(*) from journal_action where company_id = %s", [person.company.pk]).fetchall()
    return state, count


def test_what_is_told_last_is_committed_when_it_is_kept(alice: Person, agent: Agent) -> None:  # noqa: F811
    hooks: list[str] = []
    with scope(alice.company):
        assert report(agent, [told(1), told(2)], Source.API, is_last=True) == Taken(2, 0)
        assert state_of_mine(alice) == ("idle", 2)
        transaction.on_commit(lambda: hooks.append("after"))
        assert not hooks
    assert hooks == ["after"]


def test_behind_it_there_is_no_company(alice: Person, agent: Agent) -> None:  # noqa: F811
    with scope(alice.company):
        report(agent, [told(1)], Source.API, is_last=True)
        assert not Action.objects.of(alice.company).exists()
        with pytest.raises(Error), transaction.atomic():
            asked("insert into ledger_entry(seq) values (%s)", [9])
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 1


def test_repeats_told_last_change_nothing(alice: Person, agent: Agent) -> None:  # noqa: F811
    for batch, taken in (([1, 2], Taken(2, 0)), ([1, 2], Taken(0, 2)), ([2, 3, 3], Taken(1, 2))):
        with scope(alice.company):
            assert report(agent, [told(n) for n in batch], Source.API, is_last=True) == taken
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 3


def test_inside_another_block_nothing_is_ended(alice: Person, agent: Agent) -> None:  # noqa: F811
    with pytest.raises(ZeroDivisionError), scope(alice.company), transaction.atomic():
        assert report(agent, [told(1)], Source.API, is_last=True) == Taken(1, 0)
        assert state_of_mine(alice) == ("idle in transaction", 0)
        _ = 1 / 0
    with scope(alice.company):
        assert not Action.objects.of(alice.company).exists()


def test_what_fails_beside_the_counter_leaves_nothing(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(intake, "counted", lambda *_: [("select 1 / %s::int", [0])])
    with pytest.raises(Error), scope(alice.company):
        report(agent, [told(1)], Source.API, is_last=True)
    monkeypatch.undo()
    with scope(alice.company):
        size = batches.lock_counter().size
        assert report(agent, [told(1)], Source.API, is_last=True) == Taken(1, 0)
    with scope(alice.company):
        assert batches.lock_counter().size == size + 1
