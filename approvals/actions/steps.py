"""The steps of a demand: each is sealed once, and whoever waits for it is told on commit. Knows neither who asks nor who decides."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from approvals.actions.callbacks import owe
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest
from approvals.queries.wording import title
from approvals.rules.limits import PAYING
from approvals.rules.risks import codes_of
from ledger.actions import entry
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind
from lib import canonical
from lib.prepared import Asked, run

CHANNEL = "decided"
TELL = "select pg_notify(%s, %s)"
GRANT_LIFE = timedelta(hours=24)


def seal_act(request: ApprovalRequest, act: str, by: Actor, at: datetime, *before: Asked, then: Sequence[Asked] = ()) -> None:
    """The sealed row of a step. Kind.PAYMENT for what pays: its proof is kept ten years. `before` and `then`: in the same round trip."""
    detail: dict[str, canonical.Json] = {
        "request": str(request.pk),
        "digest": bytes(request.digest).hex(),
        "type": request.type,
        "state": str(request.state),
        "reason": str(request.reason),
        "payee": request.payee,
        "amount_cents": request.amount_cents,
        "currency": request.currency,
        "signals": list(codes_of(request.facts)),
        "facts_number": request.facts_number,
    }
    kind = Kind.PAYMENT if request.type in PAYING else Kind.DECISION
    about = Subject("agent", request.agent_id, request.agent.name), Subject("request", request.pk, title(request))
    run(*before, entry(kind, act, *about, by=by, at=at, detail=detail), *then)


def expire(request: ApprovalRequest, at: datetime) -> None:
    """Nobody answered, or nobody used the answer, in time. The row is locked by the caller, who seals it afterwards."""
    request.reason = Reason.SILENCE if request.state == RequestState.PENDING else request.reason
    request.state, request.decided_at = RequestState.EXPIRED, request.decided_at or at
    request.save(update_fields=["state", "reason", "decided_at"])
    tell(request)


def seal_expiry(request: ApprovalRequest, at: datetime) -> None:
    """Apart from `expire`, for those who need other locks first: the record's counter is the last."""
    seal_act(request, "request.expired", SYSTEM, at)


def tell(request: ApprovalRequest) -> None:
    """Whoever waits for this request hears on commit; what it became stands in the row. An agent that wants a call is owed one."""
    run(telling(request))


def telling(request: ApprovalRequest) -> Asked:
    """The same, for who sends it with others."""
    owe(request)
    return TELL, [CHANNEL, str(request.pk)]
