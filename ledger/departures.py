"""The checkpoint that leaves the building on a day: which one, whether there is news, and what left last. Inside the company's scope."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from ledger.models import Checkpoint, Departure


@dataclass(frozen=True)
class News:
    """`today`: what leaves today already. `is_new`: lines were written since the last departure."""

    today: Departure | None
    last: Departure | None
    is_new: bool


def news(company: UUID, day: date) -> News:
    """Two queries."""
    last = Departure.objects.filter(company_id=company).select_related("checkpoint").order_by("-day").first()
    size = _size()
    today = last if last and last.day >= day else None
    return News(today, last, size > (last.checkpoint.size if last else 0))


def depart(company: UUID, day: date, *, at: datetime) -> Departure | None:
    """The newest checkpoint leaves; the one of this day when it has one already. None when nothing is signed."""
    newest = Checkpoint.objects.filter(company_id=company).order_by("-size", "-made_at").first()
    if newest is None:
        return None
    with transaction.atomic():
        Departure.objects.bulk_create(
            [Departure(company_id=company, day=day, checkpoint=newest, made_at=at)], ignore_conflicts=True
        )  # two clocks: the second finds the first one's
        return Departure.objects.select_related("checkpoint").get(company_id=company, day=day)


def latest(company: UUID, limit: int = 10) -> list[Departure]:
    """The newest first. One query."""
    return list(Departure.objects.filter(company_id=company).select_related("checkpoint").order_by("-day")[:limit])


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select size from ledger_head where company_id = gf_company()")
        return int(cursor.fetchone()[0])
