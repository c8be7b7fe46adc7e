"""`POST /access/v1/evaluation` and `/evaluations` (OpenID AuthZEN Authorization API 1.0, sections 5 to 9): may this agent do that, now?

To evaluate is to ask: « true » has used the answer up, once; « false » with an approval means that a person decides, and that the
same question may be put again afterwards. The key says which agent it is about, whatever the subject says."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from api import limits
from api.answers import in_json
from api.auth import CallerRequest, with_key
from api.body import read
from api.enums import Scope
from api.errors import TITLES, Problem
from api.v1.approvals import asked_of, made_by
from api.v1.faults import first_fault, narrowed
from api.v1.schemas import AskedAction
from approvals.actions import asking
from approvals.enums import RequestState
from approvals.models import ApprovalRequest
from approvals.queries import grants
from journal.enums import Type

MOST = 20
STOPS_AT = {"execute_all": None, "deny_on_first_deny": False, "permit_on_first_permit": True}
OUTSIDE = ("agent-suspended", "rate-limited", "unavailable", "server-error")  # said of the whole call
NAMED = set(AskedAction.model_fields) - {"tool", "target", "parameters"}
TRACE = re.compile(r"[\x21-\x7e]{1,200}")
Shape = TypeVar("Shape", bound=BaseModel)
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=170)]
REASONS = {
    RequestState.APPROVED: "C’est accordé, une seule fois.",
    RequestState.PENDING: "Une personne doit répondre. Posez la même question plus tard.",
    RequestState.DENIED: "C’est non.",
    RequestState.EXPIRED: "Personne n’a répondu à temps\u00a0: c’est non.",
}
OTHER_AGENT = "Cette clé est celle d’un autre agent."


class Entity(BaseModel):
    """A subject or a resource."""

    type: Name
    id: Id
    properties: dict[str, Any] = {}


class Doing(BaseModel):
    """What is to be done: `name` is the tool, `properties` the fields of an action of ours."""

    name: Name
    properties: dict[str, Any] = {}


class Evaluation(BaseModel):
    """One question."""

    subject: Entity
    action: Doing
    resource: Entity
    context: dict[str, Any] = {}


class Options(BaseModel):
    """How a batch goes on after an answer."""

    evaluations_semantic: str = "execute_all"


class Batch(BaseModel):
    """Many questions; what stands outside of them holds for those that do not say otherwise."""

    evaluations: list[dict[str, Any]] = Field(default=[])
    options: Options = Options()


def configuration(request: HttpRequest) -> HttpResponse:
    """Where to ask: the same for everybody, so without a key."""
    if request.method not in ("GET", "HEAD"):
        raise Problem("method-not-allowed")
    origin = settings.ADDRESS.origin
    told = {
        "policy_decision_point": origin,
        "access_evaluation_endpoint": f"{origin}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{origin}/access/v1/evaluations",
    }
    return in_json(told)


def evaluation(request: CallerRequest) -> HttpResponse:
    """One question, one answer, at once."""
    if request.method != "POST":
        raise Problem("method-not-allowed")
    return _traced(request, _evaluation(request))


def evaluations(request: CallerRequest) -> HttpResponse:
    """Up to twenty, in their order. Without any, the call is a single question."""
    if request.method != "POST":
        raise Problem("method-not-allowed")
    return _traced(request, _evaluations(request))


@with_key(Scope.ASK, is_creation=True)
def _evaluation(request: CallerRequest) -> HttpResponse:
    return in_json(_one(request, read(request)))


@with_key(Scope.ASK, is_creation=True)
def _evaluations(request: CallerRequest) -> HttpResponse:
    body = read(request)
    batch = _shaped(Batch, body)
    if batch.options.evaluations_semantic not in STOPS_AT:
        raise Problem("invalid-request", "« evaluations_semantic » inconnu")
    if len(batch.evaluations) > MOST:
        raise Problem("too-large", f"{MOST} questions au plus par appel")
    if not batch.evaluations:
        return in_json(_one(request, body))
    return in_json({"evaluations": list(_each(request, batch, body))})


def _each(request: CallerRequest, batch: Batch, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A question that cannot be read is a no of its own."""
    common = {name: body[name] for name in Evaluation.model_fields if name in body}
    for place, item in enumerate(batch.evaluations):
        if place:
            limits.count_another(request.caller.key, request.at)
        try:
            said = _one(request, common | item)
        except Problem as problem:
            if problem.code in OUTSIDE:
                raise
            status, title = TITLES[problem.code]
            said = {"decision": False, "context": {"error": {"status": status, "message": problem.detail or title}}}
        yield said
        if said["decision"] is STOPS_AT[batch.options.evaluations_semantic]:
            return


def _one(request: CallerRequest, body: Any) -> dict[str, Any]:
    agent, asked_for = request.caller.agent, _shaped(Evaluation, body)
    if asked_for.subject.type == "agent" and asked_for.subject.id not in (str(agent.pk), agent.name):
        return {"decision": False, "context": {"reason_user": {"fr": OTHER_AGENT}}}
    whom = f"{asked_for.subject.type}:{asked_for.subject.id}"
    asked = asked_of({"action": _action(asked_for), "context": {"requester": whom}}, f"az-{uuid4().hex}", request.caller.key)
    made = grants.unused(agent, asked, request.at) or made_by(lambda: asking.ask(agent, asked, at=request.at))
    if made.state == RequestState.APPROVED:
        made_by(lambda: asking.spend(agent, made.pk, asked.digest, at=request.at))
    return {"decision": made.state == RequestState.APPROVED, "context": _context(made)}


def _action(asked_for: Evaluation) -> dict[str, Any]:
    """As an agent of ours would send it: every property is somewhere in it, so the answer covers them all."""
    given = asked_for.action.properties
    named = {name: value for name, value in given.items() if name in NAMED}
    told = given.get("parameters", {})
    if not isinstance(told, dict):
        raise Problem("invalid-request", "« parameters » est un objet")
    others = {name: value for name, value in given.items() if name not in NAMED | {"parameters"}}
    beside = {"properties": others, "resource": asked_for.resource.properties}
    beside = {name: values for name, values in beside.items() if values}
    if both := told.keys() & beside.keys():
        raise Problem("invalid-request", f"« parameters » ne peut pas contenir « {min(both)} » ici : deux valeurs pour un même nom")
    return {
        "type": str(Type.OTHER),
        **named,
        "tool": asked_for.action.name,
        "target": f"{asked_for.resource.type}:{asked_for.resource.id}",
        "parameters": {**told, **beside},
    }


def _context(made: ApprovalRequest) -> dict[str, Any]:
    reason = " ".join(filter(None, [REASONS.get(RequestState(made.state), "C’est non."), made.comment]))
    told: dict[str, Any] = {"reason_user": {"fr": reason}, "action_digest": bytes(made.digest).hex()}
    if made.state in (RequestState.PENDING, RequestState.APPROVED):
        url = f"{settings.ADDRESS.origin}/demandes/{made.pk}/"
        told["approval"] = {"id": str(made.pk), "url": url, "expires_at": made.expires_at.isoformat()}
    return told


def _shaped(shape: type[Shape], body: Any) -> Shape:
    try:
        return shape.model_validate(narrowed(shape, body))
    except ValidationError as error:
        raise Problem("invalid-request", first_fault(error)) from error


def _traced(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What the caller names its call with comes back (section 10.1.4)."""
    if TRACE.fullmatch(name := request.headers.get("X-Request-ID", "")):
        answer["X-Request-ID"] = name
    return answer
