"""OpenTelemetry requests, protobuf or JSON, as the same few plain values. Only the attributes named here are ever read: the rest,
prompts and contents of messages first of all, is dropped on arrival. Pure.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from journal.sources import large_json
from journal.sources.counted import MOST_NESTED
from journal.sources.large_protobuf import Shape, Walk
from journal.sources.packed import Broken, Sent, TooLarge, TooMany
from lib.json_parts import WINDOW
from lib.json_parts import TooMany as TooManyPieces

DEPTH = 12
SMALL = WINDOW  # bytes; what is larger is read through a window
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


class Signal(NamedTuple):
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


@dataclass(frozen=True)
class Kind:
    """What differs between traces and logs: their levels in JSON, and their shape in protobuf."""

    levels: tuple[str, str, str]
    shape: Callable[[], Shape]
    signal: Callable[[Any, dict[str, Any]], Signal]


def signals(sent: Sent, kind: Kind, *, is_json: bool, is_action: Callable[[Signal], bool], most: int) -> list[Signal]:
    """Raises Broken, TooLarge; TooMany when more than `most` of them are surely actions.

    What is large is gone through twice: nothing of it is kept before all of it is known to be sound."""
    size = sent.measured(holders=MOST_NESTED if is_json else None)
    if size > SMALL:
        found = 0
        for one in _through(sent, kind, size, is_json=is_json):
            found += isinstance(one, Signal) and is_action(one)
            if found > most:
                raise TooMany
    return _with_services(_through(sent, kind, size, is_json=is_json))


def _with_services(through: Iterable[Signal | str]) -> list[Signal]:
    """What names a resource may come after its spans."""
    done, waiting = list[Signal](), list[Signal]()
    for one in through:
        if isinstance(one, Signal):
            waiting.append(one)
        else:
            done += [signal._replace(service=one) for signal in waiting] if one else waiting
            waiting = []
    return done


def _through(sent: Sent, kind: Kind, size: int, *, is_json: bool) -> Iterator[Signal | str]:
    """Each signal, and after those of a resource the service that it names."""
    if is_json:
        with _sound():
            for told, is_signal in _told(sent, kind, size):
                yield _signal(told) if is_signal else str(_plain_json(told.get("attributes")).get("service.name", ""))
        return
    for one, attributes in Walk(sent.parts(), kind.shape(), ATTRIBUTES.__contains__, WINDOW).signals(size):
        plain = {name: _value(value, DEPTH) for name, value in attributes.items()}
        yield str(plain.get("service.name", "")) if one is None else kind.signal(one, plain)


def _told(sent: Sent, kind: Kind, size: int) -> Iterator[tuple[dict[str, Any], bool]]:
    """(a span, True), and after those of one resource (the resource, False)."""
    if size > SMALL:
        yield from large_json.walk(sent.parts(), kind.levels, ATTRIBUTES.__contains__, WINDOW)
        return
    told = json.loads(sent.whole())
    if not isinstance(told, dict):
        raise TypeError
    resources, scopes, signals = kind.levels
    for resource in told.get(resources) or ():
        for scope in resource.get(scopes) or ():
            yield from ((one, True) for one in scope.get(signals) or ())
        yield resource.get("resource") or {}, False


@contextmanager
def _sound() -> Iterator[None]:
    """Raises Broken."""
    try:
        yield
    except (Broken, TooLarge):
        raise
    except TooManyPieces as error:
        raise TooLarge from error
    except RecursionError as error:
        raise Broken("trop de niveaux imbriqués") from error
    except WRONG as error:
        raise Broken("le JSON n’est pas celui d’OpenTelemetry") from error


def _trace_shape() -> Shape:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.resource.v1.resource_pb2 import Resource
    from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

    return Shape((ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span), 9, Resource, KeyValue, AnyValue)


def _log_shape() -> Shape:
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs, ScopeLogs
    from opentelemetry.proto.resource.v1.resource_pb2 import Resource

    return Shape((ExportLogsServiceRequest, ResourceLogs, ScopeLogs, LogRecord), 6, Resource, KeyValue, AnyValue)


def _span(one: Any, attributes: dict[str, Any]) -> Signal:
    at = one.end_time_unix_nano or one.start_time_unix_nano
    ids, is_sampled = (one.trace_id, one.span_id, one.parent_span_id), _is_sampled(one.trace_state, attributes)
    return Signal(*ids, one.name, at, one.status.code in ERROR, attributes, "", is_sampled)


def _line(one: Any, attributes: dict[str, Any]) -> Signal:
    name = one.event_name or one.body.string_value[:200]
    return Signal(one.trace_id, one.span_id, b"", name, one.time_unix_nano or one.observed_time_unix_nano, False, attributes, "")


TRACES = Kind(("resourceSpans", "scopeSpans", "spans"), _trace_shape, _span)
LOGS = Kind(("resourceLogs", "scopeLogs", "logRecords"), _log_shape, _line)


def _value(value: Any, left: int) -> Any:
    kind = value.WhichOneof("value")
    if kind == "kvlist_value":
        return {one.key: _value(one.value, left - 1) for one in value.kvlist_value.values} if left else None
    if kind == "array_value":
        return [_value(one, left - 1) for one in value.array_value.values] if left else None
    return getattr(value, kind) if kind in ("string_value", "int_value", "double_value", "bool_value") else None


def _signal(one: dict[str, Any]) -> Signal:
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
    return Signal(*ids, str(name), at, is_error, attributes, "", is_sampled)


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
