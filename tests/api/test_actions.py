"""What an agent sends to /api/v1/actions: kept once, refused item by item, never another's, never half."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.boundary import scope
from api.actions import keys
from api.enums import Scope
from api.models import AgentKey
from api.rules import OVERLAP
from inventory.models import Agent
from journal.models import Action
from ledger.queries import newest
from tests.cast import Person
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
ADDRESS = "/api/v1/actions"
ONE = {"id": "a-1", "occurred_at": "2026-11-20T09:12:00Z", "type": "message.send", "tool": "gmail.send", "target": "Durand"}


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


@pytest.fixture
def key(alice: Person, agent: Agent) -> str:
    with scope(alice.company):
        return keys.make(agent, list(Scope), by=alice.membership, at=AT)


def call(key: str, body: Any, address: str = ADDRESS, **headers: str) -> Any:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return Client(headers={"authorization": f"Bearer {key}", **headers}).post(address, data, content_type="application/json")


def kept(person: Person) -> int:
    with scope(person.company):
        return Action.objects.filter(company_id=person.company.pk).count()


def test_an_action_is_kept_once_whatever_is_sent_again(alice: Person, key: str) -> None:
    first = call(key, {"actions": [ONE]})
    assert (first.status_code, first.json()) == (200, {"accepted": 1, "repeated": 0, "refused": [], "agent_state": "active"})
    assert call(key, {"actions": [ONE, ONE]}).json()["repeated"] == 2
    assert kept(alice) == 1


def test_without_ids_the_batch_has_a_name(alice: Person, key: str) -> None:
    body = {"actions": [{**ONE, "id": None}, {**ONE, "id": None, "target": "Morel"}]}
    assert call(key, body).status_code == 400
    assert call(key, body, **{"idempotency-key": "lot-7"}).json()["accepted"] == 2
    assert call(key, body, **{"idempotency-key": "lot-7"}).json()["repeated"] == 2
    assert kept(alice) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"occurred_at": "hier"},
        {"occurred_at": "2026-11-20T09:12:00"},
        {"occurred_at": "2999-01-01T00:00:00Z"},
        {"occurred_at": "9999-12-31T23:59:59-05:00"},
        {"occurred_at": "0001-01-01T00:00:00+05:00"},
        {"amount": {"value": "1500", "currency": "EUR"}},
        {"amount": {"value": "1500.00", "currency": "euro"}},
        {"outcome": "fini"},
        {"sequence": -1},
        {"cible": "x"},
        {"target": "x" * 301},
    ],
)
def test_a_wrong_item_is_refused_and_the_others_are_kept(alice: Person, key: str, wrong: dict[str, Any]) -> None:
    said = call(key, {"actions": [{**ONE, "id": "b"} | wrong, ONE]}).json()
    assert (said["accepted"], [item["index"] for item in said["refused"]]) == (1, [0])
    assert kept(alice) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"actions": 1}',
        b'{"actions": [], "plus": 1}',
        b'{"actions": [], "actions": []}',
        b'{"actions": [NaN]}',
        b'{"actions": [{"count": 12345678901234567890}]}',
        b"[" * 3000,
        b"\xff",
        '{"actions": [{"target": "e\u0301"}]}'.encode(),
        b'{"actions": [{"target": "\\u0000"}]}',
        b'{"actions": [{"target": "\\ud800"}]}',
    ],
)
def test_what_two_parsers_could_read_differently_is_refused(alice: Person, key: str, body: bytes) -> None:
    answer = call(key, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-request")
    assert answer["Content-Type"] == "application/problem+json"
    assert kept(alice) == 0


def test_too_much_at_once_is_refused(alice: Person, key: str) -> None:
    assert call(key, {"actions": [{**ONE, "id": str(n)} for n in range(501)]}).status_code == 413
    assert call(key, b" " * (1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer gf_" + "A" * 43, "Basic gf_x", "Bearer gf_\u00e9"])
def test_a_wrong_key_opens_nothing(alice: Person, key: str, header: str) -> None:
    answer = Client().post(ADDRESS, "{}", content_type="application/json", headers={"authorization": header.encode().decode("latin-1")})
    assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Bearer")


def test_a_key_ends_and_a_replaced_one_ends_a_day_later(alice: Person, agent: Agent, key: str) -> None:
    with scope(alice.company):
        row = AgentKey.objects.of(alice.company).get()
        other = keys.replace(row, by=alice.membership, at=AT)
    assert call(other, {"actions": [ONE]}).status_code == 200
    with scope(alice.company):
        AgentKey.objects.of(alice.company).filter(pk=row.pk).update(until=datetime.now(UTC) - timedelta(seconds=1))
    assert call(key, {"actions": [ONE]}).status_code == 401
    with scope(alice.company):
        keys.end(AgentKey.objects.of(alice.company).exclude(pk=row.pk).get(), by=alice.membership, at=AT + OVERLAP)
    assert call(other, {"actions": [ONE]}).status_code == 401


def test_the_key_is_nowhere_in_the_database(alice: Person, key: str) -> None:
    with scope(alice.company):
        row = AgentKey.objects.of(alice.company).get()
        assert key not in str([row.start, bytes(row.key_hash), newest(5)])


def test_a_key_without_the_right_is_told_so(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        reader = keys.make(agent, [Scope.READ], by=alice.membership, at=AT)
    assert call(reader, {"actions": [ONE]}).json()["code"] == "wrong-scope"


def test_a_session_is_not_a_key(alice: Person) -> None:
    from tests.cast import sign_in

    assert sign_in(alice).post(ADDRESS, "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize(("address", "status"), [("/api/v1/nowhere", 404), ("/api/v2/actions", 404), ("/api/", 404)])
def test_unknown_addresses_answer_in_the_same_form(alice: Person, key: str, address: str, status: int) -> None:
    answer = call(key, {}, address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_heartbeat_says_where_the_agent_stands(alice: Person, agent: Agent, key: str) -> None:
    said = call(key, {"adapter": "client-python/1"}, "/api/v1/heartbeat").json()
    assert (said["agent"], said["agent_state"]) == (str(agent.pk), "active")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", said["at"])  # as in every other answer
    with scope(alice.company):
        assert AgentKey.objects.of(alice.company).get().adapter == "client-python/1"
