"""MCP by hand-written messages: ask, read, use, tell; every refusal is one the model or its program can read."""

from typing import Any

import pytest
from django.test import Client

from accounts.boundary import scope
from api.actions import keys
from api.enums import Scope
from inventory.models import Agent
from tests.api.test_approvals import ACTION, agent, answer, key, small  # noqa: F401
from tests.cast import AT, Person


def send(key: str, message: Any, **headers: str) -> Any:  # noqa: F811
    client = Client(headers={"authorization": f"Bearer {key}", **headers})
    return client.post("/mcp", message, content_type="application/json")


def rpc(key: str, method: str, params: Any = None, **more: Any) -> Any:  # noqa: F811
    said = send(key, {"jsonrpc": "2.0", "id": 7, "method": method, "params": params or {}} | more)
    assert said.status_code == 200
    assert said.json()["id"] == 7
    return said.json()


def tool(key: str, name: str, **given: Any) -> tuple[bool, dict[str, Any]]:  # noqa: F811
    result = rpc(key, "tools/call", {"name": name, "arguments": given})["result"]
    return result["isError"], result["structuredContent"]


def test_the_first_words(key: str) -> None:  # noqa: F811
    hello = rpc(key, "initialize", {"protocolVersion": "2025-06-18", "capabilities": {}})["result"]
    assert (hello["protocolVersion"], hello["serverInfo"]["name"]) == ("2025-06-18", "garde-fou")
    assert rpc(key, "initialize", {"protocolVersion": "1999"})["result"]["protocolVersion"] == "2025-11-25"
    assert rpc(key, "ping")["result"] == {}
    assert send(key, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    names = [one["name"] for one in rpc(key, "tools/list")["result"]["tools"]]
    assert names == ["demander_un_accord", "lire_une_reponse", "utiliser_un_accord", "dire_ce_qui_est_fait"]


def test_asked_read_used_once(alice: Person, key: str) -> None:  # noqa: F811
    is_error, asked = tool(key, "demander_un_accord", action=ACTION, step="F-2026-1187")
    assert (is_error, asked["state"]) == (False, "pending")
    assert tool(key, "demander_un_accord", action=ACTION, step="F-2026-1187")[1]["id"] == asked["id"]
    assert tool(key, "utiliser_un_accord", id=asked["id"], action=ACTION)[1]["code"] == "not-approved"
    answer(alice, asked["id"])
    assert tool(key, "lire_une_reponse", id=asked["id"])[1]["state"] == "approved"
    other = small()["action"]
    assert tool(key, "utiliser_un_accord", id=asked["id"], action=other)[1]["code"] == "action-changed"
    assert tool(key, "utiliser_un_accord", id=asked["id"], action=ACTION)[0] is False
    assert tool(key, "utiliser_un_accord", id=asked["id"], action=ACTION) == (True, {
        "code": "already-consumed", "title": "Cet accord a déjà servi.", "detail": ""})  # fmt: skip


def test_what_was_done_is_told_once(key: str) -> None:  # noqa: F811
    done = {"occurred_at": "2026-11-20T09:12:00Z", "tool": "gmail.send"}
    assert tool(key, "dire_ce_qui_est_fait", actions=[done], step="a")[1]["accepted"] == 1
    assert tool(key, "dire_ce_qui_est_fait", actions=[done], step="a")[1]["repeated"] == 1


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("demander_un_accord", {"action": {"type": "payment"}}),
        ("demander_un_accord", {"action": {"type": "achat"}, "step": "x"}),
        ("demander_un_accord", {"action": {"type": "payment", "parameters": {"x": 1.5}}, "step": "x"}),
        ("demander_un_accord", {"action": {"type": "payment"}, "step": "x", "plus": 1}),
        ("lire_une_reponse", {"id": "x"}),
        ("lire_une_reponse", []),
    ],
)
def test_bad_arguments_are_told_to_the_model(key: str, name: str, given: Any) -> None:  # noqa: F811
    result = rpc(key, "tools/call", {"name": name, "arguments": given})["result"]
    assert (result["isError"], result["structuredContent"]["code"]) == (True, "invalid-request") if given else True


def test_another_agent_s_demand_does_not_exist(driss: Person, key: str) -> None:  # noqa: F811
    from tests.register import rows

    _, asked = tool(key, "demander_un_accord", action=ACTION, step="x")
    with scope(driss.company):
        stranger = keys.make(rows.agent(driss.company, "Ailleurs", AT), list(Scope), by=driss.membership, at=AT)
    assert tool(stranger, "lire_une_reponse", id=asked["id"])[1]["code"] == "not-found"


def test_a_key_that_may_only_tell_asks_nothing(alice: Person, agent: Agent) -> None:  # noqa: F811
    with scope(alice.company):
        narrow = keys.make(agent, [Scope.ACTIONS], by=alice.membership, at=AT)
    assert tool(narrow, "demander_un_accord", action=ACTION, step="x")[1]["code"] == "wrong-scope"


def test_messages_that_are_none(key: str) -> None:  # noqa: F811
    assert rpc(key, "resources/list")["error"]["code"] == -32601
    assert rpc(key, "tools/call", {"name": "virer"})["error"]["code"] == -32602
    assert rpc(key, "ping", [1])["error"]["code"] == -32602
    for body, code in (("{", -32700), ("[]", -32600), ('{"jsonrpc": "2.0"}', -32600), ('{"a": 1, "a": 2}', -32700)):
        said = Client(headers={"authorization": f"Bearer {key}"}).post("/mcp", body, content_type="application/json")
        assert (said.status_code, said.json()["error"]["code"]) == (400, code)


def test_who_comes_without_a_key_or_from_a_browser(key: str) -> None:  # noqa: F811
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert send("gf_wrong", ping).status_code == 401
    assert send("gf_wrong", ping | {"method": "tools/call", "params": {"name": "virer"}}).status_code == 401
    assert send(key, ping, origin="https://ailleurs.example").status_code == 403
    assert send(key, ping, **{"mcp-protocol-version": "1999"}).status_code == 400
    assert Client(headers={"authorization": f"Bearer {key}"}).get("/mcp").status_code == 405
    assert Client().get("/mcpx").status_code != 405
