"""Claude Code's hook: always 200, and a yes only once, after a person or a limit said so. (The program itself is not run here.)"""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.boundary import scope
from api import limits
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit, Suspension
from inventory.models import Agent
from tests.api.test_approvals import agent, answer, key  # noqa: F401
from tests.cast import AT, Person

HERE = "/api/v1/claude-code/pre-tool-use"
RUN = {"command": "./payer.sh facture-1187", "timeout": 1.5}


def sent(key: str, body: Any, address: str = HERE) -> tuple[str, str]:  # noqa: F811
    data = body if isinstance(body, str) else json.dumps(body)
    said = Client(headers={"authorization": f"Bearer {key}"}).post(address, data, content_type="application/json")
    assert said.status_code == 200
    output = said.json()["hookSpecificOutput"]
    assert output["hookEventName"] == "PreToolUse"
    return output["permissionDecision"], output["permissionDecisionReason"]


def hook(key: str, call: str = "toolu_1", tool: str = "Bash", given: Any = RUN, address: str = HERE) -> tuple[str, str]:  # noqa: F811
    body = {"hook_event_name": "PreToolUse", "session_id": "s", "tool_use_id": call, "tool_name": tool, "tool_input": given, "cwd": "/x"}
    return sent(key, body, address)


def let(person: Person, kind: str, answer: Answer) -> None:
    with scope(person.company):
        Limit.objects.create(company=person.company, type=kind, measure=Measure.ALWAYS, answer=answer, set_at=AT)


@pytest.fixture
def asked(alice: Person) -> None:
    let(alice, "system.command", Answer.ASK)


def requests(person: Person) -> list[ApprovalRequest]:
    with scope(person.company):
        return list(ApprovalRequest.objects.of(person.company).order_by("asked_at"))


def test_it_waits_for_a_person_then_runs_once(alice: Person, key: str, asked: None) -> None:  # noqa: F811
    decision, reason = hook(key)
    (request,) = requests(alice)
    assert decision == "deny"
    assert str(request.pk) in reason
    assert hook(key, call="toolu_2")[0] == "deny"
    assert len(requests(alice)) == 1
    answer(alice, str(request.pk))
    assert hook(key, call="toolu_3") == ("allow", "Garde-fou\u00a0: accordé, une seule fois.")
    assert [one.state for one in requests(alice)] == ["consumed"]
    assert hook(key, call="toolu_4")[0] == "deny"


def test_the_next_morning_the_same_call_runs_once(alice: Person, key: str, asked: None) -> None:  # noqa: F811
    put_off = HERE + "?pending=defer"
    assert hook(key, address=put_off)[0] == "defer"
    answer(alice, str(requests(alice)[0].pk))
    assert hook(key, address=put_off)[0] == "allow"
    assert hook(key, address=put_off) == ("deny", "Garde-fou\u00a0: cet accord a déjà servi.")


def test_another_input_is_another_action(alice: Person, key: str, asked: None) -> None:  # noqa: F811
    hook(key)
    answer(alice, str(requests(alice)[0].pk))
    assert hook(key, given=RUN | {"command": "./payer.sh facture-1188"})[0] == "deny"
    assert hook(key, given=RUN | {"timeout": 1.6})[0] == "deny"


def test_a_refusal_is_told_with_its_reason(alice: Person, key: str, asked: None) -> None:  # noqa: F811
    hook(key)
    answer(alice, str(requests(alice)[0].pk), is_yes=False)
    assert hook(key, call="toolu_2") == ("deny", "Garde-fou\u00a0: c’est non.")


def test_what_a_limit_lets_through_is_used_at_once(alice: Person, key: str) -> None:  # noqa: F811
    let(alice, "file.modify", Answer.ALLOW)
    assert hook(key, tool="Write", given={"file_path": "/x/a.txt", "content": "é\u0301 𝄞"})[0] == "allow"
    assert requests(alice)[0].state == "consumed"


def test_reading_asks_nobody_but_a_tool_nobody_knows_does(alice: Person, key: str) -> None:  # noqa: F811
    assert hook(key, tool="Read", given={"file_path": "/x"})[0] == "allow"
    assert requests(alice) == []
    assert hook(key, tool="mcp__banque__zzz", given={})[0] == "deny"


def test_a_stopped_agent_runs_nothing(alice: Person, agent: Agent, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    for tool in ("Bash", "Read"):
        assert hook(key, tool=tool) == ("deny", "Garde-fou\u00a0: Cet agent est arrêté.")


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"tool_name": "Bash"}', '{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"a": 1, "a": 2}}',
     '{"hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_input": {}}', "[" * 100_000,
     '{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "\\ud800"}}'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(key: str, body: str) -> None:  # noqa: F811
    assert sent(key, body)[0] == "deny"


def test_every_failure_is_a_refusal_and_a_200(key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    assert hook("gf_wrong")[0] == "deny"
    assert sent(key, '"' + "x" * 2_000_000 + '"')[0] == "deny"
    with monkeypatch.context() as away:
        away.setattr("approvals.actions.asking.ask", lambda *_, **__: (_ for _ in ()).throw(OperationalError))
        assert hook(key)[0] == "deny"
    monkeypatch.setattr(limits, "CREATIONS", 0)
    assert "Trop d’appels" in hook(key, call="toolu_9")[1]
    got = Client().get(HERE)
    assert (got.status_code, got.json()["hookSpecificOutput"]["permissionDecision"]) == (200, "deny")
