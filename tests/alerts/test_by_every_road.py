"""From the agent's own call to the alert: by the API, by traces, by MCP, by a file; and an honest agent raises none."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.boundary import scope
from alerts import waking
from alerts.models import Alert, Confirmation
from alerts.rounds import watch_to_the_end
from approvals.enums import Measure
from inventory.enums import Verb
from inventory.models import Agent
from journal.actions import depositing
from tests.alerts.conftest import IBAN
from tests.api.test_actions import agent, call, key  # noqa: F401 (fixtures)
from tests.api.test_telemetry import send
from tests.approvals.test_requests import limit
from tests.cast import Person
from tests.journal.sources.shapes import protobuf, tool, traces
from tests.register import rows

LATER = datetime.now(UTC) + timedelta(minutes=1)
BEFORE = datetime.now(UTC) - timedelta(days=3000)  # what traces carry is dated by their shapes
ACTION = {
    "type": "payment",
    "tool": "creer_virement",
    "amount": {"value": "900.00", "currency": "EUR"},
    "payee": {"name": "Lebrun", "account": IBAN, "reference": "F-1"},
}
DONE = {"id": "a-1", "type": "payment", "tool": "creer_virement", "amount": ACTION["amount"], "payee": {"name": "Lebrun", "account": IBAN}}
FILE = f"Date;Outil;Nature;Pour qui;Montant\n{datetime.now(UTC):%d/%m/%Y};creer_virement;payment;Lebrun;1840,00\n".encode()


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The companies whose watch was woken."""
    said: list[str] = []
    monkeypatch.setattr(waking, "_last", {})
    monkeypatch.setattr(waking, "wake", lambda task, company, **_: said.append(f"{task} {company}"))
    return said


@pytest.fixture(autouse=True)
def over_500(alice: Person, agent: Agent) -> None:  # noqa: F811
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 500_00, type="payment", set_at=BEFORE)
        for verb in Verb:
            rows.right(agent, BEFORE, verb)


def codes(person: Person) -> list[str]:
    with scope(person.company):
        watch_to_the_end(person.company.pk, lambda: LATER)
        return list(Alert.objects.of(person.company).values_list("code", flat=True))


def told(**more: Any) -> dict[str, Any]:
    return {**DONE, "occurred_at": datetime.now(UTC).isoformat(), **more}


def test_an_action_told_by_the_api(alice: Person, key: str, woken: list[str]) -> None:  # noqa: F811
    assert call(key, {"actions": [told()]}).status_code == 200
    assert woken == [f"alerts.watch {alice.company.pk}"]
    assert codes(alice) == ["bypassed"]


def test_an_action_seen_by_telemetry(alice: Person, key: str, woken: list[str]) -> None:  # noqa: F811
    assert send(key, protobuf(traces(tool("creer_virement", '{"montant_eur": 12500}')))).status_code == 200
    assert woken == [f"alerts.watch {alice.company.pk}"]
    assert codes(alice) == ["bypassed"]


def test_an_action_told_by_mcp(alice: Person, key: str, woken: list[str]) -> None:  # noqa: F811
    given = {"name": "dire_ce_qui_est_fait", "arguments": {"actions": [told()], "step": "1"}}
    message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": given})
    answer = Client(headers={"authorization": f"Bearer {key}"}).post("/mcp", message, content_type="application/json")
    assert answer.json()["result"]["isError"] is False, answer.json()
    assert woken == [f"alerts.watch {alice.company.pk}"]
    assert codes(alice) == ["bypassed"]


def test_an_action_told_by_a_file(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(depositing, "wake", lambda *task: said.append(task))
    with scope(alice.company):
        waiting = depositing.receive(agent, "banque.csv", FILE, by=alice.membership, at=LATER)
        depositing.apply(waiting, by=alice.membership, at=LATER)
    assert said == [("alerts.watch", str(alice.company.pk))]
    assert codes(alice) == ["bypassed"]


def test_an_honest_agent_raises_nothing_by_two_roads_at_once(alice: Person, key: str) -> None:  # noqa: F811
    small = {**ACTION, "amount": {"value": "90.00", "currency": "EUR"}}
    asked = call(key, {"action": small}, "/api/v1/approvals", **{"idempotency-key": "f-1"})
    assert (asked.status_code, asked.json()["state"]) == (200, "approved"), asked.json()
    where = f"/api/v1/approvals/{asked.json()['id']}"
    spent = call(key, {"action_digest": asked.json()["action_digest"]}, f"{where}/consume")
    assert spent.status_code == 200, spent.json()
    done = told(amount=small["amount"], approval_id=asked.json()["id"])
    assert call(key, {"actions": [done]}).json()["accepted"] == 1
    assert codes(alice) == []
    with scope(alice.company):
        assert Confirmation.objects.of(alice.company).count() == 1
