"""Transcripts of Claude Code: one JSON line a message, tools used by the assistant, their results in the next message. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from journal.enums import Outcome, Type
from journal.rules.reported import Reported
from journal.sources.arguments import arguments
from journal.sources.found import Found, found, key_for, moment_of, short
from journal.sources.guess import guess
from journal.sources.openclaw import NO_EFFECT, UNFINISHED, UNREADABLE
from journal.sources.ours import IDLE, TYPES

# What the program itself answers in place of a result when a person or a rule said no (seen in its transcripts).
REFUSALS = ("The user doesn't want to proceed", "Permission to use", "Claude requested permissions", "PreToolUse:")
Row = Mapping[str, Any]


def transcript(rows: Iterable[Row], broken: int = 0) -> Found:
    """Tools with an effect, once each, dated from their call. What people and models wrote is not read."""
    used, results = dict[str, tuple[Row, Row]](), dict[str, Row]()
    for row in rows:
        for part in _parts(row):
            if part.get("type") == "tool_use" and isinstance(part.get("id"), str):
                used.setdefault(part["id"], (row, part))
            elif part.get("type") == "tool_result" and isinstance(part.get("tool_use_id"), str):
                results.setdefault(part["tool_use_id"], part)
    kept, refused, ignored = list[Reported](), [UNREADABLE] * broken, list[str]()
    for call, (row, part) in used.items():
        tool = short(part.get("name") or "", "tool")
        if tool in IDLE:
            ignored.append(NO_EFFECT)
        elif call not in results:
            ignored.append(UNFINISHED)
        else:
            _add(kept, refused, row, part, tool, _outcome(results[call]))
    return found(kept, refused=refused, ignored=ignored)


def _add(kept: list[Reported], refused: list[str], row: Row, part: Row, tool: str, outcome: Outcome) -> None:
    try:
        at = moment_of(row.get("timestamp"))
    except ValueError:
        refused.append(UNREADABLE)
        return
    seen = guess(arguments(part.get("input")))
    told = {"target": seen.target, "payee": seen.payee, "account": seen.account}
    money = {"amount_cents": seen.amount_cents, "currency": seen.currency}
    key = key_for("claude code", str(row.get("sessionId") or ""), part["id"])
    kept.append(Reported(key, at, TYPES.get(tool, Type.OTHER), tool, outcome=outcome, **told, **money))  # type: ignore[arg-type]


def _parts(row: Row) -> list[Row]:
    message = row.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    return [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []


def _outcome(result: Row) -> Outcome:
    if result.get("is_error") is not True:
        return Outcome.DONE
    said = result.get("content")
    parts = said if isinstance(said, list) else [{"text": said}]
    text = next((part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)), "")
    return Outcome.BLOCKED if text.startswith(REFUSALS) else Outcome.FAILED
