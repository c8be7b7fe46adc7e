"""`POST /api/v1/actions` and `/heartbeat`: what agents tell. Heard even from a stopped agent: what it does must stay measurable."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from msgspec import UNSET
from ninja import Router
from pydantic import TypeAdapter, ValidationError

from alerts.waking import watch_soon
from api.answers import in_json
from api.auth import CallerRequest, with_key
from api.body import idempotency_key, is_large, read
from api.enums import Scope
from api.errors import Problem
from api.models import AgentKey
from api.v1.faults import first_fault, narrowed
from api.v1.schemas import ActionIn, Heartbeat, HeartbeatIn, ProblemOut, Refusal, Report
from api.v1.states import SUSPENDED, state_at
from api.v1.usual import Usual, UsualBody, UsualPayee, usual, usual_body
from inventory.enums import Environment
from journal.actions.dating import dated
from journal.actions.intake import report
from journal.enums import Outcome, Source, Type
from journal.queries import asks_words, words_among
from journal.rules.reported import InTheFuture, Reported, TooOld, check_moment, key_named, key_of

MOST = 500
ERRORS = dict.fromkeys((400, 401, 403, 413, 429, 503), ProblemOut)
SHAPES = TypeAdapter(list[ActionIn])
Shape = Usual | ActionIn
NOBODY = UsualPayee()
router = Router(tags=["journal"])


@router.post("/actions", response={200: Report, **ERRORS}, summary="Dire ce que l’agent a fait")
@with_key(Scope.ACTIONS, asks=lambda _, whose: {"words": asks_words(whose.company, whose.agent)})
def actions(request: CallerRequest) -> HttpResponse:
    """Une action, ou jusqu’à 500. Renvoyer la même ne change rien : chaque action porte un `id`, ou l’envoi un `Idempotency-Key`."""
    said = _shapes_of(read(request, usual_body), request)
    told, refused = _told(said, idempotency_key(request), request)
    state = state_at(request.caller)
    words, is_last = words_among(request.ahead["words"]), _are_dated(said)
    taken = report(request.caller.agent, told, Source.API, is_after_stop=state == SUSPENDED, words=words, is_last=is_last)
    watch_soon(request.caller.agent.company_id, request.at)
    kept = Report(accepted=taken.kept, repeated=taken.repeated, refused=refused, agent_state=state)
    return in_json(kept.model_dump(mode="json"))


@router.post("/heartbeat", response={200: Heartbeat, **ERRORS}, summary="Dire que l’agent est là")
@with_key(Scope.ACTIONS)
def heartbeat(request: CallerRequest) -> HttpResponse:
    """La réponse dit si l’agent est arrêté."""
    try:
        said = HeartbeatIn(**narrowed(HeartbeatIn, read(request)))
    except (TypeError, ValidationError) as error:
        raise Problem("invalid-request", first_fault(error)) from error
    AgentKey.objects.of(request.caller.agent.company).filter(pk=request.caller.key).update(adapter=said.adapter, seen_at=request.at)
    heard = Heartbeat(agent=request.caller.agent.pk, agent_state=state_at(request.caller), at=request.at)
    return in_json(heard.model_dump(mode="json"))


def _shapes_of(body: Any, request: CallerRequest) -> Sequence[Shape | ValidationError]:
    items = body.actions if isinstance(body, UsualBody) else _items(body)
    if len(items) > MOST:
        raise Problem("too-large", f"{MOST} actions au plus par envoi")
    return items if isinstance(body, UsualBody) else _shapes(items, is_large=is_large(request))


def _items(body: Any) -> list[Any]:
    items = body.get("actions") if isinstance(body, dict) and set(body) == {"actions"} else None
    if not isinstance(items, list):
        raise Problem("invalid-request", "un objet avec une liste « actions » est attendu")
    return items


def _are_dated(said: Sequence[Shape | ValidationError]) -> bool:
    """Each that is kept says its time. Else its agent is held until they stand (see `dated`): by this transaction, or nothing holds it."""
    return all(isinstance(one, ValidationError) or one.occurred_at for one in said)


def told_by(items: list[Any], whole: str, request: CallerRequest) -> tuple[list[Reported], list[Refusal]]:
    """Items as the journal keeps them, and those it refuses. Raises Problem: invalid-request."""
    return _told(_shapes(items, is_large=is_large(request)), whole, request)


def _told(shapes: Sequence[Shape | ValidationError], whole: str, request: CallerRequest) -> tuple[list[Reported], list[Refusal]]:
    told: list[Reported] = []
    refused: list[Refusal] = []
    undated: set[UUID] = set()
    is_test = request.caller.agent.environment == Environment.TEST
    for index, said in enumerate(shapes):
        if isinstance(said, ValidationError):
            refused.append(Refusal(index=index, detail=first_fault(said)))
            continue
        try:
            key, at = _key(said, whole, index), _in_utc(said.occurred_at or request.at)
            check_moment(at, request.at)
            told.append(_one(said, key, at, is_test=is_test))
            if not said.occurred_at:
                undated.add(key)
        except InTheFuture:
            refused.append(Refusal(index=index, detail="« occurred_at » est dans le futur"))
        except TooOld:
            refused.append(Refusal(index=index, detail="« occurred_at » est avant l’an 2000"))
    return dated(request.caller.agent, told, undated, at=request.at), refused


def _shapes(items: list[Any], *, is_large: bool) -> Sequence[Shape | ValidationError]:
    """All of them at once; one by one when something is wrong, to say what of each."""
    if (read := usual(items)) is not None:
        return read
    try:
        return SHAPES.validate_python(narrowed(ActionIn, items) if is_large else items)
    except ValidationError:
        return [_shape(item) for item in items]


def _shape(item: Any) -> ActionIn | ValidationError:
    try:
        return ActionIn.model_validate(narrowed(ActionIn, item))
    except ValidationError as error:
        return error


def _key(item: Shape, whole: str, index: int) -> UUID:
    if not item.id and not whole:
        raise Problem("invalid-request", "chaque action doit porter un « id », ou l’envoi un en-tête Idempotency-Key")
    return key_named(item.id) if item.id else key_of("batch", whole, str(index))


def _in_utc(at: datetime) -> datetime:
    """Compared and spelt many times faster."""
    try:
        return at.astimezone(UTC)
    except OverflowError:  # at either end of the calendar, and refused for it
        return at


def _one(item: Shape, key: UUID, at: datetime, *, is_test: bool) -> Reported:
    payee, amount = item.payee or NOBODY, item.amount
    return Reported(
        key,
        at,
        str(item.type or Type.OTHER),
        item.tool or "",
        item.target or "",
        payee.name or "",
        payee.account or "",
        amount.cents if amount else None,
        amount.currency if amount else "",
        1 if item.count is UNSET else item.count,
        str(item.outcome or Outcome.DONE),
        item.summary or "",
        item.approval_id or None,
        is_test,
        None if item.sequence is UNSET else item.sequence,
    )
