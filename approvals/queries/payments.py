"""What the company has paid somebody: with its answer, or by the journal alone. Amounts in cents."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Company
from approvals.queries.hot import payees_like, payments
from approvals.rules.payees import spelt
from journal.rules.reported import for_lists, payee_mark
from lib.dates import french_date
from lib.money import french_money
from lib.prepared import Asked, Row, rows_of_each

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
    return marks_among(payees_like(company.pk, mark, spelt(name)), company, mark, name)


def marks_among(alike: Iterable[tuple[UUID, str]], company: Company, mark: UUID, name: str) -> frozenset[UUID]:
    """The same, once whoever has this mark or this name was read. One query when the names differ."""
    told = spelt(name)
    found = {one: spelling for one, spelling in alike if spelling}
    if not (plain := found.get(mark) or told):
        return frozenset({mark})
    if plain != told:
        found = dict(payees_like(company.pk, mark, plain))
    by_name = payee_mark(settings.MARK_KEY, company.pk, "", plain)
    return frozenset({mark, *found, *([by_name] if by_name else [])})


def paid_to(company: Company, marks: frozenset[UUID], at: datetime) -> list[Paid]:
    """Over a year, newest first: what was paid with an answer, and what agents said they paid without one that we know of. One query."""
    return paid_in(rows_of_each({"paid": payments_asked(company, marks, at)})["paid"])


def payments_asked(company: Company, marks: frozenset[UUID], at: datetime) -> Asked:
    """The question of `paid_to`, for who asks it with others."""
    return payments(company.pk, marks, at - YEAR, at, MOST)


def paid_in(found: Iterable[Row]) -> list[Paid]:
    """And its answer."""
    return sorted((_paid(row) for row in found), key=lambda paid: paid.at, reverse=True)[:MOST]


def _paid(row: tuple[Any, ...]) -> Paid:
    at, mark, cents, currency, action, target, request = row
    return Paid(at, mark, cents, currency, reference_of(json.loads(bytes(action))) if action else target, request)


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
