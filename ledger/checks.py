"""A check of the record is asked, taken by one worker, brought to its end. Also the clock's own finding that a record cannot be signed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from ledger.checkpoints import RecordBroken
from ledger.enums import Verdict
from ledger.models import Check
from ledger.offline.checker import Report
from lib.kept import Kept
from lib.wake import wake

LEASE = timedelta(minutes=2)
NEWEST_ENDED = Kept(lambda company: Check.objects.filter(company_id=company).exclude(ended_at=None).order_by("-ended_at")[:1], UUID)
TASK = "accounts.check_record"
SHOWN = 20  # findings kept


def ask(company: UUID, *, by: str, at: datetime, held: bool = False) -> Check:
    """A check to be made; `held`: by who asks, no worker need come. Inside a transaction."""
    check = Check(company_id=company, asked_at=at, asked_by_name=by, lease_until=at + LEASE if held else None)
    check.save(force_insert=True)
    if not held:
        wake(TASK, str(company), str(check.pk))
    return check


def under_way(company: UUID) -> Check | None:
    """The check that has not ended. Two at once wait for each other: the company's counter is held."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from ledger_head where company_id = gf_company() for update")
    return Check.objects.filter(company_id=company, ended_at=None).order_by("asked_at").first()


def take(check_id: UUID, *, at: datetime) -> bool:
    """Nobody else works on it: it is ours for a while."""
    free = Q(lease_until=None) | Q(lease_until__lt=at)
    return bool(Check.objects.filter(free, pk=check_id, ended_at=None).update(lease_until=at + LEASE))


def tell(check_id: UUID, *, done: int, total: int, at: datetime) -> None:
    """How far it is."""
    Check.objects.filter(pk=check_id, ended_at=None).update(done=done, total=total, lease_until=at + LEASE)


def end(check_id: UUID, report: Report, *, at: datetime) -> bool:
    """What was found. False when it was ended already."""
    said = [*report.findings, *report.notices]
    found = [{"code": one.code, "seq": one.seq, "sentence": one.sentence} for one in said[:SHOWN]]
    return bool(
        Check.objects.filter(pk=check_id, ended_at=None).update(
            ended_at=at, verdict=report.verdict, found=found, done=report.rows, total=report.rows, lease_until=None
        )
    )


def fail(check_id: UUID, *, at: datetime) -> None:
    """It could not be brought to its end; the page says to ask again."""
    Check.objects.filter(pk=check_id, ended_at=None).update(ended_at=at, verdict=Verdict.FAILED, lease_until=None)


def alarm(company: UUID, broken: RecordBroken, *, at: datetime) -> bool:
    """The signer refused: kept as a check that found something, once as long as it says the same."""
    found = [{"code": "refused", "seq": broken.seq, "sentence": broken.sentence}]
    newest = newest_ended(company)
    if newest and newest.verdict == Verdict.ALTERED and newest.found == found:
        return False
    Check(company_id=company, asked_at=at, asked_by_name="Garde-fou", ended_at=at, verdict=Verdict.ALTERED, found=found).save(
        force_insert=True
    )
    return True


def newest_ended(company: UUID) -> Check | None:
    """What the last check said. One query."""
    return next(iter(NEWEST_ENDED.read(company)), None)


def forgotten(company: UUID, *, at: datetime) -> list[UUID]:
    """Checks whose worker is gone, or never came."""
    waiting = Check.objects.filter(company_id=company, ended_at=None).filter(
        Q(lease_until=None, asked_at__lt=at - LEASE) | Q(lease_until__lt=at)
    )
    return list(waiting.values_list("pk", flat=True))
