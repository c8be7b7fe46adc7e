"""`/api/v1/approvals`: an agent asks, reads, takes back, and spends an answer. No key can decide."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Router
from pydantic import ValidationError

from api import waiting
from api.answers import in_json
from api.auth import CallerRequest, Whose, with_key
from api.body import idempotency_key, read
from api.enums import Scope
from api.errors import Problem
from api.v1.faults import first_fault, narrowed
from api.v1.schemas import Approval, Approvals, Ask, AskedAction, Grant, ProblemOut, Spend
from api.v1.states import SUSPENDED, state_at
from approvals.actions import asking
from approvals.actions.asking import NotSpent, OtherBody, Suspended, TooManyPending
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest
from approvals.queries import grants
from approvals.queries.answering import asks_demand_and_deciders, deciders_of, demand_and_deciders_among
from approvals.queries.stops import END
from approvals.rules.asked import Asked
from lib import canonical
from lib.prepared import COMMIT
from lib.prepared import Asked as Question

LONGEST_WAIT = 45
RETRY_SECONDS = 15
PAGE_SIZE = 50
ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), ProblemOut)
router = Router(tags=["accords"])


@router.post("/approvals", response={200: Approval, 202: Approval, **ERRORS}, summary="Demander un accord")
def create(request: CallerRequest) -> HttpResponse:
    """La réponse vient tout de suite (200), ou une personne doit décider (202) ; avec `Prefer: wait=45`, elle est attendue."""
    first, seconds = _create(request), _preferred(request)
    if not seconds or first.status_code != 202:
        return first
    approval_id, key = UUID(first["Location"].rpartition("/")[2]), request.caller.key
    request.is_counted = True
    last = waiting.until(
        lambda: _asked_one(request, approval_id=approval_id),
        lambda now: now.status_code != 202,
        key=key,
        request=approval_id,
        seconds=seconds,
    )
    last["Preference-Applied"] = f"wait={seconds}"
    return last


def _asks_first(request: CallerRequest, whose: Whose) -> Mapping[str, Question]:
    """What the demand asks, or nothing: what is wrong with it is for its view to say, behind all that may refuse the agent itself."""
    try:
        body, name = read(request), idempotency_key(request)
        if not name:
            raise Problem("invalid-request", "l’en-tête Idempotency-Key est attendu")
        asked = request.said = asked_of(body, name, whose.key)
    except Problem as problem:
        request.said = problem
        return {}
    return asking.asks_first(whose.company, whose.agent, asked, request.at)


@with_key(Scope.ASK, is_creation=True, asks=_asks_first)
def _create(request: CallerRequest) -> HttpResponse:
    if isinstance(request.said, Problem):
        raise request.said
    agent, asked, at = request.caller.agent, request.said, request.at
    made = grants.unused(agent, asked, at) or made_by(lambda: asking.ask(agent, asked, at=at, read=request.ahead, is_last=True))
    return _answer(made, request)


@router.get("/approvals", response={200: Approvals, **ERRORS}, summary="Ses demandes")
@with_key(Scope.READ)
def listed(request: CallerRequest) -> HttpResponse:
    """De la plus récente à la plus ancienne ; `state` et `cursor` en option."""
    mine = ApprovalRequest.objects.of(request.caller.agent.company).filter(agent=request.caller.agent).order_by("-asked_at", "-pk")
    if state := request.GET.get("state"):
        if state not in RequestState.values:
            raise Problem("invalid-request", "état inconnu")
        mine = mine.filter(state=state)
    if cursor := request.GET.get("cursor"):
        before = mine.filter(pk=_uuid(cursor)).first()
        if before is None:
            raise Problem("invalid-request", "curseur inconnu")
        mine = mine.filter(asked_at__lte=before.asked_at).exclude(asked_at=before.asked_at, pk__gte=before.pk)
    found = list(mine[: PAGE_SIZE + 1])
    stands = state_at(request.caller)
    deciders = deciders_of(request.caller.agent.company_id, found)
    items = [shown_to(one, stands, deciders) for one in found[:PAGE_SIZE]]
    page = Approvals(items=items, cursor=str(items[-1].id) if len(found) > PAGE_SIZE else None)
    return in_json(page.model_dump(mode="json"))


@router.get("/approvals/{uuid:approval_id}", response={200: Approval, **ERRORS}, summary="Lire une demande")
def one(request: CallerRequest, approval_id: UUID) -> HttpResponse:
    """Avec `wait=45`, la réponse vient dès que la demande change, sans tenir de connexion à la base."""
    first = _read_one(request, approval_id=approval_id)
    seconds = _seconds(request.GET.get("wait", "0"))
    if not seconds or _is_news(first):
        return first
    request.is_counted = True
    return waiting.until(
        lambda: _read_one(request, approval_id=approval_id),
        _is_news,
        key=request.caller.key,
        request=approval_id,
        seconds=seconds,
    )


@router.post("/approvals/{uuid:approval_id}/consume", response={200: Approval, **ERRORS}, summary="Utiliser un accord, une seule fois")
@with_key(Scope.ASK)
def consume(request: CallerRequest, approval_id: UUID) -> HttpResponse:
    """Juste avant d’agir. Sans un 200 ici, l’action ne doit pas être faite."""
    try:
        digest = bytes.fromhex(Spend(**narrowed(Spend, read(request))).action_digest)
    except (TypeError, ValidationError) as error:
        raise Problem("invalid-request", first_fault(error)) from error
    return _answer(made_by(lambda: asking.spend(request.caller.agent, approval_id, digest, at=request.at)), request)


@router.post("/approvals/{uuid:approval_id}/cancel", response={200: Approval, **ERRORS}, summary="Retirer sa demande")
@with_key(Scope.ASK)
def cancel(request: CallerRequest, approval_id: UUID) -> HttpResponse:
    """Sans effet sur ce qui est déjà décidé."""
    return _answer(made_by(lambda: asking.cancel(request.caller.agent, approval_id, at=request.at)), request)


@with_key(Scope.READ, asks=lambda _, whose, approval_id: {"demand": asks_demand_and_deciders(whose.company, approval_id), END: COMMIT})
def _read_one(request: CallerRequest, *, approval_id: UUID) -> HttpResponse:  # noqa: ARG001  (its demand is read already)
    """One round trip: an agent waits for it."""
    found, deciders = demand_and_deciders_among(request.ahead["demand"], request.caller.agent)
    if found is None:
        raise Problem("not-found")
    return in_json(shown_to(found, state_at(request.caller), {found.pk: deciders}).model_dump(mode="json"))


def _is_news(answer: HttpResponse) -> bool:
    """Answered, or void: a stopped agent waits for nothing."""
    said = json.loads(answer.content)
    return said["state"] != RequestState.PENDING or said["agent_state"] == SUSPENDED


@with_key(Scope.ASK)
def _asked_one(request: CallerRequest, *, approval_id: UUID) -> HttpResponse:
    if state_at(request.caller) == SUSPENDED:
        raise Problem("agent-suspended")
    mine = ApprovalRequest.objects.of(request.caller.agent.company).filter(agent=request.caller.agent)
    return _answer(mine.get(pk=approval_id), request)


def _preferred(request: CallerRequest) -> int:
    """Seconds of « Prefer: wait=N » (RFC 7240); what cannot be read is no preference."""
    for preference in request.headers.get("Prefer", "").split(","):
        name, _, value = preference.partition("=")
        if name.strip().lower() == "wait":
            return _seconds(value.strip().strip('"'))
    return 0


def made_by(do: Callable[[], ApprovalRequest]) -> ApprovalRequest:
    """The request an action returns; each of its refusals as a problem."""
    try:
        return do()
    except Suspended:
        raise Problem("agent-suspended") from None
    except OtherBody:
        raise Problem("idempotency-mismatch") from None
    except TooManyPending:
        raise Problem("rate-limited", "cent demandes attendent déjà", retry_after=60) from None
    except ApprovalRequest.DoesNotExist:
        raise Problem("not-found") from None
    except NotSpent as error:
        raise Problem(error.code) from None


def asked_of(body: Any, name: str, key: UUID) -> Asked:
    """A body that the grammar of JSON let through, as a demand. Raises Problem: invalid-request."""
    try:
        ask = Ask.model_validate(narrowed(Ask, body))
    except ValidationError as error:
        raise Problem("invalid-request", first_fault(error)) from error
    try:
        action, whole = canonical.encode(body["action"]), canonical.encode(body)
    except canonical.NotCanonical:
        raise Problem("invalid-request", "un nombre à virgule : écrivez-le comme un texte") from None
    said: AskedAction = ask.action
    return Asked(
        sent_as=name,
        action=action,
        body_hash=sha256(whole).digest(),
        key=key,
        type=str(said.type),
        expires_in=timedelta(seconds=ask.expires_in),
        kind=said.kind,
        tool=said.tool,
        amount_cents=said.amount.cents if said.amount else None,
        currency=said.amount.currency if said.amount else "",
        percent=round(float(said.percent) * 100) if said.percent else None,
        count=said.recipients.count if said.recipients else None,
        payee=said.payee.name if said.payee else "",
        account=(said.payee.account or "") if said.payee else "",
        reference=_reference(said),
        context=ask.context.model_dump(),
        callback_url=ask.callback_url or "",
    )


def _reference(said: AskedAction) -> str:
    return (said.payee.reference if said.payee else "") or (said.document.number if said.document else "")


def _answer(made: ApprovalRequest, request: CallerRequest) -> HttpResponse:
    shown = shown_to(made, state_at(request.caller)).model_dump(mode="json")
    if made.state != RequestState.PENDING:
        return in_json(shown)
    answer = in_json(shown, 202)
    answer["Location"], answer["Retry-After"] = f"/api/v1/approvals/{made.pk}", str(RETRY_SECONDS)
    return answer


def shown_to(made: ApprovalRequest, stands: str, deciders: Mapping[UUID, list[str]] | None = None) -> Approval:
    """As its agent reads it; `stands`: where the agent stands; `deciders`: who answered, when it is known for many at once."""
    has_deciders = made.decided_at and made.reason != Reason.BELOW_LIMIT
    known = {} if not has_deciders else deciders_of(made.company_id, [made]) if deciders is None else deciders
    granted = made.state == RequestState.APPROVED and made.grant_expires_at is not None
    return Approval(
        id=made.pk,
        state=str(made.state),
        reason=str(made.reason),
        action=json.loads(bytes(made.action)),
        action_digest=bytes(made.digest).hex(),
        rule=made.met,
        created_at=made.asked_at,
        expires_at=made.expires_at,
        decided_at=made.decided_at,
        decided_by=known.get(made.pk, []),
        comment=made.comment,
        grant=Grant(id=made.pk, expires_at=made.grant_expires_at) if granted and made.grant_expires_at else None,
        agent=made.agent_id,
        agent_state=stands,
        url=f"{settings.ADDRESS.origin}/demandes/{made.pk}/",
    )


def _seconds(text: str) -> int:
    return min(int(text), LONGEST_WAIT) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("invalid-request", "curseur inconnu") from None
