"""`POST /api/v1/claude-code/pre-tool-use`: Claude Code asks before each tool. On « allow » the answer is spent already: what it lets run
runs once. The digest is ours, over the tool and its whole input, for the hook keeps no key of its own between two tries."""

import json
from hashlib import sha256
from typing import Any

from django.http import HttpResponse

from api.auth import CallerRequest, with_key
from api.body import turn
from api.enums import Scope
from api.errors import Problem
from api.hook_words import ALLOW, DEFER, DENY, said
from api.v1.approvals import asked_of, made_by
from api.v1.states import state_of
from approvals.actions import asking
from approvals.enums import RequestState
from approvals.queries import grants
from approvals.rules.asked import Asked
from journal.enums import Type
from journal.queries import words_of

# Its own tools that change nothing. An allow of ours goes before the program's own questions, so the list is short.
LOOKS = frozenset({"Read", "Glob", "Grep", "LS", "NotebookRead", "TodoRead", "TodoWrite"})
TYPES = {"Bash": Type.COMMAND, "Write": Type.FILE, "Edit": Type.FILE, "MultiEdit": Type.FILE, "NotebookEdit": Type.FILE}
TARGETS = ("command", "file_path", "notebook_path", "url")
LONGEST_TARGET = 300
REASONS = {
    RequestState.DENIED: "c’est non.",
    RequestState.EXPIRED: "personne n’a répondu à temps\u00a0: c’est non.",
    RequestState.CANCELLED: "cette demande a été retirée.",
    RequestState.CONSUMED: "cet accord a déjà servi.",
}


def pre_tool_use(request: CallerRequest) -> HttpResponse:
    """With `?pending=defer` (for `claude -p`), what waits for a person is put off instead of refused."""
    if request.method != "POST":
        raise Problem("method-not-allowed")
    body = _body(request)
    if body["tool_name"] in LOOKS and (answer := _look(request, body["tool_name"])):
        return answer
    return _ask(request, body)


@with_key(Scope.ASK)
def _look(request: CallerRequest, tool: str) -> HttpResponse | None:
    """A tool that only reads, unless the company's own word says otherwise."""
    agent = request.caller.agent
    if state_of(agent) == "suspended":
        raise Problem("agent-suspended")
    word = words_of(agent).get(tool)
    return said(ALLOW, "cet outil ne fait que lire.") if word is None or word.type == Type.READ else None


@with_key(Scope.ASK, is_creation=True)
def _ask(request: CallerRequest, body: dict[str, Any]) -> HttpResponse:
    agent, asked = request.caller.agent, _asked(body, request)
    made = grants.unused(agent, asked, request.at) or made_by(lambda: asking.ask(agent, asked, at=request.at))
    if made.state == RequestState.APPROVED:
        made_by(lambda: asking.spend(agent, made.pk, asked.digest, at=request.at))
        return said(ALLOW, "accordé, une seule fois.")
    if made.state == RequestState.PENDING:
        waits = DEFER if request.GET.get("pending") == DEFER else DENY
        return said(waits, f"la demande {made.pk} attend une personne. Réessayez la même action quand elle aura répondu.")
    return said(DENY, " ".join(filter(None, [REASONS[RequestState(made.state)], made.comment])))


def _asked(body: dict[str, Any], request: CallerRequest) -> Asked:
    tool, given = body["tool_name"], body["tool_input"]
    action = {
        "type": str(TYPES.get(tool, Type.OTHER)),
        "tool": tool,
        "target": next((str(given[name]) for name in TARGETS if given.get(name)), "")[:LONGEST_TARGET],
        "parameters": {"input": json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"))},
    }
    call, session = (str(body.get(name, ""))[:LONGEST_TARGET] for name in ("tool_use_id", "session_id"))
    name = sha256(json.dumps([session, call, action], sort_keys=True).encode()).hexdigest()
    return asked_of({"action": action, "context": {"run_id": session, "tool_call_id": call}}, f"cc-{name}", request.caller.key)


def _body(request: CallerRequest) -> dict[str, Any]:
    """What a tool is given may hold any JSON; only what has two readings is refused. Raises Problem: invalid-request."""
    try:
        with turn(request):
            body = json.loads(request.body, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Problem("invalid-request", "JSON illisible") from None
    is_call = isinstance(body, dict) and isinstance(body.get("tool_name"), str) and isinstance(body.get("tool_input"), dict)
    if not is_call or body.get("hook_event_name") != "PreToolUse":
        raise Problem("invalid-request", "un appel de PreToolUse est attendu")
    return dict(body)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("twice the same key")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)
