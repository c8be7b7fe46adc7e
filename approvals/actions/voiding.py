"""After a stop, what was asked and granted before it ends, if whoever lifts it wants so."""

from datetime import datetime
from uuid import UUID

from accounts.models import Company, Membership
from approvals.actions.steps import seal_act, tell
from approvals.enums import RequestState
from approvals.queries.resuming import live
from ledger.entries import Actor

END = {RequestState.PENDING: RequestState.CANCELLED, RequestState.APPROVED: RequestState.EXPIRED}


def void(company: Company, agents: list[UUID], *, by: Membership, at: datetime) -> int:
    """Their live demands and unused grants are worth nothing any more; how many. Inside the transaction of the lifting."""
    found = list(live(company, agents, at).select_for_update(of=("self",)).select_related("agent", "company").order_by("pk"))
    for one in found:
        one.state, one.decided_at = END[RequestState(one.state)], one.decided_at or at
        one.save(update_fields=["state", "decided_at"])
        tell(one)
    for one in found:  # the record's counter is the last lock
        seal_act(one, "request.voided", Actor("person", by.user_id, by.user.name), at)
    return len(found)
