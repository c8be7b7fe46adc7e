"""A person answers a demand, against the facts they saw; silence answers too, and always no."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Company, Membership
from approvals.actions.refreshing import has_changed
from approvals.actions.steps import GRANT_LIFE, expire, seal_act, seal_expiry, telling
from approvals.enums import Answer, Reason, RequestState
from approvals.models import ApprovalRequest, Decision
from approvals.queries.answering import Held, end_of, lock
from approvals.queries.powers import mandates_of, may_answer
from approvals.queries.risks import weigh_again
from ledger.entries import Actor
from lib.prepared import COMMIT, Asked, insertion, may_commit


class AlreadyDecided(RuntimeError):
    """Somebody else, the agent or the clock was faster."""


class FactsChanged(RuntimeError):
    """What the person saw is no longer what we know: the page is shown again."""


class AlreadyAnswered(RuntimeError):
    """This person has answered this demand before: a second yes needs somebody else."""


class NowForbidden(RuntimeError):
    """A limit set since it was asked forbids it: nobody may say yes."""


class AgentStopped(RuntimeError):
    """The demands of an agent that is stopped, paused or retired are void."""


class NotThere(RuntimeError):
    """This person has left, or has another role, since the page was asked for."""


@dataclass(frozen=True)
class Answered:
    """What a person sent. `digest` and `facts_number` are of the page they looked at."""

    is_yes: bool
    digest: bytes
    facts_number: int
    comment: str = ""
    has_code: bool = False
    has_called_back: bool = False
    may_ask_again: bool = False


def decide(request: ApprovalRequest, answered: Answered, *, by: Membership, at: datetime, is_last: bool = False) -> ApprovalRequest:
    """The request after the answer; still pending when another person must say yes too. `is_last`: nothing is asked behind it in its
    transaction, which it may end.

    Raises AlreadyDecided, FactsChanged, NowForbidden, AlreadyAnswered, AgentStopped, NotThere. Whether this role decides at all is
    the view's question; that they still are who the view saw, may answer this, and saw what still holds, is asked here, under a lock.
    In a company's transaction, without a savepoint: it refuses before it writes. Without one, no row is seen.
    """
    held = lock(request, by, at)
    if held is None or held.person.role != by.role:
        raise NotThere
    locked = held.demand
    if locked.state != RequestState.PENDING or locked.expires_at <= at:
        raise AlreadyDecided
    if not may_answer(mandates_of(held.person), locked):
        raise NotThere
    if held.stance.is_halted:
        raise AgentStopped
    if (bytes(locked.digest), locked.facts_number) != (answered.digest, answered.facts_number):
        raise FactsChanged
    _check_facts(held, answered, at)
    if held.has_answered:
        raise AlreadyAnswered
    said = _said(locked, answered, by, at)
    if answered.is_yes and _yeses(locked) + 1 < locked.people:
        locked.save(update_fields=["limits"])
        seal_act(locked, "request.one_yes", _actor(by), at, said)
        return locked
    return _end(locked, answered, by, at, said, ends=is_last and may_commit())


def _check_facts(held: Held, answered: Answered, at: datetime) -> None:
    """What is known now is what was shown; other limits that do not bear on it are taken in, for the agent to spend a yes."""
    now = weigh_again(held.demand, at, held.ground, held.ahead)
    if has_changed(held.demand, now):
        raise FactsChanged
    if answered.is_yes and now.answer == Answer.FORBID:
        raise NowForbidden
    held.demand.limits = now.limits


def _yeses(request: ApprovalRequest) -> int:
    """Kept so far; a yes to what was known before is no yes to what is known now."""
    if request.people == 1:
        return 0
    said = Decision.objects.of(request.company).filter(request=request, is_yes=True, facts_number=request.facts_number)
    return said.count()


def _said(request: ApprovalRequest, answered: Answered, by: Membership, at: datetime) -> Asked:
    """To be written: one answer a human being to the same facts. The request's row is locked."""
    decision = Decision(
        company=request.company,
        request=request,
        membership=by,
        is_yes=answered.is_yes,
        comment=answered.comment,
        facts_number=answered.facts_number,
        has_code=answered.has_code,
        has_called_back=answered.has_called_back,
        at=at,
    )
    return insertion(decision)


def _end(request: ApprovalRequest, answered: Answered, by: Membership, at: datetime, said: Asked, *, ends: bool) -> ApprovalRequest:
    """One round trip, the commit too when it `ends` there, but for who wants to be called."""
    request.state = RequestState.APPROVED if answered.is_yes else RequestState.DENIED
    request.reason = "" if answered.is_yes else Reason.REFUSED
    request.decided_at, request.comment = at, answered.comment
    request.may_ask_again = answered.may_ask_again
    request.grant_expires_at = at + GRANT_LIFE if answered.is_yes else None
    act, before = "request.approved" if answered.is_yes else "request.denied", (said, end_of(request), telling(request))
    seal_act(request, act, _actor(by), at, *before, then=[COMMIT] if ends else ())
    return request


def expire_due(company: Company, *, at: datetime, most: int = 500) -> int:
    """Demands nobody answered, and answers nobody used, in time; how many ended. Inside the company's scope. Harmless twice."""
    locked = ApprovalRequest.objects.of(company).select_for_update(skip_locked=True, of=("self",)).select_related("agent", "company")
    ended = 0
    for request in locked.overdue(at)[:most]:
        expire(request, at)
        seal_expiry(request, at)
        ended += 1
    return ended


def _actor(by: Membership) -> Actor:
    return Actor("person", by.user_id, by.user.name)
