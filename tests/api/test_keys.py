"""What a key opens: its own calls, from its own places, until it is replaced or taken back; and each new address is told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.boundary import scope
from api.actions import keys
from api.actions.seeing import MOST_KNOWN, seen
from api.enums import Scope
from api.models import AgentKey
from api.rules import OVERLAP, hash_of, is_this_machine
from api.shown import NEWS, reasons
from inventory.models import Agent
from ledger.queries import newest
from tests.api.test_approvals import HERE, agent, get, post, small
from tests.cast import AT, Person

__all__ = ["agent"]
NOBODYS = "0b8f9d0a-6a5e-4c57-9f0c-3d2f5e1a7c11"
CALLS = {
    Scope.ACTIONS: [("/api/v1/actions", {"actions": []}), ("/api/v1/heartbeat", {})],
    Scope.ASK: [(HERE, small()), (f"{HERE}/{NOBODYS}/consume", {"action_digest": "0" * 64}), (f"{HERE}/{NOBODYS}/cancel", {})],
    Scope.READ: [(HERE, None), (f"{HERE}/{NOBODYS}", None)],
}


def key_with(alice: Person, agent: Agent, *scopes: Scope, addresses: tuple[str, ...] = ()) -> str:
    with scope(alice.company):
        return keys.make(agent, scopes, addresses, by=alice.membership, at=AT)


def row_of(alice: Person) -> AgentKey:
    with scope(alice.company):
        return AgentKey.objects.of(alice.company).order_by("made_at", "pk").get()


def call(key: str, address: str, body: Any) -> Any:
    return get(key, address) if body is None else post(key, body, address)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def at(moment: datetime) -> None:
        monkeypatch.setattr("api.front.timezone.now", lambda: moment)

    at(AT)
    return at


@pytest.mark.parametrize("given", list(Scope))
def test_a_key_opens_what_it_was_given_and_nothing_else(alice: Person, agent: Agent, given: Scope) -> None:
    key = key_with(alice, agent, given)
    for needed, calls in CALLS.items():
        for address, body in calls:
            refused = call(key, address, body).json().get("code") == "wrong-scope"
            assert refused == (needed != given), address


def test_only_its_hash_is_kept(alice: Person, agent: Agent) -> None:
    key = key_with(alice, agent, Scope.ACTIONS)
    row = row_of(alice)
    assert (bytes(row.key_hash), row.start) == (hash_of(key), key[:9])
    kept = " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    with scope(alice.company):
        told = " ".join(str(line) for line in newest(9))
    assert key not in kept + told
    assert key[9:] not in kept + told


def test_a_replaced_key_opens_for_a_day_more_and_its_follower_at_once(alice: Person, agent: Agent, clock: Any) -> None:
    old = key_with(alice, agent, Scope.READ)
    with scope(alice.company):
        new = keys.replace(row_of(alice), by=alice.membership, at=AT)
    clock(AT + OVERLAP - timedelta(seconds=1))
    assert [get(key, HERE).status_code for key in (old, new)] == [200, 200]
    clock(AT + OVERLAP)
    assert [get(key, HERE).status_code for key in (old, new)] == [401, 200]


def test_a_key_taken_back_opens_nothing_at_the_next_call(alice: Person, agent: Agent, clock: Any) -> None:
    key = key_with(alice, agent, Scope.READ)
    assert get(key, HERE).status_code == 200
    with scope(alice.company):
        keys.end(row_of(alice), by=alice.membership, at=AT)
    assert get(key, HERE).status_code == 401


def from_(address: str, key: str) -> int:
    return Client(headers={"authorization": f"Bearer {key}"}, REMOTE_ADDR=address).get(HERE).status_code


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7"])
def test_a_bound_key_opens_from_its_own_address_only(alice: Person, agent: Agent, clock: Any, address: str) -> None:
    key = key_with(alice, agent, Scope.READ, addresses=(address,))
    assert [from_(one, key) for one in (address, "203.0.113.70", "2001:db8::70", "")] == [200, 401, 401, 401]
    assert row_of(alice).known == [address]


def news(alice: Person) -> list[str]:
    with scope(alice.company):
        return [str(line.detail["address"]) for line in reversed(newest(99)) if line.act == "key.seen_elsewhere"]


def test_each_new_address_is_told_once_however_they_alternate(alice: Person, agent: Agent, clock: Any) -> None:
    key = key_with(alice, agent, Scope.READ)
    for minute in range(3):
        clock(AT + timedelta(minutes=minute))
        assert {from_(address, key) for address in ("203.0.113.1", "203.0.113.2", "2001:db8::3")} == {200}
    assert news(alice) == ["203.0.113.2", "2001:db8::3"]
    row = row_of(alice)
    assert (row.known, row.moved_at) == (["203.0.113.1", "203.0.113.2", "2001:db8::3"], AT)


def test_a_place_the_owner_named_is_no_news(alice: Person, agent: Agent, clock: Any) -> None:
    key = key_with(alice, agent, Scope.READ, addresses=("203.0.113.1", "203.0.113.2"))
    assert [from_(f"203.0.113.{last}", key) for last in (1, 2, 3)] == [200, 200, 401]
    assert (news(alice), row_of(alice).moved_at) == ([], None)


def test_addresses_without_end_fill_nothing(alice: Person, agent: Agent) -> None:
    key_with(alice, agent, Scope.READ)
    with scope(alice.company):
        for number in range(MOST_KNOWN + 5):
            seen(row_of(alice).pk, agent, address=f"203.0.113.{number}", at=AT)
    assert len(row_of(alice).known) == MOST_KNOWN
    assert row_of(alice).known[-1] == f"203.0.113.{MOST_KNOWN + 4}"


@pytest.mark.parametrize(("address", "here"), [("127.0.0.1", True), ("::1", True), ("127.9.9.9", True), ("10.0.0.1", False), ("", False)])
def test_what_comes_from_this_very_machine(address: str, here: bool) -> None:
    assert is_this_machine(address) is here


def pill(alice: Person, agent: Agent, at: datetime = AT) -> list[str]:
    with scope(alice.company):
        return [reason.tone for reason in reasons(alice.company, [agent.pk], at).get(agent.pk, ())]


def test_a_new_address_is_on_the_pill_for_a_week(alice: Person, agent: Agent, clock: Any) -> None:
    key = key_with(alice, agent, Scope.READ)
    assert from_("203.0.113.1", key) == 200
    assert pill(alice, agent) == []
    assert from_("203.0.113.2", key) == 200
    assert pill(alice, agent) == ["watch"]
    assert pill(alice, agent, AT + NEWS) == []


def test_an_agent_of_this_very_machine_is_to_be_treated_until_its_key_is_replaced(alice: Person, agent: Agent, clock: Any) -> None:
    assert get(key_with(alice, agent, Scope.READ), HERE).status_code == 200
    assert pill(alice, agent) == ["stop"]
    with scope(alice.company):
        keys.replace(row_of(alice), by=alice.membership, at=AT)
    assert pill(alice, agent) == []
