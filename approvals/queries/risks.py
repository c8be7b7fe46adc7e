"""What a demand is worth, as it comes and again each time somebody looks: the limits it meets, and what to look at first."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from approvals.enums import Answer
from approvals.models import ApprovalRequest, Payee
from approvals.queries.hot import Ground, ground_of, held_rows
from approvals.queries.payments import Paid, marks_among, paid_to, reference_of
from approvals.queries.weighing import facts_of, refused_before
from approvals.rules.asked import Asked
from approvals.rules.limits import PAYING, Facts, Verdict, judge
from approvals.rules.payees import spelt
from approvals.rules.risks import Fact, in_order, is_unusual, plain_reference, same_reference, usual_of
from inventory.models import Agent
from journal.rules.reported import masked_account
from lib.leaked_keys import is_iban

# A rent or a subscription comes back after 28 days at the soonest: the same amount within three weeks is rarely meant.
NEAR = timedelta(days=21)


@dataclass(frozen=True)
class Weighed:
    """What was found. `limits`: those that hold now; `met`: those that call for the answer."""

    type: str
    answer: Answer
    limits: list[UUID]
    met: list[UUID]
    facts: list[Fact]

    @property
    def people(self) -> int:
        """How many must say yes."""
        return 2 if self.answer == Answer.TWO else 1


@dataclass(frozen=True)
class _Look:
    """One demand under the eye. `again`: the row, when it waits already."""

    agent: Agent
    asked: Asked
    mark: UUID | None
    at: datetime
    again: ApprovalRequest | None
    marks: frozenset[UUID]
    past: Sequence[Paid]


def weigh(agent: Agent, asked: Asked, mark: UUID | None, ground: Ground, at: datetime, again: ApprovalRequest | None = None) -> Weighed:
    """Some three round trips more for a payment, one for the rest. What no person will read has no details."""
    facts = facts_of(agent, asked, mark, ground, at, again)
    pays = mark is not None and bool(PAYING & {facts.type, *facts.also})
    marks = marks_among(ground.alike, agent.company, mark, asked.payee) if pays and mark else frozenset[UUID]()
    look = _Look(agent, asked, mark, at, again, marks, paid_to(agent.company, marks, at) if pays else ())
    facts = replace(facts, is_paid_already=_paid_already(look) is not None)
    verdict = judge(ground.rules, facts)
    is_read = again is not None or verdict.answer in (Answer.ASK, Answer.TWO)
    told = in_order(_facts(look, facts, verdict) if is_read else ({"code": reason} for reason in verdict.reasons))
    return Weighed(facts.type, verdict.answer, sorted(rule.id for rule in ground.rules), list(verdict.met), told)


def weigh_again(request: ApprovalRequest, at: datetime) -> Weighed:
    """A demand that waits, with what is known now. Two people asked for once stay two."""
    asked = asked_in(request)
    return weigh(request.agent, asked, request.payee_mark, ground_of(request.agent, request.payee_mark, asked.payee), at, request)


def asked_in(request: ApprovalRequest) -> Asked:
    """A row as it was asked."""
    said: dict[str, Any] = json.loads(bytes(request.action))
    payee, recipients, percent = said.get("payee") or {}, said.get("recipients") or {}, said.get("percent")
    return Asked(
        sent_as=request.sent_as,
        action=bytes(request.action),
        body_hash=bytes(request.body_hash),
        key=request.key_id,
        type=str(said.get("type", request.type)),
        expires_in=request.expires_at - request.asked_at,
        kind=request.kind,
        tool=request.tool,
        amount_cents=request.amount_cents,
        currency=request.currency,
        percent=round(float(percent) * 100) if percent else None,
        count=recipients.get("count"),
        payee=str(payee.get("name") or ""),
        account=str(payee.get("account") or ""),
        reference=reference_of(said),
    )


def _facts(look: _Look, facts: Facts, verdict: Verdict) -> Iterator[Fact]:
    details = {"account-changed": _changed, "refused-before": _refused, "paid-already": _paid}
    for reason in verdict.reasons:
        yield {"code": reason, **(details[reason](look, facts) if reason in details else {})}
    if verdict.answer == Answer.FORBID:
        yield {"code": "forbidden"}
    if PAYING & {facts.type, *facts.also}:
        yield from _of_payments(look, facts)


def _of_payments(look: _Look, facts: Facts) -> Iterator[Fact]:
    asked, amounts = look.asked, [one.amount_cents for one in look.past if one.currency == look.asked.currency]
    known = [amount for amount in amounts if amount is not None]
    if facts.is_new_payee and not facts.is_account_changed:
        yield {"code": "new-payee"}
    if asked.account[:2].isalpha() and asked.account[2:4].isdigit() and not is_iban(asked.account):
        yield {"code": "bad-account"}
    if asked.amount_cents is not None and is_unusual(asked.amount_cents, known) and (usual := usual_of(known)):
        yield {"code": "unusual-amount", "low": usual.low, "high": usual.high, "many": usual.many, "currency": asked.currency}
    same = [one for one in look.past if one.amount_cents == asked.amount_cents is not None and one.at > look.at - NEAR]
    if near := next((one for one in same if one.currency == asked.currency and not same_reference(one.reference, asked.reference)), None):
        yield {"code": "same-amount", "at": near.at.isoformat()}
    if twin := _twin(look):
        yield {"code": "asked-already", "request": str(twin)}


def _paid_already(look: _Look) -> Paid | None:
    invoice = plain_reference(look.asked.reference)
    return next((one for one in look.past if plain_reference(one.reference) == invoice), None) if invoice else None


def _paid(look: _Look, _: Facts) -> dict[str, Any]:
    paid = _paid_already(look)
    if paid is None:
        return {}
    return {"at": paid.at.isoformat(), "amount_cents": paid.amount_cents, "currency": paid.currency, "is_granted": paid.is_granted}


def _changed(look: _Look, _: Facts) -> dict[str, Any]:
    """The account known until now under this name, since when, and when it was last paid."""
    known = Payee.objects.of(look.agent.company).filter(folded=spelt(look.asked.payee)).order_by("-known_at").first()
    if known is None:
        return {}
    paid = [one.at for one in look.past if one.mark == known.mark]
    ends = {"before": known.account, "after": masked_account(look.asked.account)}
    since = min(known.known_at, *paid).isoformat() if paid else known.known_at.isoformat()
    return ends | {"name": known.name, "since": since, "paid_at": paid[0].isoformat() if paid else ""}


def _refused(look: _Look, facts: Facts) -> dict[str, Any]:
    asked_at = look.again.asked_at if look.again else look.at
    at = refused_before(look.agent, facts.type, look.asked, look.mark, asked_at, look.at)
    return {"at": at.isoformat()} if at else {}


def _twin(look: _Look) -> UUID | None:
    """Another demand for the same invoice, that waits or was granted and not used yet."""
    if not (invoice := plain_reference(look.asked.reference)):
        return None
    held = held_rows(look.agent.company_id, look.marks, look.at, look.again.pk if look.again else None)
    return next((key for key, action in held if plain_reference(reference_of(json.loads(bytes(action)))) == invoice), None)
