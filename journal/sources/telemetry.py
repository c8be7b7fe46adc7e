"""OpenTelemetry requests, protobuf or JSON, as the same few plain values. Only the attributes named here are ever read: the rest,
prompts and contents of messages first of all, is dropped on arrival. Pure.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from journal.sources.counted import check_json, check_protobuf
from journal.sources.packed import Broken

DEPTH = 12
ATTRIBUTES = frozenset(
    {
        *("gen_ai.operation.name", "openinference.span.kind", "traceloop.span.kind"),
        *("gen_ai.tool.name", "tool.name", "traceloop.entity.name", "openclaw.toolName", "openclaw.tool.name", "tool_name"),
        *("gen_ai.agent.name", "agent.name", "traceloop.workflow.name", "service.name"),
        *("gen_ai.tool.call.arguments", "input.value", "traceloop.entity.input", "tool_input", "tool_parameters", "arguments"),
        *("gen_ai.task.status", "openclaw.outcome", "openclaw.exec.outcome", "openclaw.delivery.outcome", "openclaw.status"),
        *("sampler.type", "SampleRate"),
        *("openclaw.channel", "event.name", "success", "decision", "session.id", "conversation.id", "call_id", "tool_use_id"),
    }
)
HEX = re.compile(r"[0-9a-fA-F]*")
# W3C trace state, member `ot` of OpenTelemetry: a threshold above zero, or the older power of two.
SAMPLED = re.compile(r"(?:^|,)\s*ot=(?:[^,]*;)?(?:th:0*[1-9a-f]|p:(?!0\b|63\b)\d)")
ERROR = (2, "2", "STATUS_CODE_ERROR")  # opentelemetry.proto.trace.v1.Status.StatusCode
WRONG = (KeyError, TypeError, AttributeError, ValueError, OverflowError)


@dataclass(frozen=True)
class Signal:
    """A span, or a line of a log (`name`: its event). Times in nanoseconds since 1970."""

    trace: bytes
    span: bytes
    parent: bytes
    name: str
    at: int
    is_error: bool
    attributes: dict[str, Any]
    service: str
    is_sampled: bool = False


def spans(data: bytes, *, is_json: bool) -> list[Signal]:
    """Of an ExportTraceServiceRequest. Raises Broken, TooLarge."""
    return _from_json(data, "resourceSpans", "scopeSpans", "spans") if is_json else _spans_of_protobuf(data)


def logs(data: bytes, *, is_json: bool) -> list[Signal]:
    """Of an ExportLogsServiceRequest. Raises Broken, TooLarge."""
    return _from_json(data, "resourceLogs", "scopeLogs", "logRecords") if is_json else _logs_of_protobuf(data)


def _spans_of_protobuf(data: bytes) -> list[Signal]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    request, read = _parsed(ExportTraceServiceRequest(), data), []
    for resource in request.resource_spans:
        service = str(_plain(resource.resource.attributes).get("service.name", ""))
        for one in (span for scope in resource.scope_spans for span in scope.spans):
            at = one.end_time_unix_nano or one.start_time_unix_nano
            ids = one.trace_id, one.span_id, one.parent_span_id
            attributes = _plain(one.attributes)
            is_sampled = _is_sampled(one.trace_state, attributes)
            read.append(Signal(*ids, one.name, at, one.status.code in ERROR, attributes, service, is_sampled))
    return read


def _logs_of_protobuf(data: bytes) -> list[Signal]:
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

    request, read = _parsed(ExportLogsServiceRequest(), data), []
    for resource in request.resource_logs:
        service = str(_plain(resource.resource.attributes).get("service.name", ""))
        for one in (line for scope in resource.scope_logs for line in scope.log_records):
            name = one.event_name or one.body.string_value[:200]
            at = one.time_unix_nano or one.observed_time_unix_nano
            read.append(Signal(one.trace_id, one.span_id, b"", name, at, False, _plain(one.attributes), service))
    return read


def _parsed(request: Any, data: bytes) -> Any:
    from google.protobuf.message import DecodeError

    check_protobuf(data)
    try:
        request.ParseFromString(data)
    except DecodeError as error:
        raise Broken("le protobuf est illisible") from error
    return request


def _plain(attributes: Iterable[Any]) -> dict[str, Any]:
    return {one.key: _value(one.value, DEPTH) for one in attributes if one.key in ATTRIBUTES}


def _value(value: Any, left: int) -> Any:
    kind = value.WhichOneof("value")
    if kind == "kvlist_value":
        return {one.key: _value(one.value, left - 1) for one in value.kvlist_value.values} if left else None
    if kind == "array_value":
        return [_value(one, left - 1) for one in value.array_value.values] if left else None
    return getattr(value, kind) if kind in ("string_value", "int_value", "double_value", "bool_value") else None


def _from_json(data: bytes, *levels: str) -> list[Signal]:
    check_json(data)
    try:
        told = json.loads(data)
        if not isinstance(told, dict):
            raise TypeError
        return [_signal(one, service) for one, service in _walk(told, *levels)]
    except RecursionError as error:
        raise Broken("trop de niveaux imbriqués") from error
    except WRONG as error:
        raise Broken("le JSON n’est pas celui d’OpenTelemetry") from error


def _walk(told: dict[str, Any], resources: str, scopes: str, signals: str) -> Iterator[tuple[dict[str, Any], str]]:
    for resource in told.get(resources) or ():
        service = str(_plain_json((resource.get("resource") or {}).get("attributes")).get("service.name", ""))
        for scope in resource.get(scopes) or ():
            for one in scope.get(signals) or ():
                yield one, service


def _signal(one: dict[str, Any], service: str) -> Signal:
    body = one.get("body") or {}
    name = one.get("name") or one.get("eventName") or body.get("stringValue") or ""
    at = next(
        (
            int(one[key])
            for key in ("endTimeUnixNano", "startTimeUnixNano", "timeUnixNano", "observedTimeUnixNano")
            if int(one.get(key) or 0)
        ),
        0,
    )
    ids = _id(one.get("traceId"), 16), _id(one.get("spanId"), 8), _id(one.get("parentSpanId"), 8)
    is_error, attributes = (one.get("status") or {}).get("code") in ERROR, _plain_json(one.get("attributes"))
    is_sampled = _is_sampled(str(one.get("traceState") or ""), attributes)
    return Signal(*ids, str(name), at, is_error, attributes, service, is_sampled)


def _is_sampled(state: str, attributes: dict[str, Any]) -> bool:
    """Does the program say that it sends only a part? OpenTelemetry in the trace's state, Jaeger and Honeycomb in attributes."""
    rate = attributes.get("SampleRate")
    by_rate = isinstance(rate, int | float) and not isinstance(rate, bool) and rate > 1
    return by_rate or attributes.get("sampler.type", "const") != "const" or bool(SAMPLED.search(state[:512]))


def _id(text: str | None, size: int) -> bytes:
    """Hexadecimal as OTLP says, or base64 as plain protobuf JSON would."""
    if not text:
        return b""
    if len(text) == 2 * size and HEX.fullmatch(text):
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no id") from error


def _plain_json(attributes: Any) -> dict[str, Any]:
    return {one["key"]: _json_value(one.get("value") or {}, DEPTH) for one in attributes or () if one["key"] in ATTRIBUTES}


def _json_value(value: dict[str, Any], left: int) -> Any:
    for kind, make in (("stringValue", str), ("intValue", int), ("doubleValue", float), ("boolValue", bool)):
        if kind in value:
            return make(value[kind])
    if "kvlistValue" in value and left:
        return {one["key"]: _json_value(one.get("value") or {}, left - 1) for one in value["kvlistValue"].get("values") or ()}
    if "arrayValue" in value and left:
        return [_json_value(one or {}, left - 1) for one in value["arrayValue"].get("values") or ()]
    return None
