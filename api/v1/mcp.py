"""`POST /mcp`: the model context protocol over plain HTTP, one answer a message, no session. Four tools: ask, read, use, tell."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alerts.waking import watch_soon
from api.auth import CallerRequest, with_key
from api.body import turn
from api.enums import Scope
from api.errors import TITLES, Problem
from api.v1.approvals import asked_of, made_by, shown_to
from api.v1.faults import first_fault, narrowed
from api.v1.reports import MOST, told_by
from api.v1.schemas import ActionIn, AskedAction
from api.v1.states import state_at, state_of
from approvals.actions import asking
from approvals.models import ApprovalRequest
from journal.actions.intake import report
from journal.enums import Source
from lib import canonical
from lib.strict_json import NotStrict, loads

VERSIONS = ("2025-03-26", "2025-06-18", "2025-11-25")
DEPTH = 12  # the message wraps the action in four objects more
UNREADABLE, INVALID, UNKNOWN, BAD_PARAMS = -32700, -32600, -32601, -32602  # JSON-RPC 2.0, section 5.1
OUTSIDE = ("unauthorized", "rate-limited", "unavailable")  # said by HTTP: no matter of the model
WHAT_NOW = {
    "pending": "N’agissez pas. Une personne doit répondre : relisez plus tard.",
    "approved": "Appelez utiliser_un_accord avec exactement la même action, puis agissez une seule fois.",
    "consumed": "L’accord vient de servir ou a déjà servi.",
}


class Arguments(BaseModel):
    """Closed, as everything agents send."""

    model_config = ConfigDict(extra="forbid")


class Asking(Arguments):
    """`step` names this step for ever: asked again with it, the same demand comes back."""

    action: AskedAction
    step: str = Field(min_length=1, max_length=200)
    expires_in: int = Field(86_400, ge=60, le=604_800)


class Reading(Arguments):
    """A demand by its id."""

    id: UUID


class Using(Arguments):
    """The action about to run, whole: its digest is computed from it."""

    id: UUID
    action: AskedAction


class Telling(Arguments):
    """What was done."""

    actions: list[ActionIn] = Field(min_length=1, max_length=MOST)
    step: str = Field(min_length=1, max_length=200)


@with_key(Scope.ASK, is_creation=True)
def _ask(request: CallerRequest, given: dict[str, Any]) -> dict[str, Any]:
    body = {key: given[key] for key in ("action", "expires_in") if key in given}
    name = sha256(json.dumps([given["step"], given["action"]], sort_keys=True).encode()).hexdigest()
    asked = asked_of(body, f"mcp-{name}", request.caller.key)
    return _told(made_by(lambda: asking.ask(request.caller.agent, asked, at=request.at)), request)


@with_key(Scope.READ)
def _read(request: CallerRequest, given: dict[str, Any]) -> dict[str, Any]:
    mine = ApprovalRequest.objects.of(request.caller.agent.company).filter(agent=request.caller.agent)
    return _told(made_by(lambda: mine.get(pk=given["id"])), request)


@with_key(Scope.ASK)
def _use(request: CallerRequest, given: dict[str, Any]) -> dict[str, Any]:
    try:
        digest = sha256(canonical.encode(given["action"])).digest()
    except canonical.NotCanonical:
        raise Problem("invalid-request", "un nombre à virgule : écrivez-le comme un texte") from None
    spent = made_by(lambda: asking.spend(request.caller.agent, UUID(given["id"]), digest, at=request.at))
    return _told(spent, request) | {"consigne": "Agissez maintenant, une seule fois."}


@with_key(Scope.ACTIONS)
def _tell(request: CallerRequest, given: dict[str, Any]) -> dict[str, Any]:
    agent = request.caller.agent
    told, refused = told_by(given["actions"], f"mcp {given['step']}"[:200], request)
    taken = report(agent, told, Source.API, is_after_stop=state_of(agent) == "suspended")
    watch_soon(agent.company_id, request.at)
    return {"accepted": taken.kept, "repeated": taken.repeated, "refused": [one.detail for one in refused], "agent_state": state_of(agent)}


@dataclass(frozen=True)
class Tool:
    """What the model reads of it, what it must be given, and what does it."""

    description: str
    given: type[Arguments]
    do: Callable[[CallerRequest, dict[str, Any]], dict[str, Any]]


TOOLS = {
    "demander_un_accord": Tool("Demande l’accord d’une personne avant une action. N’agissez que si l’état est approved.", Asking, _ask),
    "lire_une_reponse": Tool("Dit où en est une demande.", Reading, _read),
    "utiliser_un_accord": Tool("Utilise un accord, juste avant d’agir. Sans succès ici, n’agissez pas.", Using, _use),
    "dire_ce_qui_est_fait": Tool("Consigne une action faite, échouée ou empêchée.", Telling, _tell),
}


def endpoint(request: CallerRequest) -> HttpResponse:
    """A browser has no business here (DNS rebinding), and there is no stream to open."""
    if request.headers.get("Origin"):
        return HttpResponse(status=403)
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if (version := request.headers.get("MCP-Protocol-Version")) and version not in VERSIONS:
        return _error(None, INVALID, "version inconnue", status=400)
    try:
        with turn(request):
            message = loads(request.body, DEPTH)
    except NotStrict as error:
        return _error(None, UNREADABLE, str(error), status=400)
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not isinstance(message.get("method"), str):
        return _error(None, INVALID, "un message JSON-RPC 2.0 est attendu", status=400)
    return _answered(request, message)


def _answered(request: CallerRequest, message: dict[str, Any]) -> HttpResponse:
    method, params, number = message["method"], message.get("params") or {}, message.get("id")
    if not isinstance(params, dict):
        return _error(number, BAD_PARAMS, "un objet est attendu")
    if method == "tools/call" and number is not None:
        return _called(request, params, number)
    _known(request)
    if number is None:
        return HttpResponse(status=202)
    simple = {"initialize": _initialized, "ping": lambda _: {}, "tools/list": _listed}.get(method)
    return _result(number, simple(params)) if simple else _error(number, UNKNOWN, "méthode inconnue")


@with_key(Scope.ASK, tells=False)
def _known(_: CallerRequest) -> None:
    """A key that may ask stands behind every message."""


def _initialized(params: dict[str, Any]) -> dict[str, Any]:
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[-1],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "garde-fou", "version": "1"},
    }


def _listed(_: dict[str, Any]) -> dict[str, Any]:
    return {
        "tools": [
            {"name": name, "description": tool.description, "inputSchema": tool.given.model_json_schema()} for name, tool in TOOLS.items()
        ]
    }


def _called(request: CallerRequest, params: dict[str, Any], number: Any) -> HttpResponse:
    """A refusal is an answer the model can read; a key that opens nothing is the program's affair."""
    tool, given = TOOLS.get(str(params.get("name"))), params.get("arguments") or {}
    if tool is None:
        _known(request)
        return _error(number, BAD_PARAMS, "outil inconnu")
    try:
        tool.given.model_validate(narrowed(tool.given, given))
        return _result(number, _content(tool.do(request, given), is_error=False))
    except ValidationError as error:
        _known(request)
        return _result(number, _content({"code": "invalid-request", "detail": first_fault(error)}, is_error=True))
    except Problem as problem:
        if problem.code in OUTSIDE:
            raise
        told = {"code": problem.code, "title": TITLES[problem.code][1], "detail": problem.detail}
        return _result(number, _content(told, is_error=True))


def _told(made: ApprovalRequest, request: CallerRequest) -> dict[str, Any]:
    shown = shown_to(made, state_at(request.caller)).model_dump(mode="json")
    kept = {name: shown[name] for name in ("id", "state", "reason", "comment", "expires_at", "url", "agent_state", "action_digest")}
    return kept | {"consigne": WHAT_NOW.get(shown["state"], "N’agissez pas.")}


def _content(told: dict[str, Any], *, is_error: bool) -> dict[str, Any]:
    text = json.dumps(told, ensure_ascii=False)
    return {"content": [{"type": "text", "text": text}], "structuredContent": told, "isError": is_error}


def _result(number: Any, result: dict[str, Any]) -> HttpResponse:
    return JsonResponse({"jsonrpc": "2.0", "id": number, "result": result})


def _error(number: Any, code: int, message: str, status: int = 200) -> HttpResponse:
    return JsonResponse({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}, status=status)
