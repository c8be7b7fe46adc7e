"""Actions in the traces and the logs of instrumented agents (agent contract, section 3). Pure.

None of the instrumentations that we tried puts the agent's real name on the span of a tool: it is asked of the spans above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from uuid import UUID

from journal.enums import Outcome, Type
from journal.rules.reported import Reported
from journal.rules.threads import Thread, climb
from journal.sources import telemetry
from journal.sources.arguments import arguments
from journal.sources.found import Found, found, key_for, moment, said_by, short
from journal.sources.guess import Guess, guess
from journal.sources.ours import IDLE, TYPES
from journal.sources.packed import Sent
from journal.sources.telemetry import Signal

OPENCLAW = {"openclaw.tool.execution": "", "openclaw.exec": Type.COMMAND, "openclaw.message.delivery": Type.MESSAGE}
OPENCLAW_TOOLS = {"openclaw.exec": "exec", "openclaw.message.delivery": "message"}
AGENT_SPANS = (("gen_ai.operation.name", "invoke_agent"), ("openinference.span.kind", "AGENT"), ("traceloop.span.kind", "agent"))
TOOL_SPANS = (("gen_ai.operation.name", "execute_tool"), ("openinference.span.kind", "TOOL"), ("traceloop.span.kind", "tool"))
TOOL_NAMES = ("gen_ai.tool.name", "tool.name", "openclaw.toolName", "openclaw.tool.name", "traceloop.entity.name", "tool_name")
ARGUMENTS = ("gen_ai.tool.call.arguments", "input.value", "traceloop.entity.input", "tool_input", "tool_parameters", "arguments")
STATES = ("gen_ai.task.status", "openclaw.outcome", "openclaw.exec.outcome", "openclaw.delivery.outcome", "openclaw.status")
RESULTS = ("claude_code.tool_result", "codex.tool_result")
DECISION = "claude_code.tool_decision"
BLOCKED = ("blocked", "denied", "rejected", "reject")
FAILED = ("error", "failed", "failure", "timeout")
MOST_ACTIONS = 20_000  # of one request or file
TRACE_BYTES, SPAN_BYTES = 16, 8
NAMELESS = "Une action sans identifiant ni date n’est pas gardée."
NO_EFFECT = "Un outil sans effet au-dehors est laissé de côté."

Spans = Mapping[tuple[bytes, bytes], Signal]


def traces(data: bytes | Sent, *, is_json: bool) -> Found:
    """The tools called. Raises packed.Broken, packed.TooLarge, packed.TooMany."""
    signals = telemetry.signals(_sent(data), telemetry.TRACES, is_json=is_json, is_action=_is_surely_told, most=MOST_ACTIONS)
    known, links = {(one.trace, one.span): one for one in signals}, _links(signals)
    waiting: dict[bytes, dict[str, tuple[str, str]]] = {}
    told, names, refused, ignored = [], [], [], []
    for span in signals:
        if not _is_tool(span) or _is_inside(span, known):
            continue
        tool, workflow = _tool(span), short(span.attributes.get("traceloop.workflow.name") or "", "tool")
        if tool in IDLE:
            ignored.append(NO_EFFECT)
        elif not _has_place(span) or not span.at:
            refused.append(NAMELESS)
        else:
            name, missing = climb(span.parent.hex(), links[span.trace])
            agent, key = name or workflow or span.service, key_for("span", span.trace.hex(), span.span.hex())
            names.append(agent)
            told.append(_reported(span, tool, key, _span_outcome(span), agent, inner="" if missing else name or workflow))
            if missing:
                waiting.setdefault(span.trace, {})[str(key)] = (missing, workflow)
    return replace(_kept(told, names, refused, ignored), threads=_threads(signals, links, waiting))


def logs(data: bytes | Sent, *, is_json: bool) -> Found:
    """The results of tools, and the tools refused. Raises packed.Broken, packed.TooLarge, packed.TooMany."""
    told, names, refused, ignored = [], [], [], []
    for line in telemetry.signals(_sent(data), telemetry.LOGS, is_json=is_json, is_action=_is_result, most=MOST_ACTIONS):
        event, tool = _event(line), _tool(line)
        outcome = _log_outcome(line, event)
        if not outcome:
            continue
        if tool in IDLE:
            ignored.append(NO_EFFECT)
        elif not line.at:
            refused.append(NAMELESS)
        else:
            names.append(line.service)
            told.append(_reported(line, tool, key_for("log", *_place(line, tool)), outcome, line.service))
    return _kept(told, names, refused, ignored)


def _sent(data: bytes | Sent) -> Sent:
    return data if isinstance(data, Sent) else Sent(BytesIO(data))


def _is_surely_told(span: Signal) -> bool:
    """Whatever stands above it."""
    return _is_tool(span) and span.name not in OPENCLAW_TOOLS and _has_place(span) and _has_moment(span) and _tool(span) not in IDLE


def _is_result(line: Signal) -> bool:
    return bool(_log_outcome(line, _event(line))) and _has_moment(line) and _tool(line) not in IDLE


def _has_moment(signal: Signal) -> bool:
    try:
        return bool(moment(signal.at))
    except ValueError:
        return False


def _links(signals: Iterable[Signal]) -> dict[bytes, dict[str, tuple[str, str]]]:
    """Of each trace: which span stands under which, and which of them are agents."""
    links: dict[bytes, dict[str, tuple[str, str]]] = {}
    for one in signals:
        links.setdefault(one.trace, {})[one.span.hex()] = (one.parent.hex(), _agent(one))
    return links


def _threads(
    signals: Iterable[Signal], links: Mapping[bytes, dict[str, tuple[str, str]]], waiting: Mapping[bytes, dict[str, tuple[str, str]]]
) -> tuple[Thread, ...]:
    """In the order they came; those without a right number cannot be found again."""
    ours = {one.trace for one in signals if _is_tool(one) or _agent(one)}
    whole = [trace for trace in links if len(trace) == TRACE_BYTES]
    return tuple(Thread(UUID(bytes=trace), links[trace], waiting.get(trace, {}), trace in ours) for trace in whole)


def _agent(span: Signal) -> str:
    """The name of the agent that this span is, else nothing."""
    if not any(span.attributes.get(name) == value for name, value in AGENT_SPANS):
        return ""
    named = span.attributes.get("gen_ai.agent.name") or span.attributes.get("agent.name")
    return short(named or span.name.removeprefix("invoke_agent ").removesuffix(".agent"), "tool")


def _has_place(span: Signal) -> bool:
    return len(span.trace) == TRACE_BYTES and len(span.span) == SPAN_BYTES


def _kept(told: list[Reported | None], names: list[str], refused: list[str], ignored: list[str]) -> Found:
    """Moments outside the calendar are refused."""
    refused += [NAMELESS for one in told if one is None]
    return found((one for one in told if one), agents=(short(name, "tool") for name in names), refused=refused, ignored=ignored)


def _is_tool(span: Signal) -> bool:
    return span.name in OPENCLAW or any(span.attributes.get(name) == value for name, value in TOOL_SPANS)


def _is_inside(span: Signal, known: Spans) -> bool:
    """OpenClaw tells a command twice: as a tool, and as what the tool ran."""
    parent = known.get((span.trace, span.parent)) if span.name in OPENCLAW_TOOLS else None
    return parent is not None and parent is not span and _is_tool(parent)


def _tool(signal: Signal) -> str:
    named = next((signal.attributes[name] for name in TOOL_NAMES if signal.attributes.get(name)), None)
    return short(named or OPENCLAW_TOOLS.get(signal.name) or signal.name.removeprefix("execute_tool ").removesuffix(".tool"), "tool")


def _reported(signal: Signal, tool: str, key: UUID, outcome: Outcome, agent: str, inner: str = "") -> Reported | None:
    said = next((signal.attributes[name] for name in ARGUMENTS if signal.attributes.get(name)), None)
    seen: Guess = guess(arguments(said))
    try:
        at = moment(signal.at)
    except ValueError:
        return None
    return Reported(
        key=key,
        occurred_at=at,
        type=OPENCLAW.get(signal.name) or TYPES.get(tool, Type.OTHER),
        tool=tool,
        target=seen.target or short(signal.attributes.get("openclaw.channel") or "", "target"),
        payee=seen.payee,
        account=seen.account,
        amount_cents=seen.amount_cents,
        currency=seen.currency,
        outcome=outcome,
        summary=said_by(agent),
        inner=inner,
        is_sampled=signal.is_sampled,
    )


def _span_outcome(span: Signal) -> Outcome:
    """UNSET is success: several instrumentations never say OK."""
    states = [str(span.attributes[name]).lower() for name in STATES if name in span.attributes]
    if any(state in BLOCKED for state in states):
        return Outcome.BLOCKED
    return Outcome.FAILED if span.is_error or any(state in FAILED for state in states) else Outcome.DONE


def _event(line: Signal) -> str:
    """Claude Code names the event in full in the body, Codex in both places."""
    named = str(line.attributes.get("event.name", ""))
    return named if "." in named else line.name


def _log_outcome(line: Signal, event: str) -> Outcome | None:
    """None: not an action. What was accepted has a result of its own."""
    if event == DECISION:
        return Outcome.BLOCKED if str(line.attributes.get("decision")).lower() in BLOCKED else None
    if event not in RESULTS:
        return None
    return Outcome.FAILED if str(line.attributes.get("success")).lower() == "false" else Outcome.DONE


def _place(line: Signal, tool: str) -> tuple[str, ...]:
    named = line.attributes.get("call_id") or line.attributes.get("tool_use_id")
    talk = line.attributes.get("conversation.id") or line.attributes.get("session.id") or ""
    return (str(talk), str(named)) if named else (str(talk), line.trace.hex(), line.span.hex(), str(line.at), tool)
