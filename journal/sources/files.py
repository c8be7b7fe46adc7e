"""A file that somebody drops: what it is, by what it holds and never by its name. Pure."""

import contextlib
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from journal.sources import claude_code, openclaw, otlp, table
from journal.sources.counted import check_json
from journal.sources.found import Found
from journal.sources.packed import Broken, TooLarge, unpacked
from lib.tables.archive import MAX_BYTES, Unreadable

ACCEPTED = (
    "ce que donne «\u00a0openclaw audit --json\u00a0», le fichier events.jsonl d’une trajectoire d’OpenClaw, une session de Claude Code,"
    " des traces OpenTelemetry (JSON ou protobuf), ou votre tableau (CSV)"
)
UNKNOWN = f"Nous ne reconnaissons pas ce fichier. Nous savons lire\u00a0: {ACCEPTED}."
TOO_BIG = "Ce fichier dépasse 5\u00a0Mio. Partagez-le en plusieurs."
BESIDE = "Ce fichier accompagne une trajectoire d’OpenClaw. Déposez celui qui est à côté\u00a0: «\u00a0events.jsonl\u00a0»."
MOST_LINES = 200_000
GZIP, PROTOBUF = b"\x1f\x8b", b"\n"
LINES = {"session": openclaw.session, "trajectory": openclaw.trajectory, "transcript": claude_code.transcript}


def read(data: bytes, zone: ZoneInfo) -> Found:
    """What it holds. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    try:
        data = unpacked(data) if data.startswith(GZIP) else data
        seen = _json(data) or _lines(data) or _protobuf(data)
    except (TooLarge, Broken, RecursionError) as error:
        raise Unreadable(UNKNOWN) from error
    if seen is not None:
        return seen
    if data.lstrip()[:1] not in (b"{", b"[", b"<") and table.is_table(data):
        return table.table(data, zone)
    raise Unreadable(UNKNOWN)


def _json(data: bytes) -> Found | None:
    """One document."""
    check_json(data)
    try:
        told = json.loads(data)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    if isinstance(told.get("resourceSpans"), list):
        return otlp.traces(data, is_json=True)
    if isinstance(told.get("resourceLogs"), list):
        return otlp.logs(data, is_json=True)
    if _is_beside(told):
        raise Unreadable(BESIDE)
    return openclaw.audit(told) if _is_audit(told) else None


def _is_audit(told: Mapping[str, Any]) -> bool:
    events = told.get("events")
    return isinstance(events, list) and any(isinstance(one, dict) and "eventType" in one and "schemaVersion" in one for one in events[:5])


def _is_beside(told: Mapping[str, Any]) -> bool:
    """The manifest of a trajectory, or the branch of its session: parts of the story, cut short."""
    return told.get("traceSchema") == openclaw.TRAJECTORY or {"header", "leafId", "entries"} <= told.keys()


def _protobuf(data: bytes) -> Found | None:
    """What an exporter would have sent: its first byte is that of a field, and every span in it has a whole number."""
    if not data.startswith(PROTOBUF):
        return None
    for read in (otlp.traces, otlp.logs):
        with contextlib.suppress(Broken):
            if (seen := read(data, is_json=False)).reported:
                return seen
    return None


def _lines(data: bytes) -> Found | None:
    """One document a line. A broken line is left out and said; the first good ones say what the file is."""
    if not data.lstrip().startswith(b"{"):
        return None
    rows, broken = list[Mapping[str, Any]](), 0
    for line in data.splitlines()[:MOST_LINES]:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            rows.append(row)
        else:
            broken += 1
    sort = next((sort for row in rows[:20] if (sort := _sort(row))), "")
    return LINES[sort](rows, broken) if sort else None


def _sort(row: Mapping[str, Any]) -> str:
    if row.get("traceSchema") == openclaw.TRAJECTORY:
        return "trajectory"
    if row.get("type") == "session" and "id" in row:
        return "session"
    return "transcript" if row.get("type") in ("user", "assistant") and "message" in row and "sessionId" in row else ""
