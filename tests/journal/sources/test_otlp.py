"""What is read of the traces and logs of instrumented agents, in protobuf and in JSON alike."""

import base64
import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from journal.enums import Outcome, Type
from journal.rules.reported import Reported
from journal.sources import otlp
from journal.sources.found import Found
from journal.sources.packed import Broken, TooLarge, unpacked
from tests.journal.sources.shapes import AGENT, MIDDLE, NOW, TOOL, TRACE, encoded, logs, protobuf, span, tool, traces

CHILD = (TRACE, TOOL, MIDDLE)


def read(told: dict[str, Any]) -> Found:
    """As JSON; protobuf must say the same."""
    of = otlp.traces if "resourceSpans" in told else otlp.logs
    seen = of(encoded(told), is_json=True)
    assert of(protobuf(told), is_json=False) == seen
    return seen


def only(told: dict[str, Any]) -> Reported:
    (one,) = read(told).reported
    return one


def test_a_tool_is_an_action_with_what_it_was_called_with() -> None:
    one = only(traces(tool(arguments='{"client": "Durand SARL", "montant_eur": 12500}')))
    assert (one.tool, one.target, one.amount_cents, one.currency, one.outcome) == (
        "envoyer_devis",
        "Durand SARL",
        1_250_000,
        "EUR",
        Outcome.DONE,
    )
    assert one.occurred_at.isoformat() == "2026-11-21T01:45:47.540000+00:00"
    assert one.summary == "Agent «\u00a0service-devis\u00a0»"


@pytest.mark.parametrize(
    "said",
    [
        {"gen_ai__operation__name": "execute_tool", "gen_ai__tool__name": "lire", "gen_ai__tool__call__arguments": {"path": "/a"}},
        {"openinference__span__kind": "TOOL", "tool__name": "lire", "input__value": "/a"},
        {"traceloop__span__kind": "tool", "traceloop__entity__name": "lire", "traceloop__entity__input": "{'path': '/a'}"},
        {"name": "openclaw.tool.execution", "openclaw__toolName": "lire", "gen_ai__tool__call__arguments": {"path": "/a"}},
    ],
)
def test_each_instrumentation_says_it_in_its_way(said: dict[str, Any]) -> None:
    one = only(traces(span(**said)))
    assert (one.tool, one.target) == ("lire", "/a")


def test_commands_and_deliveries_of_openclaw_are_actions_but_not_twice() -> None:
    assert only(traces(span("openclaw.exec"))).type == Type.COMMAND
    assert only(traces(span("openclaw.message.delivery", openclaw__channel="telegram"))).target == "telegram"
    above = span("openclaw.tool.execution", ids=(TRACE, MIDDLE, ""), openclaw__toolName="exec")
    assert [one.tool for one in read(traces(above, span("openclaw.exec", ids=CHILD))).reported] == ["exec"]


def test_the_agent_is_the_nearest_one_above() -> None:
    generic = tool(ids=CHILD, gen_ai__agent__name="OpenAI Agent")
    between = span("unknown", ids=(TRACE, MIDDLE, AGENT), gen_ai__agent__name="OpenAI Agent")
    agent = span(
        "invoke_agent Agent devis", ids=(TRACE, AGENT, ""), gen_ai__operation__name="invoke_agent", gen_ai__agent__name="Agent devis"
    )
    assert read(traces(generic, between, agent)).agents == ("Agent devis",)
    assert read(traces(generic, between)).agents == ("service-devis",)


def test_spans_that_turn_in_a_circle_are_left_at_some_point() -> None:
    circle = [
        tool(ids=CHILD),
        span("a", ids=(TRACE, MIDDLE, AGENT)),
        span("b", ids=(TRACE, AGENT, MIDDLE)),
        span("c", ids=(TRACE, "1" * 16, "1" * 16)),
    ]
    assert read(traces(*circle)).agents == ("service-devis",)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"code": 0}, Outcome.DONE),
        ({"code": 1}, Outcome.DONE),
        ({"code": 2}, Outcome.FAILED),
        ({"gen_ai__task__status": "failure"}, Outcome.FAILED),
        ({"openclaw__outcome": "blocked"}, Outcome.BLOCKED),
    ],
)
def test_unset_is_success(said: dict[str, Any], outcome: Outcome) -> None:
    assert only(traces(tool(**said))).outcome == outcome


def test_what_is_no_tool_is_no_action_and_its_prompts_are_never_read() -> None:
    prompt = {"gen_ai__operation__name": "chat", "llm__input_messages__0": "Bonjour, je suis Monsieur Durand", "input__value": "Bonjour"}
    seen = read(traces(span(**prompt)))
    assert replace(seen, threads=()) == Found()
    assert [(thread.matters, thread.links) for thread in seen.threads] == [(False, {TOOL: ("", "")})]
    spoken = tool(arguments={"body": "Cher Monsieur Durand", "to": "a@exemple.fr"}, gen_ai__tool__call__result="Cher Monsieur")
    assert "Cher" not in str(read(traces(spoken)))


def test_a_tool_without_identity_or_moment_is_refused_and_counted() -> None:
    seen = read(traces(tool(ids=("", TOOL, "")), tool(at=0), tool()))
    assert (len(seen.reported), seen.rejected, len(seen.refused)) == (1, 2, 1)


def test_the_key_is_the_place_in_the_trace() -> None:
    assert only(traces(tool(at=NOW))).key == only(traces(tool("autre"))).key != only(traces(tool(ids=(TRACE, AGENT, "")))).key


def test_ids_in_base64_are_the_same_ids() -> None:
    one = tool()
    plain = otlp.traces(encoded(traces(one)), is_json=True)
    other = {**one, **{name: base64.b64encode(bytes.fromhex(one[name])).decode() for name in ("traceId", "spanId")}}
    assert otlp.traces(encoded(traces(other)), is_json=True) == plain


def test_results_and_refusals_of_claude_code_and_codex_are_actions() -> None:
    about = {"tool_name": "Bash", "tool_use_id": "t1", "session.id": "s", "tool_input": '{"command": "touch a"}'}
    done = {"body": "claude_code.tool_result", "event.name": "tool_result", "success": "true", **about}
    failed = {**done, "success": "false", "tool_use_id": "t2"}
    yes = {"body": "claude_code.tool_decision", "decision": "accept", **about}
    no = {**yes, "decision": "reject", "tool_use_id": "t3"}
    codex = {
        "body": "x",
        "event.name": "codex.tool_result",
        "tool_name": "shell",
        "call_id": "c",
        "arguments": '{"command": "true"}',
        "success": "true",
    }
    seen = read(logs(done, failed, yes, no, codex, {"body": "claude_code.user_prompt", "prompt": "Bonjour"}))
    assert [(one.tool, one.target, one.outcome.value) for one in seen.reported] == [  # type: ignore[attr-defined]
        ("Bash", "touch a", "done"),
        ("Bash", "touch a", "failed"),
        ("Bash", "touch a", "blocked"),
        ("shell", "true", "done"),
    ]
    assert len({one.key for one in seen.reported}) == 4


@pytest.mark.parametrize("wrong", [b"", b"[]", b"null", b"{", b'{"resourceSpans": 3}', b'{"resourceSpans": [3]}', b"\xff", b"[" * 100_000])
def test_what_is_no_opentelemetry_is_refused(wrong: bytes) -> None:
    with pytest.raises(Broken):
        otlp.traces(wrong, is_json=True)


def test_a_deep_value_is_cut() -> None:
    deep: Any = "x"
    for _ in range(16):
        deep = {"a": deep}
    assert only(traces(tool(arguments={"path": deep}))).target == ""


def test_a_thousand_empty_pieces_are_not_looked_at_one_by_one() -> None:
    with pytest.raises(Broken, match="morceaux"):
        unpacked(gzip.compress(b"") * 400_000)


def test_gzip_is_unpacked_within_bounds() -> None:
    packed = gzip.compress(b"a" * 1000)
    assert unpacked(packed + gzip.compress(b"b")) == b"a" * 1000 + b"b"
    with pytest.raises(TooLarge):
        unpacked(packed, most=999)
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(b"a" * (33 * 1024 * 1024)))
    for broken in (packed[:-1], b"not gzip", packed + b"x"):
        with pytest.raises(Broken):
            unpacked(broken)


def test_a_request_keeps_its_order() -> None:
    told = traces(*[tool(f"outil{number}", ids=(TRACE, f"{number:016x}", "")) for number in range(1, 6)])
    assert [one.tool for one in read(told).reported] == [f"outil{number}" for number in range(1, 6)]
    assert json.loads(encoded(told)) == told


def test_half_a_character_and_endless_numbers_stop_nothing() -> None:
    half = tool("a\ud800b", arguments="{'id': 0x" + "f" * 9000 + ", 'path': '/a'}", ids=(TRACE, TOOL, ""))
    (one,) = otlp.traces(encoded(traces(half, service="\ud800")), is_json=True).reported
    assert (one.tool, one.target) == ("ab", "/a")
    line = {"body": "codex.tool_result", "tool_name": "shell", "call_id": "\ud800", "arguments": '{"montant_eur": ' + "9" * 4000 + "}"}
    assert len(otlp.logs(encoded(logs(line)), is_json=True).reported) == 1


def nested(inner: bytes, *tags: bytes) -> bytes:
    """Protobuf inside protobuf."""
    for tag in tags:
        size, length = len(inner), b""
        while size > 127:
            length, size = length + bytes((size & 127 | 128,)), size >> 7
        inner = tag + length + bytes((size,)) + inner
    return inner


@pytest.mark.parametrize("inner", [b"\x12\x00" * 1_000_001, nested(b"\x4a\x00" * 1_000_001, b"\x12")])
def test_what_would_cost_a_hundred_times_its_size_is_refused_unread(inner: bytes) -> None:
    with pytest.raises(TooLarge):
        otlp.traces(nested(inner, b"\x12", b"\x0a"), is_json=False)
    with pytest.raises(TooLarge):
        otlp.traces(b'{"resourceSpans": [' + b"{}," * 1_000_001 + b"{}]}", is_json=True)


@pytest.mark.parametrize("wrong", [b"\x0a", b"\x0a\x05ab", b"\xff" * 20, b"\x0b\x0c", b"\x09ab", b"\x0a\x02\x12\x09"])
def test_broken_protobuf_is_refused(wrong: bytes) -> None:
    with pytest.raises(Broken):
        otlp.traces(wrong, is_json=False)
