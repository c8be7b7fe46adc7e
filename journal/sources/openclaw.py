"""What OpenClaw keeps of itself: `openclaw audit --json`, the events of a trajectory, and the older session files. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from journal.enums import Outcome, Type
from journal.rules.reported import Reported
from journal.sources.arguments import arguments
from journal.sources.found import Found, found, key_for, moment_of, said_by, short
from journal.sources.guess import guess
from journal.sources.ours import IDLE, TYPES

TRAJECTORY = "openclaw-trajectory"
OUTCOMES = {"succeeded": Outcome.DONE, "failed": Outcome.FAILED, "blocked": Outcome.BLOCKED, "denied": Outcome.BLOCKED}
UNFINISHED = "Un appel d’outil sans résultat est laissé de côté\u00a0: rien ne dit s’il a été fait."
UNREADABLE = "Une ligne illisible est laissée de côté."
NO_EFFECT = "Un outil sans effet au-dehors est laissé de côté."
Row = Mapping[str, Any]


def audit(told: Row) -> Found:
    """One action a finished call; a blocked one never started. It says neither the arguments nor the target."""
    read, names, refused, started = [], [], [], set[str]()
    for event in _rows(told.get("events")):
        if event.get("kind") != "tool_action":
            continue
        call = f"{event.get('runId')} {event.get('toolCallId')}"
        started.add(call)
        outcome = OUTCOMES.get(str(event.get("status")))
        if outcome is None:
            continue
        try:
            at = moment_of(event.get("occurredAt"))
        except ValueError:
            refused.append(UNREADABLE)
            continue
        agent, tool = _named(event.get("agentId")), short(event.get("toolName") or "", "tool")
        names.append(agent)
        key = key_for("openclaw audit", str(event.get("runId")), str(event.get("toolCallId") or event.get("eventId")))
        read.append((call, Reported(key, at, TYPES.get(tool, Type.OTHER), tool, outcome=outcome, summary=said_by(agent), inner=agent)))
    kept = [one for _, one in sorted(read, key=lambda one: one[1].occurred_at)]
    unfinished = started - {call for call, _ in read}
    return found(kept, agents=names, refused=refused, ignored=[UNFINISHED] * len(unfinished))


def trajectory(rows: Iterable[Row], broken: int = 0) -> Found:
    """Each call stands there twice: what ran is told by the source « runtime »."""
    calls, results, agent = dict[str, Row](), dict[str, Row](), ""
    for row in rows:
        agent = agent or _agent_of(row.get("sessionKey"))
        data = row.get("data")
        if row.get("source") != "runtime" or not isinstance(data, dict) or not isinstance(call := data.get("toolCallId"), str):
            continue
        if row.get("type") == "tool.call":
            calls.setdefault(call, row)
        elif row.get("type") == "tool.result":
            results.setdefault(call, row)
    told = [_call(row, row["data"].get("args"), _result_of(results[call]["data"]), agent) for call, row in calls.items() if call in results]
    return _together(told, agent, broken, len(calls) - len(told))


def session(rows: Iterable[Row], broken: int = 0) -> Found:
    """The older form: calls inside the messages of the assistant, results as messages of their own."""
    calls, results, name = dict[str, Row](), dict[str, Row](), ""
    for row in rows:
        name = name or (str(row.get("id") or "") if row.get("type") == "session" else "")
        message = row.get("message")
        if not isinstance(message, dict):
            continue
        if message.get("role") == "toolResult" and isinstance(message.get("toolCallId"), str):
            results.setdefault(message["toolCallId"], message)
        for part in _rows(message.get("content")):
            if part.get("type") == "toolCall" and isinstance(part.get("id"), str):
                data = {"toolCallId": part["id"], "name": part.get("name")}
                calls.setdefault(part["id"], {"ts": row.get("timestamp"), "sessionId": name, "data": data, "args": part.get("arguments")})
    told = [
        _call(row, row["args"], _outcome(results[call].get("isError") is not True, results[call]), "")
        for call, row in calls.items()
        if call in results
    ]
    return _together(told, "", broken, len(calls) - len(told))


def _together(told: list[Reported | str], agent: str, broken: int, unfinished: int) -> Found:
    refused = [one for one in told if one == UNREADABLE]
    ignored = [NO_EFFECT] * told.count(NO_EFFECT) + [UNFINISHED] * unfinished
    kept = [one for one in told if isinstance(one, Reported)]
    return found(kept, agents=[agent], refused=[*refused, *[UNREADABLE] * broken], ignored=ignored)


def _call(row: Row, given: Any, outcome: Outcome, agent: str) -> Reported | str:
    data = row["data"]
    tool = short(data.get("name") or "", "tool")
    if tool in IDLE:
        return NO_EFFECT
    try:
        at = moment_of(row.get("ts"))
    except ValueError:
        return UNREADABLE
    seen = guess(arguments(given))
    key = key_for("openclaw", str(row.get("sessionId")), data["toolCallId"])
    return Reported(
        key=key,
        occurred_at=at,
        type=TYPES.get(tool, Type.OTHER),
        tool=tool,
        target=seen.target,
        payee=seen.payee,
        account=seen.account,
        amount_cents=seen.amount_cents,
        currency=seen.currency,
        outcome=outcome,
        summary=said_by(agent),
        inner=agent,
    )


def _result_of(data: Row) -> Outcome:
    result = data.get("result")
    return _outcome(data.get("success") is True, result if isinstance(result, dict) else {})


def _outcome(success: bool, result: Row) -> Outcome:
    """A command that ends with 1 is told as a success."""
    details = result.get("details")
    details = details if isinstance(details, dict) else {}
    if details.get("status") == "blocked" or details.get("deniedReason"):
        return Outcome.BLOCKED
    code = details.get("exitCode")
    return Outcome.DONE if success and not (isinstance(code, int) and code != 0) else Outcome.FAILED


def _rows(told: Any) -> list[Row]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _agent_of(session_key: Any) -> str:
    """« agent:compta:main » -> « compta »."""
    parts = str(session_key or "").split(":")
    return _named(parts[1]) if len(parts) > 2 and parts[0] == "agent" else ""


def _named(name: Any) -> str:
    return short(name or "", "tool")
