"""A time stamp is wanted, taken in hand, obtained or tried again. One conditional write each, inside the company's scope."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from ledger.models import Checkpoint, Stamp

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PAUSES = (10 * MINUTE, HOUR, 6 * HOUR, DAY, DAY, DAY)  # after the first failure, the second…
LEASE = 2 * MINUTE
LONGEST_ERROR = 300


def want(checkpoint: Checkpoint, authority: str, *, at: datetime) -> None:
    """Once a checkpoint."""
    row = Stamp(company_id=checkpoint.company_id, checkpoint=checkpoint, authority=authority, asked_at=at, next_try_at=at)
    Stamp.objects.bulk_create([row], ignore_conflicts=True)


def due(company: UUID, *, at: datetime) -> list[UUID]:
    """Those that nobody has in hand."""
    return list(_open(company).filter(_free(at)).order_by("asked_at").values_list("pk", flat=True)[:10])


@transaction.atomic
def take(company: UUID, pk: UUID, *, at: datetime) -> Stamp | None:
    """The count of the UPDATE decides who asks."""
    if not _open(company).filter(_free(at), pk=pk).update(lease_until=at + LEASE, tries=F("tries") + 1):
        return None
    return Stamp.objects.select_related("checkpoint").get(pk=pk)


def keep(stamp: Stamp, response: bytes, *, said_at: datetime, at: datetime) -> None:
    """The authority's answer holds."""
    done = {"response": response, "said_at": said_at, "stamped_at": at, "lease_until": None, "last_error": ""}
    _open(stamp.company_id).filter(pk=stamp.pk).update(**done)


def put_off(stamp: Stamp, why: str, *, at: datetime) -> None:
    """Tried again after a pause; given up after some days."""
    pause = PAUSES[stamp.tries - 1] if stamp.tries <= len(PAUSES) else None
    after = {"next_try_at": at + pause} if pause else {"gave_up_at": at}
    _open(stamp.company_id).filter(pk=stamp.pk).update(last_error=why[:LONGEST_ERROR], lease_until=None, **after)


def newest(company: UUID) -> tuple[Stamp | None, Stamp | None]:
    """The last one obtained, and the last one wanted. Two queries."""
    rows = Stamp.objects.filter(company_id=company).select_related("checkpoint").defer("response").order_by("-asked_at")
    return rows.exclude(said_at=None).first(), rows.first()


def _open(company: UUID) -> QuerySet[Stamp]:
    return Stamp.objects.filter(company_id=company, said_at=None, gave_up_at=None)


def _free(at: datetime) -> Q:
    return Q(next_try_at__lte=at) & (Q(lease_until=None) | Q(lease_until__lte=at))
