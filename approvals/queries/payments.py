"""What the company has paid somebody: with its answer, or by the journal alone. Amounts in cents."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from accounts.models import Company
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Payee
from approvals.rules.limits import PAYING
from approvals.rules.payees import spelt
from journal.enums import Outcome
from journal.models import Action
from journal.rules.reported import for_lists, payee_mark
from lib.dates import french_date
from lib.money import french_money

YEAR = timedelta(days=365)
MOST = 300  # the newest: more do not change what is usual


@dataclass(frozen=True)
class Paid:
    """One payment. `request`: the demand that somebody, or a limit, had let through; else the agent only said so."""

    at: datetime
    mark: UUID
    amount_cents: int | None
    currency: str
    reference: str
    request: UUID | None = None

    @property
    def is_granted(self) -> bool:
        """Not by the agent's word alone."""
        return self.request is not None


def marks_of(company: Company, mark: UUID, name: str) -> frozenset[UUID]:
    """Every account known of the same payee, by our name for it, else by the name told. One query, two when the names differ."""
    told, payees = spelt(name), Payee.objects.of(company)
    found = dict(payees.filter(Q(mark=mark) | Q(folded=told)).exclude(folded="").values_list("mark", "folded"))
    if not (plain := found.get(mark) or told):
        return frozenset({mark})
    if plain != told:
        found = dict(payees.filter(folded=plain).values_list("mark", "folded"))
    by_name = payee_mark(settings.MARK_KEY, company.pk, "", plain)
    return frozenset({mark, *found, *([by_name] if by_name else [])})


def paid_to(company: Company, marks: frozenset[UUID], at: datetime) -> list[Paid]:
    """Over a year, newest first. Two queries."""
    granted, ids = [], []
    used = ApprovalRequest.objects.of(company).filter(payee_mark__in=marks, type__in=PAYING, state=RequestState.CONSUMED)
    for one in used.filter(consumed_at__gt=at - YEAR).order_by("-consumed_at")[:MOST]:
        ids.append(one.pk)
        granted.append(_granted(one))
    return sorted([*granted, *_told(company, marks, ids, at)], key=lambda paid: paid.at, reverse=True)[:MOST]


def _granted(one: ApprovalRequest) -> Paid:
    reference = reference_of(json.loads(bytes(one.action)))
    return Paid(one.consumed_at or one.asked_at, one.payee_mark or UUID(int=0), one.amount_cents, one.currency, reference, one.pk)


def _told(company: Company, marks: frozenset[UUID], ids: list[UUID], at: datetime) -> Iterator[Paid]:
    """What agents said they paid without a grant that we know of."""
    done = Action.objects.of(company).filter(payee_mark__in=marks, type__in=PAYING, outcome=Outcome.DONE, is_test=False)
    done = done.filter(occurred_at__gt=at - YEAR, occurred_at__lte=at).exclude(approval_id__in=ids).order_by("-occurred_at")
    for mark, when, cents, currency, target in done.values_list("payee_mark", "occurred_at", "amount_cents", "currency", "target")[:MOST]:
        yield Paid(when, mark or UUID(int=0), cents, currency, target)


def reference_of(said: dict[str, Any]) -> str:
    """The number of the paper behind an action."""
    return str((said.get("payee") or {}).get("reference") or (said.get("document") or {}).get("number") or "")


def past_words(past: Sequence[Paid], currency: str) -> str:
    """« 7 depuis un an, entre 210,00 € et 940,00 € »."""
    amounts = [one.amount_cents for one in past if one.currency == currency and one.amount_cents is not None]
    if not amounts:
        return "Aucun depuis un an"
    low, high = french_money(min(amounts), currency), french_money(max(amounts), currency)
    return f"{len(amounts)} depuis un an, entre {low} et {high}" if low != high else f"{len(amounts)} depuis un an, de {low}"


def past_rows(past: Sequence[Paid], company: Company, most: int = 5) -> list[dict[str, Any]]:
    """The newest, for a table."""
    zone = ZoneInfo(company.time_zone)
    return [_row(one, zone) for one in past[:most]]


def _row(paid: Paid, zone: ZoneInfo) -> dict[str, Any]:
    money = french_money(paid.amount_cents, paid.currency) if paid.amount_cents is not None else ""
    on = french_date(paid.at.astimezone(zone).date())
    return {"on": on, "amount": money, "reference": for_lists(paid.reference), "is_granted": paid.is_granted}
