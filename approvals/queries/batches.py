"""Small demands that are alike, to be answered together: same agent, kind and tool, payees we know, nothing to look at first. What the
limits and the powers say is said of their sum."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import F

from accounts.models import Company, Membership
from approvals.enums import Answer, RequestState
from approvals.models import ApprovalRequest, Decision, Limit, Payee
from approvals.queries.desk import urgent
from approvals.queries.hot import ground_of
from approvals.queries.powers import may_answer
from approvals.queries.risks import asked_in
from approvals.queries.weighing import Case, facts_of, past_of
from approvals.rules.limits import PAYING, judge
from approvals.rules.powers import Power, may_decide
from lib.kept import IDS, Kept
from lib.money import french_money

FEWEST, MOST = 2, 20


@dataclass(frozen=True)
class Weight:
    """What the sum of a batch calls for. `people`: how many must say yes to it."""

    is_forbidden: bool
    people: int


@dataclass(frozen=True)
class Batch:
    """Demands of one agent that are alike, the most urgent first. `cents`: their sum, when each says an amount."""

    requests: tuple[ApprovalRequest, ...]
    cents: int | None
    count: int

    @property
    def first(self) -> ApprovalRequest:
        """Of which agent, kind and tool they all are."""
        return self.requests[0]

    @property
    def amount(self) -> str:
        """« 1 240,00 € », or nothing."""
        return french_money(self.cents, self.first.currency) if self.cents is not None else ""


class Plain(Protocol):
    """As much of a demand as says whether it may be answered with others."""

    pk: UUID
    agent_id: UUID
    type: str
    kind: str
    tool: str
    currency: str
    amount_cents: int | None
    payee: str
    payee_mark: UUID | None
    met: list[UUID]
    facts: list[Any]
    facts_number: int


One = TypeVar("One", bound=Plain)
PLAIN: Kept[Plain] = Kept(
    lambda company, at, void: urgent(company, at).filter(facts=[]).exclude(agent__in=void).values_list(*Plain.__annotations__, named=True),
    Company,
    datetime,
    IDS,
)


def batches(company: Company, waiting: Iterable[ApprovalRequest]) -> list[Batch]:
    """Those that may be answered together, the most urgent first. Two queries."""
    return [batch_of(alike[:MOST]) for alike in _alike(company, waiting)]


def are_any(company: Company, waiting: Iterable[Plain]) -> bool:
    """May some of these be answered together? Two queries."""
    return bool(_alike(company, waiting))


def _alike(company: Company, waiting: Iterable[One]) -> list[list[One]]:
    kept = [one for one in waiting if not one.facts]
    ours = known_marks(company, kept)
    called = _calling_back(company, kept)
    groups: dict[tuple[object, ...], list[One]] = defaultdict(list)
    for one in kept:
        if is_plain(one, ours) and not called & set(one.met):
            groups[likeness(one)].append(one)
    return [alike for alike in groups.values() if len(alike) >= FEWEST]


def candidates(waiting: Iterable[ApprovalRequest]) -> list[ApprovalRequest]:
    """Those that have one like them, whatever was known of them when they were last weighed."""
    groups: dict[tuple[object, ...], list[ApprovalRequest]] = defaultdict(list)
    for one in waiting:
        groups[likeness(one)].append(one)
    return [one for alike in groups.values() if len(alike) >= FEWEST for one in alike[:MOST]]


def batch_of(requests: Sequence[ApprovalRequest]) -> Batch:
    """These together. Never empty."""
    amounts = [one.amount_cents for one in requests]
    cents = sum(amount for amount in amounts if amount is not None) if None not in amounts else None
    return Batch(tuple(requests), cents, sum(_recipients(one) for one in requests))


def likeness(request: Plain) -> tuple[object, ...]:
    """Two demands with the same one are alike."""
    return (request.agent_id, request.type, request.kind, request.tool, request.currency, request.amount_cents is None)


def is_plain(request: Plain, ours: set[object]) -> bool:
    """Nothing to look at first, and a payee we know wherever one is named or paid."""
    is_named = request.payee_mark is not None or bool(request.payee) or request.type in PAYING
    return not request.facts and (not is_named or request.payee_mark in ours)


def answered_by(who: Membership) -> set[object]:
    """Demands to which this human being has said yes, as they stand: another person must answer. One query."""
    said = Decision.objects.of(who.company).filter(membership__user=who.user_id, request__state=RequestState.PENDING)
    return set(said.filter(facts_number=F("request__facts_number")).values_list("request", flat=True))


def known_marks(company: Company, requests: Iterable[Plain]) -> set[object]:
    """Which of their payees we know. One query."""
    marks = {one.payee_mark for one in requests if one.payee_mark}
    return set(Payee.objects.of(company).filter(mark__in=marks).values_list("mark", flat=True))


def _calling_back(company: Company, requests: Iterable[Plain]) -> set[object]:
    """Limits that want a call to the payee: such a demand is answered alone."""
    met = {pk for one in requests for pk in one.met}
    return set(Limit.objects.of(company).filter(pk__in=met, asks_call_back=True).values_list("pk", flat=True))


def asks_call_back(company: Company, requests: Iterable[ApprovalRequest]) -> bool:
    """Does one of them want a call? One query."""
    return bool(_calling_back(company, requests))


def weight_of(batch: Batch, at: datetime) -> Weight:
    """The limits held against the sum, as if it were one action. Some ten queries."""
    first = batch.first
    asked = asked_in(first)
    case = Case(first.agent, asked, first.payee_mark, ground_of(first.agent, first.payee_mark, asked.payee), at, first)
    facts = facts_of(case, past_of(case))
    whole = replace(facts, amount_cents=batch.cents, count=batch.count if facts.count is not None else None)
    answer = judge(case.ground.rules, whole).answer
    people = max(2 if answer == Answer.TWO else 1, *(one.people for one in batch.requests))
    return Weight(answer == Answer.FORBID, people)


def may_answer_all(powers: Sequence[Power], batch: Batch) -> bool:
    """Do these powers cover each of them, and their sum?"""
    is_each = all(may_answer(powers, one) for one in batch.requests)
    return is_each and (batch.cents is None or may_decide(powers, batch.first.agent_id, batch.cents))


def _recipients(request: ApprovalRequest) -> int:
    said = json.loads(bytes(request.action)).get("recipients") or {}
    return int(said.get("count") or 0)
