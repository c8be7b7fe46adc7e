"""`POST /v1/traces`, `/v1/logs`, `/v1/metrics`: what instrumented agents export (OTLP/HTTP 1.x). Metrics are accepted and dropped.

Heard even from a stopped agent. The body is read before anybody waits for the database, a large one to a file that nobody sees: only a few
are unpacked at once, through a window, the others are asked to come back.
"""

import json
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from time import thread_time
from typing import IO

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError

from alerts.waking import watch_soon
from api.auth import CallerRequest, with_key
from api.enums import Scope
from api.errors import Problem, answer
from api.front import TELEMETRY_BYTES
from api.v1.states import state_of
from inventory.enums import Environment
from journal.actions.intake import report
from journal.actions.late_names import join
from journal.enums import Source
from journal.rules.reported import InTheFuture, Reported, TooOld, check_moment
from journal.sources import otlp
from journal.sources.found import Found
from journal.sources.otlp import MOST_ACTIONS
from journal.sources.packed import Broken, Sent, TooLarge, TooMany

PROTOBUF, JSON = "application/x-protobuf", "application/json"
AT_ONCE = 1  # of a web process, unpacked and read: twenty thousand actions take their room
BATCH = 500
BUSY_SECONDS = 2
ODD_DATE = "Une action datée du futur, ou d’avant l’an 2000, n’est pas gardée."
MOST_SECONDS = 5.0  # of a processor, to read one: others wait for their turn, and the largest real one takes a fifth
IN_LINE, OF_A_KEY = 32, 8  # wait for that place at most: the other threads answer pages, and one key leaves room for others
_room, _door_of_line, _line = threading.BoundedSemaphore(AT_ONCE), threading.Lock(), Counter[str]()
HELD = 256 * 1024  # bytes of a body in memory, while others are read
PART = 64 * 1024
View = Callable[[CallerRequest, IO[bytes]], HttpResponse]


@dataclass(frozen=True)
class _Signal:
    """What differs between traces and logs. `rejected`: the field of JSON that counts what was refused."""

    source: Source
    read: Callable[..., Found]
    rejected: str


TRACES = _Signal(Source.TRACES, otlp.traces, "rejectedSpans")
LOGS = _Signal(Source.LOGS, otlp.logs, "rejectedLogRecords")


def _door(view: View) -> Callable[[CallerRequest], HttpResponse]:
    """Refusals are in the caller's own language: protobuf to whoever speaks it."""

    @wraps(view)
    def opened(request: CallerRequest) -> HttpResponse:
        try:
            if request.method != "POST":
                raise Problem("method-not-allowed")
            with tempfile.SpooledTemporaryFile(HELD) as body:
                _receive(request, body)
                return view(request, body)
        except Problem as problem:
            return _refusal(request, problem)

    return opened


@_door
def traces(request: CallerRequest, body: IO[bytes]) -> HttpResponse:
    return _in_turn(request, body, TRACES)


@_door
def logs(request: CallerRequest, body: IO[bytes]) -> HttpResponse:
    return _in_turn(request, body, LOGS)


@_door
def metrics(request: CallerRequest, _: IO[bytes]) -> HttpResponse:
    return _dropped(request)


@with_key(Scope.ACTIONS)
def _dropped(request: CallerRequest) -> HttpResponse:
    return _reply(request, b"" if request.content_type == PROTOBUF else b"{}")


def _in_turn(request: CallerRequest, body: IO[bytes], signal: _Signal) -> HttpResponse:
    """Who waits for a place holds no connection: many large requests would keep all of them from whoever answers or stops."""
    with _a_place(request.headers["Authorization"]) as place:
        return _heard(request, body, signal, place)


@with_key(Scope.ACTIONS)
def _heard(request: CallerRequest, body: IO[bytes], signal: _Signal, place: ExitStack) -> HttpResponse:
    """All of it is kept, or nothing. The place is free again before anything is written."""
    seen = _read(request, body, signal)
    place.close()
    told, late = _dated(seen.reported, request)
    agent = request.caller.agent
    is_test, stopped = agent.environment == Environment.TEST, state_of(agent) == "suspended"
    for start in range(0, len(told), BATCH):
        batch = [one._replace(is_test=is_test) for one in told[start : start + BATCH]]
        report(agent, batch, signal.source, is_after_stop=stopped)
    join(agent, seen.threads, at=request.at)
    watch_soon(agent.company_id, request.at)
    return _reply(request, _success(request, signal, seen.rejected + late, " ".join((*seen.refused, *([ODD_DATE] if late else ())))))


def _receive(request: HttpRequest, body: IO[bytes]) -> None:
    """At most 8 MiB, whatever was announced. Raises Problem."""
    if request.content_type not in (PROTOBUF, JSON):
        raise Problem("unsupported-type", f"envoyez du {PROTOBUF} ou du {JSON}")
    if request.headers.get("Content-Encoding", "identity").lower() not in ("identity", "gzip"):
        raise Problem("unsupported-type", "seule la compression gzip est lue")
    if not request.headers.get("Authorization"):
        raise Problem("unauthorized")
    for part in _parts(request):
        if body.tell() + len(part) > TELEMETRY_BYTES:
            raise Problem("too-large", f"{TELEMETRY_BYTES // 1024} Ko au plus")
        with _on_disk():
            body.write(part)
    with _on_disk():  # the last of it is written here
        body.seek(0)


@contextmanager
def _on_disk() -> Iterator[None]:
    """Raises Problem when the disk takes no more."""
    try:
        yield
    except OSError as error:
        raise Problem("unavailable", retry_after=BUSY_SECONDS) from error


def _parts(request: HttpRequest) -> Iterator[bytes]:
    try:
        while part := request.read(PART):
            yield part
    except (OSError, RawPostDataException, UnreadablePostError) as error:
        raise Problem("invalid-request", "l’envoi s’est interrompu") from error


def _read(request: HttpRequest, body: IO[bytes], signal: _Signal) -> Found:
    is_packed = request.headers.get("Content-Encoding", "").lower() == "gzip"
    sent = Sent(body, is_packed, until=thread_time() + MOST_SECONDS)
    too_many = Problem("too-large", f"{MOST_ACTIONS} actions au plus par envoi")
    try:
        seen = signal.read(sent, is_json=request.content_type == JSON)
    except TooLarge as error:
        raise Problem("too-large", "32 Mio et un million d’objets au plus une fois décompressé") from error
    except TooMany as error:
        raise too_many from error
    except Broken as error:
        raise Problem("invalid-request", str(error)) from error
    if len(seen.reported) > MOST_ACTIONS:
        raise too_many
    return seen


@contextmanager
def _in_line(key: str) -> Iterator[None]:
    """Raises Problem when it is long already."""
    with _door_of_line:
        if _line[key] >= OF_A_KEY or _line.total() >= IN_LINE:
            raise Problem("rate-limited", retry_after=BUSY_SECONDS)
        _line[key] += 1
    try:
        yield
    finally:
        with _door_of_line:
            _line[key] -= 1
            if not _line[key]:
                del _line[key]


@contextmanager
def _a_place(key: str) -> Iterator[ExitStack]:
    """Free again at the end, or once it is closed. Raises Problem when too many are being read: exporters try again by themselves."""
    with _in_line(key):
        if not _room.acquire(timeout=BUSY_SECONDS):
            raise Problem("rate-limited", retry_after=BUSY_SECONDS)
    with ExitStack() as place:
        place.callback(_room.release)
        yield place


def _dated(reported: tuple[Reported, ...], request: CallerRequest) -> tuple[list[Reported], int]:
    kept = []
    for one in reported:
        try:
            check_moment(one.occurred_at, request.at)
        except (InTheFuture, TooOld):
            continue
        kept.append(one)
    return kept, len(reported) - len(kept)


def _success(request: HttpRequest, signal: _Signal, rejected: int, why: str) -> bytes:
    """`partial_success` only when something was refused, as the protocol says."""
    if request.content_type == JSON:
        partial = {"partialSuccess": {signal.rejected: str(rejected), "errorMessage": why}} if rejected else {}
        return json.dumps(partial, ensure_ascii=False).encode()
    if not rejected:
        return b""
    if signal is TRACES:
        from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as of_traces

        refused = of_traces.ExportTracePartialSuccess(rejected_spans=rejected, error_message=why)
        return bytes(of_traces.ExportTraceServiceResponse(partial_success=refused).SerializeToString())
    from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as of_logs

    lost = of_logs.ExportLogsPartialSuccess(rejected_log_records=rejected, error_message=why)
    return bytes(of_logs.ExportLogsServiceResponse(partial_success=lost).SerializeToString())


def _reply(request: CallerRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type=request.content_type)
    response["Gardefou-Agent-State"] = state_of(request.caller.agent)
    return response


def _refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """To whoever speaks protobuf, a google.rpc.Status (OTLP 1.x, « Failures »): its field 2 is the message."""
    response = answer(problem)
    if request.content_type == PROTOBUF:
        message = json.loads(response.content)
        text = f"{message['code']}: {message['title']} {problem.detail}".strip().encode()[:2000]
        response.content = b"\x12" + _varint(len(text)) + text
        response["Content-Type"] = PROTOBUF
    return response


def _varint(number: int) -> bytes:
    low, high = number & 0x7F, number >> 7
    return bytes((low | 0x80,)) + _varint(high) if high else bytes((low,))
