"""Over HTTP: ask, wait, spend, take back; another agent's demand does not exist; no key decides."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.boundary import scope
from api import waiting
from api.actions import keys
from api.enums import Scope
from approvals.actions import calling
from approvals.actions.deciding import Answered, decide
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit, Suspension
from inventory.models import Agent
from lib import turns
from outbox.models import Message
from tests.cast import AT, Person
from tests.register import rows

HERE = "/api/v1/approvals"
ACTION = {
    "type": "payment",
    "tool": "creer_virement",
    "amount": {"value": "1840.00", "currency": "EUR"},
    "payee": {"name": "Imprimerie Lebrun", "account": "FR7630006000011234567890189", "reference": "F-2026-1187"},
}


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Facturier", AT)
        Limit.objects.create(company=alice.company, type="payment", measure=Measure.AMOUNT, value=1000_00, answer=Answer.ASK, set_at=AT)
    return made


@pytest.fixture
def key(alice: Person, agent: Agent) -> str:
    return key_of(alice, agent)


def key_of(person: Person, agent: Agent) -> str:
    with scope(person.company):
        return keys.make(agent, list(Scope), by=person.membership, at=AT)


def post(key: str, body: Any, address: str = HERE, name: str = "n-1") -> Any:
    headers = {"authorization": f"Bearer {key}", "idempotency-key": name}
    return Client(headers=headers).post(address, json.dumps(body), content_type="application/json")


def get(key: str, address: str) -> Any:
    return Client(headers={"authorization": f"Bearer {key}"}).get(address)


def small(**more: Any) -> dict[str, Any]:
    return {"action": ACTION | {"amount": {"value": "900.00", "currency": "EUR"}} | more}


def answer(person: Person, approval: str, *, is_yes: bool = True) -> None:
    with scope(person.company):
        request = ApprovalRequest.objects.of(person.company).get(pk=approval)
        said = Answered(is_yes, bytes(request.digest), request.facts_number)
        decide(request, said, by=person.membership, at=datetime.now(UTC))


def test_above_the_limit_a_person_is_asked(key: str) -> None:
    made = post(key, {"action": ACTION})
    said = made.json()
    assert (made.status_code, said["state"], made["Location"]) == (202, "pending", f"{HERE}/{said['id']}")
    assert said["action"] == ACTION
    assert post(key, {"action": ACTION}).json()["id"] == said["id"]
    assert post(key, small()).status_code == 422


def test_below_it_the_answer_is_there_and_spent_once(key: str) -> None:
    said = post(key, small()).json()
    assert (said["state"], said["reason"]) == ("approved", "below_limit")
    spend = f"{HERE}/{said['id']}/consume"
    assert post(key, {"action_digest": "0" * 64}, spend).json()["code"] == "action-changed"
    assert post(key, {"action_digest": said["action_digest"]}, spend).json()["state"] == "consumed"
    assert post(key, {"action_digest": said["action_digest"]}, spend).json()["code"] == "already-consumed"


def test_what_a_limit_lets_through_asks_the_database_little(key: str, django_assert_max_num_queries) -> None:
    post(key, small())  # the first call notes the key besides
    with django_assert_max_num_queries(21):  # two of them because a test is one transaction
        assert post(key, small(target="février"), name="n-2").json()["reason"] == "below_limit"


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "achat"},
        {"type": "data.read"},
        {"amount": {"value": "1500.5", "currency": "EUR"}},
        {"amount": {"value": "0.00", "currency": "EUR"}},
        {"amount": {"value": 1500, "currency": "EUR"}},
        {"percent": "dix"},
        {"payee": {"account": "fr76 3000"}},
        {"parameters": {"x": 1.5}},
        {"montant": "1"},
    ],
)
def test_what_the_grammar_refuses_asks_nothing(alice: Person, key: str, wrong: dict[str, Any]) -> None:
    assert post(key, {"action": ACTION | wrong}).json()["code"] == "invalid-request"
    with scope(alice.company):
        assert not ApprovalRequest.objects.of(alice.company).exists()


@pytest.mark.parametrize("more", [{"expires_in": 59}, {"expires_in": 604_801}, {"callback_url": "ftp://x"}, {"plus": 1}])
def test_bounds_of_the_demand(key: str, more: dict[str, Any]) -> None:
    assert post(key, {"action": ACTION, **more}).status_code == 400


def test_without_a_name_nothing_is_asked(key: str) -> None:
    assert Client(headers={"authorization": f"Bearer {key}"}).post(HERE, "{}", content_type="application/json").status_code == 400


def test_another_agent_s_demand_does_not_exist(alice: Person, driss: Person, key: str) -> None:
    said = post(key, {"action": ACTION}).json()
    with scope(alice.company):
        neighbour = rows.agent(alice.company, "Relance", AT)
    with scope(driss.company):
        stranger = rows.agent(driss.company, "Ailleurs", AT)
    for other in (key_of(alice, neighbour), key_of(driss, stranger)):
        assert get(other, f"{HERE}/{said['id']}").status_code == 404
        assert post(other, {"action_digest": said["action_digest"]}, f"{HERE}/{said['id']}/consume").status_code == 404
        assert post(other, {}, f"{HERE}/{said['id']}/cancel").status_code == 404
        assert get(other, HERE).json()["items"] == []


def test_a_stopped_agent_gets_403_and_its_journal_is_still_heard(alice: Person, agent: Agent, key: str) -> None:
    said = post(key, small()).json()
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    assert post(key, {"action": ACTION}, name="n-2").json()["code"] == "agent-suspended"
    assert post(key, {"action_digest": said["action_digest"]}, f"{HERE}/{said['id']}/consume").json()["code"] == "agent-suspended"
    told = {"actions": [{"id": "a", "occurred_at": "2026-11-20T09:12:00Z", "tool": "gmail.send"}]}
    assert post(key, told, "/api/v1/actions").json()["agent_state"] == "suspended"


def test_taken_back(key: str) -> None:
    said = post(key, {"action": ACTION}).json()
    assert post(key, {}, f"{HERE}/{said['id']}/cancel").json()["state"] == "cancelled"


def test_pages_of_demands(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import_of = __import__("api.v1.approvals", fromlist=["PAGE_SIZE"])
    monkeypatch.setattr(import_of, "PAGE_SIZE", 2)
    made = [post(key, small(target=str(n)), name=f"n-{n}").json()["id"] for n in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = get(key, f"{HERE}?{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = f"cursor={page['cursor']}"
    assert seen == made[::-1]
    assert page["cursor"] is None
    assert get(key, f"{HERE}?cursor=x").status_code == 400


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_hears_at_once(alice: Person, key: str) -> None:
    said = post(key, {"action": ACTION}).json()

    def wait() -> Any:
        try:
            return get(key, f"{HERE}/{said['id']}?wait=45").json()["state"]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(wait)
        while not waiting._bells or not turns._inside:
            assert not waits.done()
        answer(alice, said["id"])
        assert waits.result(timeout=30) == "approved"
    assert not waiting._bells
    assert not turns._inside  # made short while somebody waited


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_held_while_somebody_waits(key: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []

    def wait(*_: object) -> bool:
        held.append(connection.connection is not None)
        return len(held) < 3  # rung twice for nothing, then the time is up

    monkeypatch.setattr(waiting._Bell, "wait", wait)
    bearer = {"Authorization": f"Bearer {key}", "Idempotency-Key": "n-1", "Prefer": "wait=45"}
    if method == "post":
        said = Client().post(HERE, json.dumps({"action": ACTION}), content_type="application/json", headers=bearer)
    else:
        made = post(key, {"action": ACTION}).json()
        said = get(key, f"{HERE}/{made['id']}?wait=45")
    assert (said.json()["state"], held) == ("pending", [False] * 3)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_wait_that_ends_says_pending(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = post(key, {"action": ACTION}).json()
    monkeypatch.setattr(waiting, "until", lambda read, *_, **__: read())
    assert get(key, f"{HERE}/{said['id']}?wait=1").json()["state"] == "pending"
    assert get(key, f"{HERE}/{said['id']}?wait=99999999").json()["state"] == "pending"


def test_refused_is_said_with_its_reason(alice: Person, key: str) -> None:
    said = post(key, {"action": ACTION}).json()
    answer(alice, said["id"], is_yes=False)
    again = post(key, {"action": ACTION}, name="n-9").json()
    assert (again["id"], again["state"], again["decided_by"]) == (said["id"], "denied", ["Alice Martin"])
    assert datetime.fromisoformat(again["decided_at"]) - datetime.now(UTC) < timedelta(0)


def test_a_demand_is_taken_where_mail_is_set_up(alice: Person, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "is_set_up", lambda _: True)
    said = post(key, small(amount={"value": "1840.00", "currency": "EUR"}))
    assert said.status_code == 202
    with scope(alice.company):
        assert f"/demandes/{said.json()['id']}/" in Message.objects.get(cause_kind=calling.ASKED).text
