"""A stopped agent calls: each kind of call is a proof that it heard, the next one that it had our answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from accounts.boundary import scope
from api import hearing, waiting
from approvals import markers
from approvals.actions import hearing as acts
from approvals.actions import stopping
from approvals.enums import Answer, Call, Measure
from approvals.models import Hearing, Limit, Suspension
from approvals.queries import stops as queries
from inventory.enums import State
from inventory.models import Agent, AgentState
from journal.models import Action
from ledger.queries import newest
from tests.api.test_approvals import ACTION, HERE, get, key_of, post
from tests.cast import AT, Person
from tests.register import rows

ACTIONS = {"actions": [{"id": "a", "occurred_at": "2026-11-20T09:12:00Z", "tool": "gmail.send"}]}
SPAN = {"resourceSpans": []}
HOOK = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}
MCP = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "dire_ce_qui_est_fait", "arguments": ACTIONS | {"step": "s"}}}
QUESTION = {
    "subject": {"type": "user", "id": "alice@vasseur.example"},
    "action": {"name": "lire"},
    "resource": {"type": "fichier", "id": "1"},
}
CALLS: dict[Call, tuple[str, Any]] = {
    Call.ASK: (HERE, {"action": ACTION}),
    Call.TELL: ("/api/v1/actions", ACTIONS),
    Call.BEAT: ("/api/v1/heartbeat", {"adapter": "essai"}),
    Call.TELEMETRY: ("/v1/traces", SPAN),
    Call.MCP: ("/mcp", MCP),
    Call.EVALUATION: ("/access/v1/evaluation", QUESTION),
    Call.CLAUDE_CODE: ("/api/v1/claude-code/pre-tool-use", HOOK),
}


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Facturier", AT)
        Limit.objects.create(company=alice.company, type="payment", measure=Measure.AMOUNT, value=1000_00, answer=Answer.ASK, set_at=AT)
    return made


@pytest.fixture
def key(alice: Person, agent: Agent) -> str:
    return key_of(alice, agent)


def stop(by: Person, of: Agent | None, **more: Any) -> UUID:
    with scope(by.company):
        stopping.stop(by.company, agent=of, by=by.membership, at=AT, **more)
        return queries.standing(by.company)[0].id


def hearings(person: Person) -> list[Hearing]:
    with scope(person.company):
        return list(Hearing.objects.of(person.company))


@pytest.mark.parametrize("call", CALLS, ids=[str(call) for call in CALLS])
def test_the_first_call_hears_and_the_next_one_confirms(call: Call, alice: Person, agent: Agent, key: str) -> None:
    address, body = CALLS[call]
    post(key, body, address)
    assert hearings(alice) == []
    held = stop(alice, agent)
    first = post(key, body, address, name="n-2")
    assert first["Gardefou-Agent-State"] == "suspended"
    (heard,) = hearings(alice)
    assert (heard.stop_id, heard.agent_id, heard.heard_by, heard.confirmed_at) == (held, agent.pk, call, None)
    post(key, body, address, name="n-3")
    (heard,) = hearings(alice)
    assert heard.confirmed_at > heard.heard_at
    assert heard.confirmed_by == call
    post(key, body, address, name="n-4")
    with scope(alice.company):
        told = [line.act for line in newest(50)]
    assert (told.count("stop.heard"), told.count("stop.confirmed")) == (1, 1)


def test_reading_a_demand_hears_too_and_spending_confirms(alice: Person, agent: Agent, key: str) -> None:
    said = post(key, {"action": ACTION}).json()
    stop(alice, None)
    assert get(key, f"{HERE}/{said['id']}").json()["agent_state"] == "suspended"
    spent = post(key, {"action_digest": said["action_digest"]}, f"{HERE}/{said['id']}/consume")
    assert (spent.status_code, spent.json()["code"]) == (403, "agent-suspended")
    (heard,) = hearings(alice)
    assert (heard.heard_by, heard.confirmed_by) == (Call.READ, Call.SPEND)
    with scope(alice.company):
        sentences = [line.sentence for line in newest(2)]
    assert sentences == [
        "L’agent «\u00a0Facturier\u00a0» a confirmé l’arrêt, par l’usage d’un accord",
        "L’agent «\u00a0Facturier\u00a0» a entendu l’arrêt, par la lecture d’une réponse",
    ]


def test_an_agent_that_says_nothing_more_has_not_heard(alice: Person, agent: Agent, key: str) -> None:
    post(key, {}, "/api/v1/heartbeat")
    stop(alice, agent)
    assert hearings(alice) == []


def test_each_agent_hears_for_itself_and_another_stays_free(alice: Person, agent: Agent, key: str) -> None:
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
    theirs = key_of(alice, other)
    stop(alice, agent)
    assert post(theirs, {}, "/api/v1/heartbeat").json()["agent_state"] == "active"
    assert hearings(alice) == []
    stop(alice, None)
    post(theirs, {}, "/api/v1/heartbeat")
    post(key, {}, "/api/v1/heartbeat")
    assert sorted((one.agent_id == agent.pk) for one in hearings(alice)) == [False, True, True]


def test_a_call_that_is_refused_for_itself_says_nothing_of_the_stop(alice: Person, agent: Agent, key: str) -> None:
    stop(alice, agent)
    assert post(key, {"wrong": 1}, "/api/v1/actions").status_code == 400
    assert get(key, f"{HERE}/{UUID(int=0)}").status_code == 404
    assert post(key, {"jsonrpc": "2.0", "id": 1, "method": "ping"}, "/mcp").status_code == 200
    assert hearings(alice) == []


@pytest.mark.parametrize(
    ("address", "body"),
    [(HERE, {"wrong": 1}), ("/access/v1/evaluations", {"evaluations": [{"wrong": 1}]})],
    ids=["approvals", "evaluations"],
)
def test_what_it_asks_is_refused_whatever_it_holds(address: str, body: Any, alice: Person, agent: Agent, key: str) -> None:
    stop(alice, None)
    said = post(key, body, address)
    assert (said.status_code, said.json()["code"]) == (403, "agent-suspended")
    assert len(hearings(alice)) == 1


def test_a_paused_agent_is_refused_but_no_stop_is_heard(alice: Person, agent: Agent, key: str) -> None:
    with scope(alice.company):
        AgentState.objects.create(company=alice.company, agent=agent, state=State.PAUSED, seq=1, at=AT + timedelta(days=1))
    assert post(key, {"action": ACTION}).status_code == 403
    assert hearings(alice) == []


def test_a_stop_that_only_a_file_holds_is_heard_and_refuses(alice: Person, agent: Agent, key: str) -> None:
    said = post(key, {"action": ACTION}).json()
    marker = markers.Marker(UUID(int=7), alice.company.pk, agent.pk, agent.name, "", AT, alice.membership.pk, "Alice Martin")
    assert markers.write(marker)
    assert post(key, {"action": ACTION}, name="n-2").status_code == 403
    assert get(key, f"{HERE}/{said['id']}?wait=45").json()["agent_state"] == "suspended"
    (heard,) = hearings(alice)
    assert (heard.stop_id, heard.confirmed_by) == (marker.id, Call.READ)


def test_a_call_is_answered_though_nothing_can_be_noted(alice: Person, agent: Agent, key: str, monkeypatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk full")

    stop(alice, agent)
    monkeypatch.setattr(hearing, "hear", refuse)
    assert post(key, {"action": ACTION}).json()["code"] == "agent-suspended"
    monkeypatch.undo()
    assert hearings(alice) == []
    post(key, {}, "/api/v1/heartbeat")
    assert [one.heard_by for one in hearings(alice)] == [Call.BEAT]


def test_two_first_calls_at_once_are_one_hearing(alice: Person, agent: Agent) -> None:
    held = stop(alice, agent)
    with scope(alice.company):
        acts._first(agent, held, Call.ASK, AT)
        acts._first(agent, held, Call.BEAT, AT)
        acts.hear(agent, [held], through=Call.BEAT, began_at=AT, at=AT)  # began before the first answer was given: confirms nothing
        (heard,) = Hearing.objects.of(alice.company)
        assert (heard.heard_by, heard.confirmed_at) == (Call.ASK, None)
        assert [line.act for line in newest(50)].count("stop.heard") == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sixteen_calls_at_once_are_one_hearing_a_stop(alice: Person, agent: Agent, key: str) -> None:
    stop(alice, agent)
    stop(alice, None)

    def beat(_: int) -> int:
        try:
            return post(key, {}, "/api/v1/heartbeat").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(beat, range(48))) == {200}
    assert len(hearings(alice)) == 2
    with scope(alice.company):
        told = [line.act for line in newest(50)]
    assert (told.count("stop.heard"), told.count("stop.confirmed")) == (2, 2)


def test_what_it_does_after_is_heard_and_marked(alice: Person, agent: Agent, key: str) -> None:
    stop(alice, agent)
    post(key, ACTIONS, "/api/v1/actions")
    span = {"traceId": "0" * 31 + "1", "spanId": "0" * 15 + "1", "name": "execute_tool envoyer", "startTimeUnixNano": "1763629920000000000"}
    attributes = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "envoyer"}
    span |= {"endTimeUnixNano": "1763629921000000000"}
    span |= {"attributes": [{"key": name, "value": {"stringValue": value}} for name, value in attributes.items()]}
    assert post(key, {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}, "/v1/traces").status_code == 200
    assert "isError" in post(key, MCP | {"params": MCP["params"] | {"arguments": _other()}}, "/mcp").json()["result"]
    with scope(alice.company):
        marked = list(Action.objects.of(alice.company).values_list("tool", "is_after_stop"))
    assert sorted(marked) == [("envoyer", True), ("gmail.send", True), ("slack.post", True)]


def _other() -> dict[str, Any]:
    return {"actions": [{"id": "b", "occurred_at": "2026-11-20T09:13:00Z", "tool": "slack.post"}], "step": "s"}


def test_only_its_own_company_sees_who_heard(alice: Person, driss: Person, agent: Agent, key: str) -> None:
    stop(alice, agent)
    post(key, {}, "/api/v1/heartbeat")
    assert len(hearings(alice)) == 1
    assert hearings(driss) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_on_disk", [False, True], ids=["recorded", "on disk"])
def test_whoever_waits_for_an_answer_is_told_at_once(is_on_disk: bool, alice: Person, agent: Agent, key: str) -> None:
    said = post(key, {"action": ACTION}).json()

    def wait(prefer: str) -> Any:
        try:
            if not prefer:
                return get(key, f"{HERE}/{said['id']}?wait=40").json()["agent_state"]
            headers = {"authorization": f"Bearer {key}", "idempotency-key": "n-7", "prefer": prefer}
            other = ACTION | {"target": "autre"}
            return Client(headers=headers).post(HERE, json.dumps({"action": other}), content_type="application/json").json()["code"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        waits = [pool.submit(wait, prefer) for prefer in ("", "wait=40")]
        while len(waiting._bells) < 2:
            assert not any(one.done() for one in waits)
        if is_on_disk:
            who = alice.membership.pk, "Alice Martin"
            markers.write(markers.Marker(UUID(int=7), alice.company.pk, None, "", "", datetime.now(UTC), *who))
        else:
            stop(alice, agent)
        assert [one.result(timeout=30) for one in waits] == ["suspended", "agent-suspended"]
    assert len(hearings(alice)) == 1


def test_a_drill_is_heard_like_a_stop(alice: Person, agent: Agent, key: str) -> None:
    held = stop(alice, agent, is_drill=True)
    assert post(key, {"action": ACTION}).status_code == 403
    assert [one.stop_id for one in hearings(alice)] == [held]
    with scope(alice.company):
        assert Suspension.objects.of(alice.company).get().is_drill
