"""What an instrumented agent exports to /v1/…: kept once, answered in its own language, refused in a way that exporters understand."""

import errno
import gzip
import tempfile
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.boundary import scope
from api.actions import keys
from api.enums import Scope
from api.v1 import telemetry
from approvals.models import Suspension
from inventory.enums import Environment
from inventory.models import Agent
from journal.models import Action
from tests.api.test_actions import agent, key  # noqa: F401 (fixtures)
from tests.cast import Person
from tests.journal.sources.shapes import NOW, TRACE, encoded, logs, protobuf, tool, traces

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
PROTOBUF, JSON = telemetry.PROTOBUF, telemetry.JSON
ONE = traces(tool(arguments='{"client": "Durand SARL", "montant_eur": 12500}'))


def send(key: str, body: bytes, kind: str = PROTOBUF, address: str = "/v1/traces", **headers: str) -> Any:  # noqa: F811
    return Client(headers={"authorization": f"Bearer {key}", **headers}).post(address, body, content_type=kind)


def kept(person: Person) -> list[Action]:
    with scope(person.company):
        return list(Action.objects.of(person.company).order_by("seq"))


@pytest.mark.parametrize("kind", [PROTOBUF, JSON])
def test_traces_are_kept_once_in_either_dress(alice: Person, key: str, kind: str) -> None:  # noqa: F811
    body = protobuf(ONE) if kind == PROTOBUF else encoded(ONE)
    answers = [send(key, body, kind), send(key, gzip.compress(body), kind, **{"content-encoding": "gzip"}), send(key, encoded(ONE), JSON)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert (answers[0].headers["Content-Type"], answers[0].content) == (kind, b"" if kind == PROTOBUF else b"{}")
    assert answers[0].headers["Gardefou-Agent-State"] == "active"
    (line,) = kept(alice)
    assert (line.tool, line.type, line.amount_cents, line.get_source_display()) == (
        "envoyer_devis",
        "quote",
        1_250_000,
        "Traces OpenTelemetry",
    )


def test_logs_are_kept_and_metrics_are_dropped(alice: Person, key: str) -> None:  # noqa: F811
    said = logs({"body": "claude_code.tool_result", "tool_name": "Bash", "tool_use_id": "t", "success": "true"})
    assert send(key, protobuf(said), address="/v1/logs").status_code == 200
    assert send(key, b"\xff\xff", address="/v1/metrics").status_code == 200
    assert send(key, b"nonsense", JSON, address="/v1/metrics").content == b"{}"
    assert [line.get_source_display() for line in kept(alice)] == ["Journaux OpenTelemetry"]


def test_more_than_a_batch_goes_in_one_transaction(alice: Person, key: str) -> None:  # noqa: F811
    many = traces(*[tool(ids=(TRACE, f"{number:016x}", "")) for number in range(1, 1203)])
    assert send(key, gzip.compress(protobuf(many)), **{"content-encoding": "gzip"}).status_code == 200
    assert len(kept(alice)) == 1202


def test_what_is_refused_is_counted_and_the_rest_is_kept(alice: Person, key: str) -> None:  # noqa: F811
    told = traces(tool(), tool(ids=("", "", "")), tool(at=NOW + 10**18, ids=(TRACE, "1" * 16, "")))
    partial = send(key, encoded(told), JSON).json()["partialSuccess"]
    assert partial["rejectedSpans"] == "2"
    assert "futur" in partial["errorMessage"]
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

    assert ExportTraceServiceResponse.FromString(send(key, protobuf(told)).content).partial_success.rejected_spans == 2
    assert len(kept(alice)) == 1


@pytest.mark.parametrize("kind", [PROTOBUF, JSON])
def test_a_clock_that_was_never_set_is_refused_and_the_rest_is_kept(alice: Person, key: str, kind: str) -> None:  # noqa: F811
    told = traces(tool(), tool(at=10**9, ids=(TRACE, "1" * 16, "")))
    answer = send(key, protobuf(told) if kind == PROTOBUF else encoded(told), kind)
    assert (answer.status_code, len(kept(alice))) == (200, 1)


def status(content: bytes) -> str:
    """The message of a google.rpc.Status."""
    from google.protobuf.internal.decoder import _DecodeVarint  # type: ignore[attr-defined]

    assert content[:1] == b"\x12"
    size, start = _DecodeVarint(content, 1)
    assert len(content) == start + size
    return content[start:].decode()


@pytest.mark.parametrize(
    ("body", "kind", "headers", "code"),
    [
        (b"\xff\xff\xff", PROTOBUF, {}, 400),
        (b"{", JSON, {}, 400),
        (b"not gzip", PROTOBUF, {"content-encoding": "gzip"}, 400),
        (b"a" * (8 * 1024 * 1024 + 1), PROTOBUF, {}, 413),
        (gzip.compress(b"\0" * (33 * 1024 * 1024)), PROTOBUF, {"content-encoding": "gzip"}, 413),
        (b"", "text/plain", {}, 415),
        (b"x", PROTOBUF, {"content-encoding": "br"}, 415),
        (b"x", PROTOBUF, {"authorization": "Bearer gf_no"}, 401),
        (b"x", PROTOBUF, {"authorization": ""}, 401),
    ],
)
def test_refusals_are_what_exporters_expect(alice: Person, key: str, body: bytes, kind: str, headers: dict[str, str], code: int) -> None:  # noqa: F811
    refused = send(key, body, kind, **headers)
    assert refused.status_code == code
    assert kept(alice) == []
    if kind == JSON:
        assert refused.headers["Content-Type"] == "application/problem+json"
    elif kind == PROTOBUF and len(body) <= 8 * 1024 * 1024:
        assert refused.headers["Content-Type"] == PROTOBUF
        assert status(refused.content).split(":")[0] in ("invalid-request", "too-large", "unsupported-type", "unauthorized")


def test_looking_is_no_sending(key: str) -> None:  # noqa: F811
    assert Client(headers={"authorization": f"Bearer {key}"}).get("/v1/traces").status_code == 405


def test_a_key_without_that_right_is_refused(alice: Person, agent: Agent) -> None:  # noqa: F811
    with scope(alice.company):
        other = keys.make(agent, [Scope.READ], by=alice.membership, at=AT)
    assert send(other, b"x").status_code == 403


def test_when_all_places_are_taken_one_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch, key: str) -> None:  # noqa: F811
    monkeypatch.setattr(telemetry, "BUSY_SECONDS", 0)
    with telemetry._room:
        busy = send(key, protobuf(ONE))
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "0")
    assert send(key, protobuf(ONE)).status_code == 200


def test_who_waits_for_a_place_holds_no_connection(monkeypatch: pytest.MonkeyPatch, key: str) -> None:  # noqa: F811
    monkeypatch.setattr(telemetry, "BUSY_SECONDS", 0)
    with telemetry._room, CaptureQueriesContext(connection) as asked:
        assert send(key, protobuf(ONE)).status_code == 429
    assert not asked.captured_queries


@pytest.mark.parametrize("waiting", [{"another": telemetry.IN_LINE}, {"own": telemetry.OF_A_KEY}], ids=["of many", "of one key"])
def test_whoever_finds_a_long_line_does_not_wait(monkeypatch: pytest.MonkeyPatch, key: str, waiting: dict[str, int]) -> None:  # noqa: F811
    line = Counter({f"Bearer {key}" if who == "own" else who: many for who, many in waiting.items()})
    monkeypatch.setattr(telemetry, "_line", line)
    monkeypatch.setattr(telemetry, "BUSY_SECONDS", 3600)
    with telemetry._room:
        assert send(key, protobuf(ONE)).status_code == 429
    line.clear()
    assert send(key, protobuf(ONE)).status_code == 200
    assert not line


def test_what_takes_too_long_to_read_is_too_large(alice: Person, monkeypatch: pytest.MonkeyPatch, key: str) -> None:  # noqa: F811
    monkeypatch.setattr(telemetry, "MOST_SECONDS", -1.0)
    for body, kind in ((protobuf(ONE), PROTOBUF), (encoded(ONE), JSON)):
        assert send(key, body, kind).status_code == 413
        assert send(key, gzip.compress(body), kind, **{"content-encoding": "gzip"}).status_code == 413
    assert kept(alice) == []
    assert telemetry._room._value == 1


def test_a_place_is_free_again_before_anything_is_written(monkeypatch: pytest.MonkeyPatch, key: str) -> None:  # noqa: F811
    free = list[bool]()
    monkeypatch.setattr(
        telemetry, "report", lambda *_, **__: free.append(telemetry._room.acquire(timeout=0) and not telemetry._room.release())
    )
    assert send(key, protobuf(ONE)).status_code == 200
    assert send("wrong", protobuf(ONE)).status_code == 401
    assert (free, telemetry._room._value) == ([True], 1)


def test_a_stopped_agent_is_heard_and_told(alice: Person, agent: Agent, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    assert send(key, protobuf(ONE)).headers["Gardefou-Agent-State"] == "suspended"
    assert [line.is_after_stop for line in kept(alice)] == [True]


def test_the_environment_is_the_agents_row(alice: Person, agent: Agent, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        Agent.objects.of(alice.company).filter(pk=agent.pk).update(environment=Environment.TEST)
    send(key, protobuf(ONE))
    assert [line.is_test for line in kept(alice)] == [True]


@pytest.mark.slow
def test_too_many_actions_at_once_are_refused_whole(alice: Person, key: str) -> None:  # noqa: F811
    many = encoded(traces(*[tool(ids=(TRACE, f"{number:016x}", "")) for number in range(1, 20_002)]))
    assert send(key, gzip.compress(many, 1), JSON, **{"content-encoding": "gzip"}).status_code == 413
    assert kept(alice) == []


@pytest.mark.parametrize("refuses", ["write", "seek"])
def test_a_full_disk_asks_the_exporter_to_come_back(monkeypatch: pytest.MonkeyPatch, key: str, refuses: str) -> None:  # noqa: F811
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no room")

    kind = type("Full", (tempfile.SpooledTemporaryFile,), {refuses: full})
    monkeypatch.setattr(telemetry.tempfile, "SpooledTemporaryFile", kind)
    answer = send(key, protobuf(ONE))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(telemetry.BUSY_SECONDS))
