"""« Bénéficiaires »: whom the company has paid, how often, and when last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from accounts.models import Company
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Payee
from approvals.queries.payments import YEAR
from approvals.rules.limits import PAYING
from journal.enums import Outcome
from journal.models import Action
from lib.words import folded


@dataclass(frozen=True)
class Row:
    """One of the book. `many` payments since a year, the last one `last_at`."""

    payee: Payee
    many: int
    last_at: datetime | None


def book(company: Company, words: str) -> QuerySet[Payee]:
    """By name; `words`: part of a name, or the end of an account."""
    found = Payee.objects.of(company).order_by("folded", "pk")
    for word in folded(words).split():
        found = found.filter(folded__contains=word) | found.filter(account__icontains=word)
    return found


def rows(company: Company, payees: Sequence[Payee], at: datetime) -> list[Row]:
    """Two queries, whatever their number."""
    marks = [payee.mark for payee in payees]
    used = ApprovalRequest.objects.of(company).filter(payee_mark__in=marks, state=RequestState.CONSUMED, type__in=PAYING)
    told = Action.objects.of(company).filter(payee_mark__in=marks, type__in=PAYING, outcome=Outcome.DONE, is_test=False, approval_id=None)
    counted: dict[UUID, list[dict[str, Any]]] = {}
    for counts in (_by_mark(used, "consumed_at", at), _by_mark(told, "occurred_at", at)):
        for one in counts:
            counted.setdefault(one["payee_mark"], []).append(one)
    return [_row(payee, counted.get(payee.mark, [])) for payee in payees]


def _by_mark(rows: QuerySet[Any], column: str, at: datetime) -> Any:
    recent = rows.filter(**{f"{column}__gt": at - YEAR, f"{column}__lte": at})
    return recent.order_by().values("payee_mark").annotate(many=Count("*"), last=Max(column))


def _row(payee: Payee, counts: list[dict[str, Any]]) -> Row:
    return Row(payee, sum(one["many"] for one in counts), max((one["last"] for one in counts), default=None))
