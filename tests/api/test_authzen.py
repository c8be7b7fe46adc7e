"""The OpenID AuthZEN door: an instant answer, a person when one is needed, and a yes that serves once."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.boundary import scope
from api import limits
from approvals.actions.deciding import Answered, decide
from approvals.models import ApprovalRequest, Suspension
from inventory.models import Agent
from tests.api.test_approvals import agent, key  # noqa: F401
from tests.api.test_limits import NOON
from tests.cast import AT, Person
from tests.register import rows

ONE, MANY = "/access/v1/evaluation", "/access/v1/evaluations"
PAYEE = {"name": "Imprimerie Lebrun", "account": "FR7630006000011234567890189", "reference": "F-2026-1187"}


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.front.timezone.now", lambda: NOON)


def question(value: str = "900.00", **more: Any) -> dict[str, Any]:
    properties = {"type": "payment", "amount": {"value": value, "currency": "EUR"}, "payee": PAYEE}
    asked = {
        "subject": {"type": "user", "id": "alice@vasseur.example"},
        "action": {"name": "creer_virement", "properties": properties},
        "resource": {"type": "facture", "id": "F-2026-1187"},
    }
    return asked | more


def post(key: str, body: Any, address: str = ONE, **headers: str) -> Any:  # noqa: F811
    return Client(headers={"authorization": f"Bearer {key}"} | headers).post(address, json.dumps(body), content_type="application/json")


def answer(person: Person, approval: str, *, is_yes: bool = True) -> None:
    with scope(person.company):
        request = ApprovalRequest.objects.of(person.company).get(pk=approval)
        decide(request, Answered(is_yes, bytes(request.digest), request.facts_number), by=person.membership, at=NOON)


def states(person: Person) -> list[str]:
    with scope(person.company):
        return sorted(ApprovalRequest.objects.of(person.company).values_list("state", flat=True))


def test_below_the_limit_the_answer_is_yes_and_it_is_used(alice: Person, key: str) -> None:  # noqa: F811
    said = post(key, question())
    assert (said.status_code, said.json()["decision"]) == (200, True)
    assert states(alice) == ["consumed"]


@pytest.mark.parametrize("name", ["properties", "resource"])
def test_no_value_of_the_question_is_left_out_of_what_is_covered(alice: Person, key: str, name: str) -> None:  # noqa: F811
    properties = {"type": "payment", "amount": {"value": "900.00", "currency": "EUR"}, "payee": PAYEE, "note": "x"}
    action = {"name": "creer_virement", "properties": properties | {"parameters": {name: {"iban": "FR1420041010050500013M02606"}}}}
    about = {"type": "facture", "id": "F-2026-1187", "properties": {"a": "b"}}
    said = post(key, question(action=action, resource=about))
    assert (said.status_code, said.json()["code"]) == (400, "invalid-request")
    assert states(alice) == []


def test_above_it_a_person_is_asked_and_the_same_question_gets_their_answer_once(alice: Person, key: str) -> None:  # noqa: F811
    said = post(key, question("1840.00")).json()
    assert said["decision"] is False
    approval = said["context"]["approval"]
    assert set(approval) == {"id", "url", "expires_at"}
    assert approval["url"].endswith(f"/demandes/{approval['id']}/")
    assert post(key, question("1840.00")).json()["context"]["approval"]["id"] == approval["id"]
    answer(alice, approval["id"])
    assert post(key, question("1840.00")).json()["decision"] is True
    again = post(key, question("1840.00")).json()
    assert again["decision"] is False
    assert again["context"]["approval"]["id"] != approval["id"]


def test_a_refusal_stays_one(alice: Person, key: str) -> None:  # noqa: F811
    approval = post(key, question("1840.00")).json()["context"]["approval"]["id"]
    answer(alice, approval, is_yes=False)
    said = post(key, question("1840.00")).json()
    assert (said["decision"], said["context"]["reason_user"]["fr"], "approval" in said["context"]) == (False, "C’est non.", False)
    assert states(alice) == ["denied"]


def test_the_answer_covers_every_property(key: str) -> None:  # noqa: F811
    plain = post(key, question("1840.00")).json()["context"]["action_digest"]
    other = question("1840.00")
    other["action"]["properties"]["canal"] = "urgent"
    about = question("1840.00", resource={"type": "facture", "id": "F-2026-1187", "properties": {"page": 2}})
    digests = {plain, *(post(key, one).json()["context"]["action_digest"] for one in (other, about))}
    assert len(digests) == 3


def test_a_lying_type_takes_no_limit_away(key: str) -> None:  # noqa: F811
    asked = question("1840.00")
    asked["action"]["properties"]["type"] = "other"
    assert post(key, asked).json()["decision"] is False


def test_the_key_says_which_agent_it_is(alice: Person, agent: Agent, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        neighbour = rows.agent(alice.company, "Relance", AT)
    assert post(key, question(subject={"type": "agent", "id": str(neighbour.pk)})).json()["decision"] is False
    assert post(key, question(subject={"type": "agent", "id": str(agent.pk)})).json()["decision"] is True
    assert states(alice) == ["consumed"]


def test_a_stopped_agent_gets_403(alice: Person, agent: Agent, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    for address, body in ((ONE, question()), (MANY, {"evaluations": [question()]})):
        refused = post(key, body, address)
        assert (refused.status_code, refused.json()["code"]) == (403, "agent-suspended")
    assert states(alice) == []


WRONG: dict[str, Any] = {
    "nothing": {},
    "a list": [],
    "no resource": {"subject": {"type": "user", "id": "a"}, "action": {"name": "x"}},
    "an empty id": question(subject={"type": "user", "id": ""}),
    "a name that is a number": question(action={"name": 3}),
    "an amount without cents": question("1840"),
    "a float": question(resource={"type": "f", "id": "1", "properties": {"x": 1.5}}),
    "parameters that are a list": question(action={"name": "x", "properties": {"parameters": []}}),
    "reading": question(action={"name": "x", "properties": {"type": "data.read"}}),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_what_is_not_understood_is_400_alone_and_a_no_in_a_batch(alice: Person, key: str, case: str) -> None:  # noqa: F811
    assert post(key, WRONG[case]).json()["code"] == "invalid-request"
    if isinstance(WRONG[case], dict) and case not in ("a float",):
        said = post(key, {"evaluations": [WRONG[case], question()]}, MANY).json()["evaluations"]
        assert [one["decision"] for one in said] == [False, True]
        assert said[0]["context"]["error"]["status"] == 400


@pytest.mark.parametrize(
    ("semantic", "decisions"),
    [("execute_all", [True, False, True]), ("deny_on_first_deny", [True, False]), ("permit_on_first_permit", [True])],
)
def test_a_batch_shares_what_stands_outside_and_stops_where_told(key: str, semantic: str, decisions: list[bool]) -> None:  # noqa: F811
    small, big = question(), question("1840.00")
    body = {
        "subject": small["subject"],
        "resource": small["resource"],
        "evaluations": [{"action": one["action"]} for one in (small, big)]
        + [question("901.00", resource={"type": "facture", "id": "F-3"})],
        "options": {"evaluations_semantic": semantic},
    }
    body["evaluations"][2]["action"]["properties"]["payee"] = PAYEE | {"reference": "F-3"}
    assert [one["decision"] for one in post(key, body, MANY).json()["evaluations"]] == decisions


def test_a_batch_of_none_is_one_question(key: str) -> None:  # noqa: F811
    assert post(key, question(), MANY).json()["decision"] is True
    assert post(key, question() | {"evaluations": [], "options": {"evaluations_semantic": "x"}}, MANY).status_code == 400
    assert post(key, {"evaluations": [question()] * 21}, MANY).status_code == 413


def test_a_batch_counts_each_of_its_questions(alice: Person, key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CREATIONS", 3)
    body = {"evaluations": [question(resource={"type": "f", "id": str(n)}) for n in range(4)]}
    assert post(key, body, MANY).status_code == 429
    assert states(alice) == []


def test_who_calls_and_how(key: str, driss: Person) -> None:  # noqa: F811
    assert post("gf_no", question()).status_code == 401
    assert Client(headers={"authorization": f"Bearer {key}"}).get(ONE).status_code == 405
    assert Client(headers={"authorization": f"Bearer {key}"}).get(MANY).status_code == 405
    assert Client().get("/access/v1/search").status_code == 404
    named = post(key, question(), **{"x-request-id": "r-1"})
    assert named["X-Request-ID"] == "r-1"


def test_where_to_ask_is_said_to_everybody(db: None) -> None:
    told = Client().get("/.well-known/authzen-configuration")
    assert told["Content-Type"] == "application/json"
    assert told.json()["access_evaluation_endpoint"] == f"{told.json()['policy_decision_point']}{ONE}"
    assert told.json()["access_evaluations_endpoint"].endswith(MANY)
    assert Client().post("/.well-known/authzen-configuration").status_code == 405
