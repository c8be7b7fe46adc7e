"""An agent asks, reads, takes back, and spends an answer. Every answer is one conditional update or one unique row: races lose there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q

from approvals import markers
from approvals.actions import calling
from approvals.actions.steps import GRANT_LIFE, expire, seal_act, seal_expiry, tell
from approvals.enums import Answer, Reason, RequestState
from approvals.models import ApprovalRequest, Limit, Payee, Suspension
from approvals.queries.grants import is_read_otherwise
from approvals.queries.hot import asks_taken, taken, taken_among
from approvals.queries.risks import Weighed, weigh
from approvals.queries.stops import is_halted, stance
from approvals.queries.weighing import REFUSED_FOR, Case
from approvals.rules.asked import Asked
from approvals.rules.payees import spelt
from inventory.models import Agent
from journal.enums import Type
from journal.rules.reported import for_lists, masked_account, payee_mark
from ledger.entries import Actor
from lib.prepared import COMMIT, Row, insertion, may_commit, run
from lib.prepared import Asked as Question
from lib.words import on_one_line

MOST_PENDING = 100
MOST_NAME = 120  # letters of a payee's name: the column also holds the account's ends


class Suspended(RuntimeError):
    """The agent is stopped: nothing is asked and nothing is spent."""


class OtherBody(RuntimeError):
    """The same name was given to another demand."""


class TooManyPending(RuntimeError):
    """A hundred demands of this agent wait already."""


@dataclass
class NotSpent(RuntimeError):
    """The answer cannot be used. `code`: already-consumed, action-changed, rule-changed or not-approved."""

    code: str


def asks_first(company: UUID, agent: UUID, asked: Asked, at: datetime) -> dict[str, Question]:
    """What `ask` reads first, under the agent's lock, for who asks it in the round trip that opens the company's scope."""
    return asks_taken(company, agent, asked, _mark(company, asked), at)


def ask(agent: Agent, asked: Asked, *, at: datetime, read: Mapping[str, list[Row]] | None = None, is_last: bool = False) -> ApprovalRequest:
    """The request that answers this demand: a new one, or the one it repeats. Inside the agent's company's scope.

    Raises Suspended, OtherBody, TooManyPending. The same name twice, the same action while one waits, and an action refused
    within the day all find the earlier request. One agent's demands are taken one after the other. `read`: the answer to `asks_first`,
    by whoever looked for stops on disk before, and found none. `is_last`: nothing is asked behind what the limits let through, so that
    its transaction may end with it.
    """
    mark = _mark(agent.company_id, asked)
    on_disk = markers.of_company(agent.company_id) if read is None else []
    before, ground = taken(agent, asked, mark, at) if read is None else taken_among(read)
    on_disk += markers.of_company(agent.company_id)  # those that came while we waited for the lock
    if stance(agent, on_disk, before.state, before.stops).is_halted:  # a stop that stands by now
        raise Suspended
    if before.is_known and (earlier := _earlier(agent, asked, at)):
        return earlier
    if before.waiting >= MOST_PENDING:
        raise TooManyPending
    late = _make_room(agent, asked, at) if before.is_known else []
    request = _new(agent, asked, mark, weigh(Case(agent, asked, mark, ground, at)), at)
    _keep(request, late, at, is_last=is_last)
    return request


def _mark(company: UUID, asked: Asked) -> UUID | None:
    return payee_mark(settings.MARK_KEY, company, asked.account, asked.payee)


def _keep(request: ApprovalRequest, late: list[ApprovalRequest], at: datetime, *, is_last: bool) -> None:
    """The row, what it sets off, and its line of the record: the record's counter is locked after all else. One round trip for what is
    answered at once."""
    by, row = Actor("agent", request.agent_id, request.agent.name), insertion(request)
    if request.state != RequestState.PENDING and not late:
        ends = [COMMIT] if is_last and request.reason == Reason.BELOW_LIMIT and may_commit() else []
        return seal_act(request, "request.asked", by, at, row, then=ends)
    run(row)
    if request.state == RequestState.PENDING:
        calling.call(request, at=at)
    for one in late:
        seal_expiry(one, at)
    return seal_act(request, "request.asked", by, at)


def _earlier(agent: Agent, asked: Asked, at: datetime) -> ApprovalRequest | None:
    mine = ApprovalRequest.objects.of(agent.company).filter(agent=agent).select_related("agent", "company")
    if same := mine.filter(sent_as=asked.sent_as).first():
        if bytes(same.body_hash) != asked.body_hash:
            raise OtherBody
        return same
    alike = mine.filter(digest=asked.digest)
    no_again = Q(reason=Reason.REFUSED) | Q(reason=Reason.FORBIDDEN, limits=_limits_now(agent))
    refused = alike.filter(no_again, state=RequestState.DENIED, may_ask_again=False, decided_at__gt=at - REFUSED_FOR)
    return alike.pending(at).first() or refused.order_by("-decided_at").first()


def _make_room(agent: Agent, asked: Asked, at: datetime) -> list[ApprovalRequest]:
    """The same action, asked before and out of time, but not swept yet."""
    same = ApprovalRequest.objects.of(agent.company).filter(
        agent=agent, digest=asked.digest, state=RequestState.PENDING, expires_at__lte=at
    )
    late = list(same.select_for_update(of=("self",)).select_related("agent", "company"))
    for one in late:
        expire(one, at)
    return late


def _limits_now(agent: Agent) -> ArraySubquery:
    """What ApprovalRequest.limits would hold today: read by the statement that needs it, not before."""
    return ArraySubquery(Limit.objects.of(agent.company).current().about(agent).order_by("pk").values("pk"))


def _new(agent: Agent, asked: Asked, mark: UUID | None, weighed: Weighed, at: datetime) -> ApprovalRequest:
    return ApprovalRequest(
        company=agent.company,
        agent=agent,
        key_id=asked.key,
        sent_as=asked.sent_as,
        body_hash=asked.body_hash,
        action=asked.action,
        digest=asked.digest,
        type=weighed.type,
        kind=asked.kind,
        tool=asked.tool,
        amount_cents=asked.amount_cents,
        currency=asked.currency,
        payee=_whom(asked),
        payee_mark=mark,
        limits=weighed.limits,
        met=weighed.met,
        people=weighed.people,
        facts=weighed.facts,
        context=dict(asked.context),
        callback_url=asked.callback_url,
        asked_at=at,
        expires_at=at + asked.expires_in,
        **_answered(weighed.answer, at),
    )


def _answered(answer: Answer, at: datetime) -> dict[str, Any]:
    if answer == Answer.ALLOW:
        return {"state": RequestState.APPROVED, "reason": Reason.BELOW_LIMIT, "decided_at": at, "grant_expires_at": at + GRANT_LIFE}
    if answer == Answer.FORBID:
        return {"state": RequestState.DENIED, "reason": Reason.FORBIDDEN, "decided_at": at}
    return {"state": RequestState.PENDING}


def _whom(asked: Asked) -> str:
    """« Lebrun (FR76 •••• 0189) », by the agent's word: no secret, no account, nothing that turns the text around."""
    name, account = for_lists(asked.payee)[:MOST_NAME], masked_account(asked.account)
    return f"{name} ({account})" if name and account else name or account


def spend(agent: Agent, request_id: UUID, digest: bytes, *, at: datetime) -> ApprovalRequest:
    """The answer is used, once: one statement decides. Raises Suspended, NotSpent, ApprovalRequest.DoesNotExist."""
    if is_halted(agent):
        raise Suspended
    mine = ApprovalRequest.objects.of(agent.company).filter(agent=agent, pk=request_id)
    good = mine.filter(state=RequestState.APPROVED, grant_expires_at__gt=at, digest=digest, limits=_limits_now(agent))
    if (granted := good.first()) and is_read_otherwise(agent, granted):
        raise NotSpent("rule-changed")
    stops = Suspension.objects.of(agent.company).standing().filter(Q(agent=None) | Q(agent=agent))
    won = good.exclude(Exists(stops)).update(state=RequestState.CONSUMED, consumed_at=at)
    request = mine.select_related("agent", "company").get()
    if not won:
        raise _why_not(agent, request, digest, at)
    _know_payee(request, at)
    seal_act(request, "request.consumed", Actor("agent", agent.pk, agent.name), at)
    tell(request)
    return request


def _why_not(agent: Agent, request: ApprovalRequest, digest: bytes, at: datetime) -> RuntimeError:
    """The most useful true reason."""
    if request.state == RequestState.CONSUMED:
        return NotSpent("already-consumed")
    if request.state != RequestState.APPROVED or request.grant_expires_at is None or request.grant_expires_at <= at:
        return NotSpent("not-approved")
    if bytes(request.digest) != digest:
        return NotSpent("action-changed")
    return Suspended() if is_halted(agent) else NotSpent("rule-changed")


def cancel(agent: Agent, request_id: UUID, *, at: datetime) -> ApprovalRequest:
    """The agent no longer wants to. Nothing happens to what has ended. Raises ApprovalRequest.DoesNotExist."""
    mine = ApprovalRequest.objects.of(agent.company).filter(agent=agent, pk=request_id)
    if mine.filter(state=RequestState.PENDING).update(state=RequestState.CANCELLED, decided_at=at):
        request = mine.select_related("agent", "company").get()
        seal_act(request, "request.cancelled", Actor("agent", agent.pk, agent.name), at)
        tell(request)
    return mine.get()


def _know_payee(request: ApprovalRequest, at: datetime) -> None:
    """Paid once with an answer: known from now on."""
    if request.payee_mark and request.type == Type.PAYMENT:
        said = json.loads(bytes(request.action)).get("payee") or {}
        name = on_one_line(str(said.get("name", "")))
        Payee.objects.of(request.company).get_or_create(
            company=request.company,
            mark=request.payee_mark,
            defaults={"name": name, "folded": spelt(name), "account": masked_account(str(said.get("account") or "")), "known_at": at},
        )
