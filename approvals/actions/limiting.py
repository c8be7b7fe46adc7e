"""Limits: set, ended, brought by a template, and what they would have asked. Never changed in place: a sealed row tells each step."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Company, Membership
from approvals.enums import Answer, Measure
from approvals.models import Limit
from approvals.queries.wording import limit_words
from approvals.rules.template_limits import brought_by
from inventory.models import Agent
from journal.enums import Outcome, Type
from journal.models import Action
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind

MONTH = timedelta(days=30)
DEFAULTS = (
    {"type": Type.PAYMENT, "measure": Measure.AMOUNT, "value": 1000_00},
    {"type": Type.QUOTE, "measure": Measure.AMOUNT, "value": 10_000_00},
    {"type": Type.PAYMENT, "measure": Measure.NEW_PAYEE, "asks_call_back": True},
)


@dataclass(frozen=True)
class Wished:
    """A limit as somebody says it. `value`: see Measure. Agent None: all of them."""

    measure: Measure
    answer: Answer = Answer.ASK
    agent: Agent | None = None
    type: str = ""
    kind: str = ""
    value: int | None = None
    starts: time | None = None
    ends: time | None = None
    asks_call_back: bool = False


@transaction.atomic
def set_limit(company: Company, wished: Wished, *, by: Membership, at: datetime, instead_of: Limit | None = None) -> Limit:
    """A new limit; `instead_of` ends in the same breath. The same wish twice is one limit."""
    Company.objects.select_for_update().get(pk=company.pk)
    columns = {name: getattr(wished, name) for name in ("agent", "type", "kind", "measure", "answer", "value", "starts", "ends")}
    if same := Limit.objects.of(company).current().filter(**columns, asks_call_back=wished.asks_call_back).first():
        return same
    limit = Limit.objects.create(company=company, **columns, asks_call_back=wished.asks_call_back, set_at=at, set_by=by)
    _record("limit.set", limit, _actor(by), at)
    if instead_of:
        end_limit(instead_of, by=by, at=at)
    return limit


@transaction.atomic
def end_limit(limit: Limit, *, by: Membership, at: datetime) -> None:
    """It holds no more. Nothing happens to one that has ended."""
    if Limit.objects.of(limit.company).current().filter(pk=limit.pk).update(ended_at=at):
        _record("limit.ended", limit, _actor(by), at)


def open_defaults(company: Company, by: Actor, at: datetime) -> None:
    """A new company starts with three: transfers, quotes, new accounts."""
    for columns in DEFAULTS:
        _record("limit.set", Limit.objects.create(company=company, answer=Answer.ASK, set_at=at, **columns), by, at)


def follow_template(company: Company, agent: Agent, template: str, by: Membership, at: datetime) -> None:
    """What a ready-made template asks of its agent. In the transaction of the declaration."""
    for columns in brought_by(template):
        limit = Limit.objects.create(company=company, agent=agent, answer=Answer.ASK, set_at=at, set_by=by, **columns)
        _record("limit.set", limit, _actor(by), at)


def would_have_asked(company: Company, wished: Wished, at: datetime) -> int | None:
    """How many actions of the last thirty days it would have asked about, from the journal; None where the journal cannot tell."""
    conditions: dict[Measure, Q] = {
        Measure.ALWAYS: Q(),
        Measure.AMOUNT: Q(amount_cents=None) | Q(amount_cents__gt=wished.value) | ~Q(currency="EUR"),
        Measure.COUNT: Q(count__gt=wished.value),
    }
    if wished.kind or wished.measure not in conditions:
        return None
    done: QuerySet[Action] = Action.objects.of(company).filter(occurred_at__gt=at - MONTH, outcome=Outcome.DONE, is_test=False)
    exact: dict[str, str | UUID] = {"type": wished.type} if wished.type else {}
    if wished.agent:
        exact["agent_id"] = wished.agent.pk
    return done.filter(**exact).filter(conditions[wished.measure]).count()


def _record(act: str, limit: Limit, by: Actor, at: datetime) -> None:
    about = Subject("agent", limit.agent.pk, limit.agent.name) if limit.agent else Subject("company", limit.company_id, limit.company.name)
    words = f"{limit_words(limit)}\u00a0: {str(Answer(limit.answer).label).lower()}"
    whom = limit.agent.name if limit.agent else "tous les agents"
    detail = {"words": words, "whom": whom, "measure": str(limit.measure), "value": limit.value}
    record(Kind.RIGHT, act, about, Subject("limit", limit.pk, words), by=by or SYSTEM, at=at, detail=detail)


def _actor(by: Membership) -> Actor:
    return Actor("person", by.user_id, by.user.name)
