"""What a demand is worth, as it comes and again each time somebody looks: the limits it meets, and what to look at first."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from approvals.enums import Answer
from approvals.models import ApprovalRequest, Payee
from approvals.queries.hot import Ground, ground_of, held
from approvals.queries.payments import reference_of
from approvals.queries.weighing import Ahead, Case, Past, facts_of, paid_already, past_of
from approvals.rules.asked import Asked
from approvals.rules.limits import Facts, Verdict, judge
from approvals.rules.payees import spelt
from approvals.rules.risks import Fact, in_order, is_unusual, plain_reference, same_reference, usual_of
from journal.rules.reported import masked_account
from lib.leaked_keys import is_iban
from lib.prepared import rows

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


def weigh(case: Case, ahead: Ahead | None = None) -> Weighed:
    """One round trip, and what a limit on the day counts. What no person will read has no details."""
    past = past_of(case, ahead)
    facts = facts_of(case, past)
    verdict = judge(case.ground.rules, facts)
    is_read = case.again is not None or verdict.answer in (Answer.ASK, Answer.TWO)
    told = in_order(_facts(_Look(case, past, facts), verdict) if is_read else ({"code": reason} for reason in verdict.reasons))
    return Weighed(facts.type, verdict.answer, sorted(rule.id for rule in case.ground.rules), list(verdict.met), told)


@dataclass(frozen=True)
class _Look:
    """One demand under the eye."""

    case: Case
    past: Past
    facts: Facts


def weigh_again(request: ApprovalRequest, at: datetime, ground: Ground | None = None, ahead: Ahead | None = None) -> Weighed:
    """A demand that waits, with what is known now. Two people asked for once stay two. `ground` and `ahead`: when they were just read."""
    asked = asked_in(request)
    ground = ground or ground_of(request.agent, request.payee_mark, asked.payee)
    return weigh(Case(request.agent, asked, request.payee_mark, ground, at, request), ahead)


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


def _facts(look: _Look, verdict: Verdict) -> Iterator[Fact]:
    details = {"account-changed": _changed, "refused-before": _refused, "paid-already": _paid}
    for reason in verdict.reasons:
        yield {"code": reason, **(details[reason](look) if reason in details else {})}
    if verdict.answer == Answer.FORBID:
        yield {"code": "forbidden"}
    if look.case.pays:
        yield from _of_payments(look)


def _of_payments(look: _Look) -> Iterator[Fact]:
    asked, facts, paid = look.case.asked, look.facts, look.past.paid
    amounts = [one.amount_cents for one in paid if one.currency == asked.currency]
    known = [amount for amount in amounts if amount is not None]
    if facts.is_new_payee and not facts.is_account_changed:
        yield {"code": "new-payee"}
    if asked.account[:2].isalpha() and asked.account[2:4].isdigit() and not is_iban(asked.account):
        yield {"code": "bad-account"}
    if asked.amount_cents is not None and is_unusual(asked.amount_cents, known) and (usual := usual_of(known)):
        yield {"code": "unusual-amount", "low": usual.low, "high": usual.high, "many": usual.many, "currency": asked.currency}
    same = [one for one in paid if one.amount_cents == asked.amount_cents is not None and one.at > look.case.at - NEAR]
    if near := next((one for one in same if one.currency == asked.currency and not same_reference(one.reference, asked.reference)), None):
        yield {"code": "same-amount", "at": near.at.isoformat()}
    if twin := _twin(look):
        yield {"code": "asked-already", "request": str(twin)}


def _paid(look: _Look) -> dict[str, Any]:
    paid = paid_already(look.case, look.past)
    if paid is None:
        return {}
    return {"at": paid.at.isoformat(), "amount_cents": paid.amount_cents, "currency": paid.currency, "is_granted": paid.is_granted}


def _changed(look: _Look) -> dict[str, Any]:
    """The account known until now under this name, since when, and when it was last paid."""
    agent, asked = look.case.agent, look.case.asked
    known = Payee.objects.of(agent.company).filter(folded=spelt(asked.payee)).order_by("-known_at").first()
    if known is None:
        return {}
    paid = [one.at for one in look.past.paid if one.mark == known.mark]
    ends = {"before": known.account, "after": masked_account(asked.account)}
    since = min(known.known_at, *paid).isoformat() if paid else known.known_at.isoformat()
    return ends | {"name": known.name, "since": since, "paid_at": paid[0].isoformat() if paid else ""}


def _refused(look: _Look) -> dict[str, Any]:
    at = look.past.refused_at
    return {"at": at.isoformat()} if at else {}


def _twin(look: _Look) -> UUID | None:
    """Another demand for the same invoice, that waits or was granted and not used yet."""
    if not (invoice := plain_reference(look.case.asked.reference)):
        return None
    found = look.past.held
    if found is None:
        case = look.case
        found = rows(*held(case.agent.company_id, look.past.marks, case.at, case.again.pk if case.again else None))
    return next((key for key, action in found if plain_reference(reference_of(json.loads(bytes(action)))) == invoice), None)
