"""Large requests of instrumented agents: read through a window, with the same actions found; what is unsound is never held."""

import gzip
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest

from journal.sources import otlp, telemetry
from journal.sources.packed import Broken, Sent, TooLarge, TooMany
from tests.journal.sources.shapes import TRACE, attributes, encoded, logs, protobuf, span, tool, traces

MIB = 1024 * 1024
MOST_MIB = 24  # more, whatever is sent
WINDOW = 700


@pytest.fixture
def through_a_window(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on, everything counts as large."""

    def narrow() -> None:
        monkeypatch.setattr(telemetry, "SMALL", 0)
        monkeypatch.setattr(telemetry, "WINDOW", WINDOW)

    return narrow


def a_request(seed: int) -> dict[str, Any]:
    """Some agents and tools, with events that take more than a window."""
    chance = random.Random(seed)  # noqa: S311
    spans = []
    for number in range(1, chance.randrange(2, 9)):
        ids = (TRACE, f"{number:016x}", chance.choice(("", f"{chance.randrange(1, 9):016x}")))
        one = chance.choice((tool(f"outil{number}", ids=ids), span("invoke_agent a", gen_ai__operation__name="invoke_agent", ids=ids)))
        if chance.random() < 0.5:
            event = {"name": "prompt", "attributes": attributes({"gen_ai.prompt": "é" * chance.randrange(1200)})}
            one = {"events": [event] * chance.randrange(3), **one}
        if chance.random() < 0.3:
            one["attributes"] = attributes({"gen_ai.input.messages": ["x" * 400] * 4}) + one["attributes"]
        spans.append(one)
    half = len(spans) // 2
    told = traces(*spans[:half], service="un")
    told["resourceSpans"] += traces(*spans[half:], service="deux")["resourceSpans"]
    return told


@pytest.mark.parametrize("seed", range(40))
def test_the_same_actions_are_found_through_a_window(seed: int, through_a_window: Callable[[], None]) -> None:
    told = a_request(seed)
    whole = otlp.traces(encoded(told), is_json=True)
    through_a_window()
    assert otlp.traces(encoded(told), is_json=True) == whole
    assert otlp.traces(protobuf(told), is_json=False) == whole


def test_the_same_lines_are_found_through_a_window(through_a_window: Callable[[], None]) -> None:
    lines = [{"body": "codex.tool_result", "tool_name": "shell", "call_id": str(number), "arguments": "{}"} for number in range(20)]
    told = logs(*lines, {"body": "autre", "long": "x" * 3000})
    whole = otlp.logs(encoded(told), is_json=True)
    through_a_window()
    assert len(whole.reported) == 20
    assert otlp.logs(encoded(told), is_json=True) == otlp.logs(protobuf(told), is_json=False) == whole


def test_a_resource_may_be_named_after_its_spans(through_a_window: Callable[[], None]) -> None:
    told = traces(tool())
    whole = otlp.traces(encoded(told), is_json=True)
    through_a_window()
    told["resourceSpans"] = [dict(reversed(one.items())) for one in told["resourceSpans"]]
    assert otlp.traces(encoded(told), is_json=True) == whole


def test_long_arguments_still_say_what_they_act_on() -> None:
    given = {"path": "/a", "content": "x" * 600_000, "montant_eur": 12}
    for told in (traces(tool(arguments=given)), traces(tool(arguments=given, gen_ai__output__messages=["é" * 100_000] * 9))):
        for seen in (otlp.traces(encoded(told), is_json=True), otlp.traces(protobuf(told), is_json=False)):
            (one,) = seen.reported
            assert (one.target, one.amount_cents) == ("/a", 1200)


@pytest.mark.parametrize("wrong", [b"", b"[]", b"null", b"{", b'{"resourceSpans": 3}', b'{"resourceSpans": [3]}', b"\xff", b"[" * 9000])
def test_what_is_no_opentelemetry_is_refused(wrong: bytes, through_a_window: Callable[[], None]) -> None:
    through_a_window()
    with pytest.raises(Broken):
        otlp.traces(wrong, is_json=True)


def many(how_many: int, *, is_json: bool) -> bytes:
    """Tools called, each with its own number, as large as they may be."""
    arguments = json.dumps({"client": "Durand SARL", "objet": "x" * 950})
    inside = {"resourceSpans": [{"resource": {}, "scopeSpans": [{"spans": []}]}]}
    start, end = json.dumps(inside).split("[]")
    spans = [json.dumps(tool(arguments=arguments, ids=(TRACE, f"{number:016x}", ""))) for number in range(1, how_many + 1)]
    if is_json:
        return f"{start}[{','.join(spans)}]{end}".encode()
    return b"".join(protobuf(traces(*map(json.loads, spans[at : at + 1000]))) for at in range(0, how_many, 1000))


@pytest.mark.slow
@pytest.mark.parametrize("is_json", [True, False])
def test_the_largest_request_that_may_come_is_read(is_json: bool) -> None:
    data = many(20_000, is_json=is_json)
    assert 20 * MIB < len(data) < 32 * MIB
    packed = Sent(BytesIO(gzip.compress(data, 1)), is_packed=True)
    assert len(otlp.traces(packed, is_json=is_json).reported) == 20_000


@pytest.mark.slow
def test_more_actions_are_refused_before_they_are_held() -> None:
    packed = Sent(BytesIO(gzip.compress(many(20_001, is_json=True), 1)), is_packed=True)
    with at_most(MOST_MIB), pytest.raises(TooMany):
        otlp.traces(packed, is_json=True)


@contextmanager
def at_most(mib: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mib * MIB
    finally:
        tracemalloc.stop()


def in_spans(inner: bytes, end: bytes = b"]}]}]}") -> bytes:
    return b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + inner + end


def within(inner: bytes, *tags: bytes) -> bytes:
    """Protobuf inside protobuf."""
    for tag in tags:
        size, length = len(inner), b""
        while size > 127:
            length, size = length + bytes((size & 127 | 128,)), size >> 7
        inner = tag + length + bytes((size,)) + inner
    return inner


SPAN, WAY = b"\x12", (b"\x12", b"\x0a")
BAD = b"\x0d"  # a number of four bytes, without them
JSON_BOMBS = {
    "a text without an end": b'{"resourceSpans":"' + b"x" * (8 * MIB),
    "nothing at all": b" " * (8 * MIB),
    "numbers": b'{"resourceSpans":[' + b"1.5," * (2 * MIB) + b"1]}",
    "fields": b"{" + b",".join(b'"k%d":1' % number for number in range(30_000)) + b"}x",
    "objects": b'{"resourceSpans":[' + b"{}," * 40_000 + b"3]}",
    "spans, then nonsense": in_spans(b'{"name":"x","attributes":[]},' * 40_000, b'{"x":}]}]}]}'),
    "attributes, then nonsense": in_spans(b'{"attributes":[' + b'{"key":"input.value","value":{}},' * 40_000, b"3]}]}]}]}"),
    "lists in a span": in_spans(b'{"attributes":[{"key":"input.value","value":{"arrayValue":[' + b"[]," * 90_000, b"]}}]}]}]}]}"),
}
PROTOBUF_BOMBS = {
    "zeros": b"\0" * (8 * MIB),
    "spans, then nonsense": within(b"\x12\x00" * 20_000 + b"\x12\x01" + BAD, *WAY),
    "values, then nonsense": within(within(within(b"\x0a\x00" * 160_000, b"\x2a", b"\x12"), b"\x4a") + BAD, SPAN, *WAY),
    "events, then nonsense": within(b"\x5a\x00" * 60_000 + BAD, SPAN, *WAY),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", JSON_BOMBS)
def test_unsound_json_is_refused_without_being_held(name: str) -> None:
    packed = Sent(BytesIO(gzip.compress(JSON_BOMBS[name], 1)), is_packed=True)
    with at_most(MOST_MIB), pytest.raises((Broken, TooLarge)):
        otlp.traces(packed, is_json=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROTOBUF_BOMBS)
def test_unsound_protobuf_is_refused_without_being_held(name: str) -> None:
    packed = Sent(BytesIO(gzip.compress(PROTOBUF_BOMBS[name], 1)), is_packed=True)
    with at_most(MOST_MIB), pytest.raises((Broken, TooLarge)):
        otlp.traces(packed, is_json=False)
