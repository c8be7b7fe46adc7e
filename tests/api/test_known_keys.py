"""A key that opened its company before is looked up in the round trip that opens it again; what it may do comes from its row alone."""

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from api import auth, limits
from api.actions import keys
from api.enums import Scope
from api.models import AgentKey
from api.rules import hash_of
from approvals import markers
from approvals.actions import stopping
from approvals.models import ApprovalRequest, Lifting, Suspension
from approvals.queries import stops
from approvals.queries.hot import asks_taken
from inventory.models import Agent
from lib.postgresql.pool import Planned
from tests.api.test_approvals import HERE, agent, get, key, key_of, post, small
from tests.cast import AT, Person
from tests.database import owner
from tests.register import rows

__all__ = ["agent", "key"]
pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = UUID(int=0)
MINUTES = (datetime(2026, 11, 23, 12, 0, 20, tzinfo=UTC) + timedelta(minutes=number) for number in count())


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is noted once a minute, and calls are counted by the minute: each test has one of its own, and ends in it."""
    minute = next(MINUTES)
    monkeypatch.setattr("api.front.timezone.now", lambda: minute)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[Planned]:
    """One each time the database is waited for."""
    found: list[Planned] = []
    usual = Planned.wait

    def wait(self: Planned, asked: Generator[Any, Any, Any], *more: Any, **named: Any) -> Any:
        return usual(self, told(self, asked), *more, **named)

    def told(self: Planned, asked: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        ready = None
        for place in count():
            try:
                wanted = asked.send(ready)
            except StopIteration as end:
                return end.value
            if not place:
                found.append(self)
            ready = yield wanted

    monkeypatch.setattr(Planned, "wait", wait)
    return found


def refused(key: str) -> str:
    return str(get(key, HERE).json().get("code", ""))


def test_a_known_key_costs_one_round_trip_less(key: str, trips: list[Planned]) -> None:
    get(key, HERE)
    auth._whose.clear()
    del trips[:]
    assert get(key, HERE).status_code == 200
    first, trips[:] = len(trips), []
    assert get(key, HERE).status_code == 200
    assert len(trips) == first - 1


def test_a_demand_below_the_limits_crosses_three_times(key: str, trips: list[Planned]) -> None:
    assert [post(key, small(target=str(n)), name=str(n)).status_code for n in range(2)] == [200, 200]
    del trips[:]
    said = post(key, small(target="février")).json()
    assert (said["state"], said["reason"], len(trips)) == ("approved", "below_limit", 3)
    assert get(key, f"{HERE}/{said['id']}").json()["state"] == "approved"


def test_a_demand_is_read_in_one_crossing(key: str, trips: list[Planned]) -> None:
    mine = f"{HERE}/{post(key, small()).json()['id']}"
    get(key, mine)
    del trips[:]
    said = get(key, mine).json()
    assert (said["state"], said["agent_state"], len(trips)) == ("approved", "active", 1)


def test_while_a_stop_is_on_disk_alone_it_is_looked_for_among_the_rows(alice: Person, agent: Agent, key: str, trips: list[Planned]) -> None:
    mine = f"{HERE}/{post(key, small()).json()['id']}"
    stop = markers.Marker(UUID(int=7), alice.company.pk, agent.pk, agent.name, "", AT, alice.membership.pk, "Alice Martin")
    assert markers.write(stop)
    assert get(key, mine).json()["agent_state"] == "suspended"
    with scope(alice.company):
        row = Suspension.objects.create(pk=stop.id, company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
        Lifting.objects.create(company=alice.company, suspension=row, why="", at=AT, by=alice.membership)
    del trips[:]
    assert get(key, mine).json()["agent_state"] == "active"
    assert len(trips) > 1


def test_another_s_demand_is_not_found(alice: Person, key: str) -> None:
    with scope(alice.company):
        other = key_of(alice, rows.agent(alice.company, "Autre", AT))
    theirs = f"{HERE}/{post(other, small()).json()['id']}"
    assert [(get(one, theirs).status_code, get(one, theirs).status_code) for one in (other, key)] == [(200, 200), (404, 404)]


def test_a_call_that_is_refused_is_counted_all_the_same(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CALLS", 2)
    assert [refused(key) for _ in range(3)] == ["", "", "rate-limited"]
    limits._over.clear()
    monkeypatch.setattr(limits, "CALLS", 3)
    assert refused(key) == "rate-limited"


def test_a_key_that_ended_since_opens_nothing_and_is_counted_as_wrong(alice: Person, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_KEYS", 2)
    assert get(key, HERE).status_code == 200
    with scope(alice.company):
        keys.end(AgentKey.objects.of(alice.company).get(), by=alice.membership, at=AT)
    assert [refused(key) for _ in range(3)] == ["unauthorized", "unauthorized", "rate-limited"]


def test_what_it_may_do_is_read_each_time(alice: Person, key: str) -> None:
    assert get(key, HERE).status_code == 200
    with scope(alice.company):
        AgentKey.objects.of(alice.company).update(scopes=[Scope.ASK])
    assert refused(key) == "wrong-scope"
    assert post(key, small()).status_code == 200


def test_what_was_remembered_wrong_opens_nobody_else_s_company(alice: Person, driss: Person, agent: Agent, key: str) -> None:
    with scope(driss.company):
        his = rows.agent(driss.company, "Autre", AT)
    other = key_of(driss, his)
    assert [post(one, small()).status_code for one in (key, other)] == [200, 200]
    auth._whose[hash_of(key)] = auth._whose[hash_of(other)]
    assert post(key, small(target="février"), name="n-2").json()["agent"] == str(agent.pk)
    assert [one["agent"] for one in get(key, HERE).json()["items"]] == [str(agent.pk)] * 2
    for person, many in ((alice, 2), (driss, 1)):
        with scope(person.company):
            assert ApprovalRequest.objects.of(person.company).count() == many


@pytest.mark.parametrize("is_known", [True, False])
def test_what_is_wrong_with_a_demand_is_said_behind_what_refuses_its_agent(alice: Person, agent: Agent, key: str, is_known: bool) -> None:
    def said() -> str:
        if not is_known:
            auth._whose.clear()
        return str(post(key, {"action": {"type": "achat"}}).json()["code"])

    assert said() == "invalid-request"
    with scope(alice.company):
        AgentKey.objects.of(alice.company).update(scopes=[Scope.READ])
    assert said() == "wrong-scope"
    with scope(alice.company):
        AgentKey.objects.of(alice.company).update(scopes=list(Scope))
        stopping.stop(alice.company, agent=None, by=alice.membership, at=AT)
    assert said() == "agent-suspended"
    with scope(alice.company):
        keys.end(AgentKey.objects.of(alice.company).get(), by=alice.membership, at=AT)
    assert said() == "unauthorized"


def test_a_key_that_ended_is_asked_nothing_for(alice: Person, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("approvals.actions.asking.asks_taken", lambda *told: asked.append(told) or asks_taken(*told))
    monkeypatch.setattr(limits, "WRONG_KEYS", 2)
    assert post(key, small()).status_code == 200
    with scope(alice.company):
        keys.end(AgentKey.objects.of(alice.company).get(), by=alice.membership, at=AT)
    del asked[:]
    said = [post(key, small(target="x"), name="n-2").json()["code"] for _ in range(4)]
    assert (said, len(asked)) == (["unauthorized"] * 2 + ["rate-limited"] * 2, 1)


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("code", ["unauthorized", "wrong-scope", "agent-suspended", "unavailable"])
def test_what_refuses_an_agent_is_said_although_its_demand_has_to_wait(
    alice: Person, agent: Agent, key: str, code: str, is_known: bool
) -> None:
    assert post(key, small()).status_code == 200
    with scope(alice.company):
        if code == "unauthorized":
            keys.end(AgentKey.objects.of(alice.company).get(), by=alice.membership, at=AT)
        elif code == "wrong-scope":
            AgentKey.objects.of(alice.company).update(scopes=[Scope.READ])
        elif code == "agent-suspended":
            stopping.stop(alice.company, agent=None, by=alice.membership, at=AT)
    if not is_known:
        auth._whose.clear()
    with owner(connection.settings_dict["NAME"]) as other, other.transaction():
        other.execute("select from inventory_agent where id = %s for no key update", [agent.pk])
        assert post(key, small(target="x"), name="n-2").json()["code"] == code


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_stop_whose_row_comes_while_its_file_is_looked_at_is_heard(
    alice: Person, agent: Agent, key: str, monkeypatch: pytest.MonkeyPatch, is_removed: bool
) -> None:
    assert post(key, small()).status_code == 200
    marker = markers.Marker(uuid4(), alice.company.pk, agent.pk, agent.name, "", AT, alice.membership.pk, "Alice Martin")
    assert markers.write(marker)
    usual = stops._on_disk

    def late(company: Company, waiting: Sequence[markers.Marker], recorded: Sequence[UUID]) -> list[markers.Marker]:
        if not Suspension.objects.of(company).exists():
            with ThreadPoolExecutor() as pool:
                pool.submit(written).result()
        return usual(company, waiting, recorded)

    def written() -> None:
        with scope(alice.company):
            told = {"agent": agent, "asked_at": AT, "asked_by": alice.membership}
            Suspension.objects.create(pk=marker.id, company=alice.company, **told)
        connection.close()
        if is_removed:
            markers.remove(marker)

    monkeypatch.setattr(stops, "_on_disk", late)
    assert post(key, small(target="x"), name="n-2").json()["code"] == "agent-suspended"


def test_a_connection_that_is_not_of_our_pool_asks_one_after_the_other(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "can_go_apart", lambda: False)
    assert [get(key, HERE).status_code for _ in range(2)] == [200, 200]


def test_no_more_are_remembered_than_there_is_room_for(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "MOST_REMEMBERED", 2)
    monkeypatch.setattr(auth, "_whose", {bytes([number]): auth.Whose(NOBODY, NOBODY, NOBODY) for number in range(2)})
    assert get(key, HERE).status_code == 200
    assert list(auth._whose) == [hash_of(key)]
