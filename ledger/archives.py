"""An export of the record is asked, taken by one worker, followed, finished, and its file forgotten after some days. One conditional
write each, inside the company's scope; every act of a person is a row of the record itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from ledger.actions import record
from ledger.checking import was_purged_since
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind
from ledger.models import Archive
from lib.canonical import Json
from lib.wake import wake

LEASE = timedelta(seconds=60)  # renewed every two seconds: a worker silent for a minute is gone
MAX_TRIES = 3
KEPT = timedelta(days=7)  # the file holds personal data: long enough to hand it on, no longer
LONGEST_FAILURE = 500
TASK = "accounts.export_record"
GAVE_UP = "La préparation n’a pas abouti. Demandez à nouveau l’export. Si cela se répète, prévenez votre informaticien."


@dataclass(frozen=True)
class Written:
    """The finished file."""

    rows: int
    verdict: str
    size_bytes: int
    sha256: str


@transaction.atomic
def ask(company: UUID, name: str, *, by: Actor, at: datetime) -> Archive:
    """One more export, or the one that is being prepared."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from ledger_head where company_id = gf_company() for update")  # two clicks: one at a time
    under_way = unfinished(company).first()
    if under_way:
        return under_way
    number = (Archive.objects.filter(company_id=company).aggregate(highest=Max("number"))["highest"] or 0) + 1
    archive = Archive(company_id=company, number=number, asked_at=at, asked_by_name=by.name)
    archive.save(force_insert=True)
    record(Kind.RECORD, "record.export_asked", _subject(archive), Subject("company", company, name), by=by, at=at)
    wake(TASK, str(company), str(archive.pk))
    return archive


@transaction.atomic
def cancel(archive: Archive, *, by: Actor, at: datetime) -> bool:
    """Nobody wants it any more: the worker stops at its next look. False when it was over."""
    if not _open(archive).update(cancelled_at=at, lease_until=None):
        return False
    record(Kind.RECORD, "record.export_cancelled", _subject(archive), by=by, at=at)
    return True


def take(archive: Archive, *, owner: str, at: datetime) -> bool:
    """This worker prepares it, unless another holds it. Given up after MAX_TRIES workers were lost on it."""
    if archive.tries >= MAX_TRIES:
        fail(archive, GAVE_UP, owner=archive.lease_owner, at=at)
        return False
    free = _open(archive).filter(_nobodys(at), tries=archive.tries)
    return bool(free.update(lease_owner=owner, lease_until=at + LEASE, tries=archive.tries + 1, done=0, total=0))


def renew(archive: Archive, *, owner: str, done: int, total: int, at: datetime) -> bool:
    """Still at it. False: cancelled, or taken by another worker; then stop."""
    return bool(_open(archive).filter(lease_owner=owner).update(lease_until=at + LEASE, done=done, total=total))


@transaction.atomic
def finish(archive: Archive, written: Written, *, owner: str, at: datetime) -> bool:
    """The file is there. False when it was cancelled or taken over meanwhile: the file is then nobody's."""
    facts = {"rows": written.rows, "verdict": written.verdict, "size_bytes": written.size_bytes, "sha256": written.sha256}
    if not _open(archive).filter(lease_owner=owner).update(ready_at=at, lease_until=None, **facts):
        return False
    detail: dict[str, Json] = {"sha256": written.sha256, "rows": written.rows}
    record(Kind.RECORD, "record.export_ready", _subject(archive), by=SYSTEM, at=at, detail=detail)
    return True


@transaction.atomic
def fail(archive: Archive, why: str, *, owner: str, at: datetime) -> bool:
    """It cannot be prepared; the page says why. False when it was over already."""
    if not _open(archive).filter(lease_owner=owner).update(failed_at=at, lease_until=None, failure=why[:LONGEST_FAILURE]):
        return False
    record(Kind.RECORD, "record.export_failed", _subject(archive), by=SYSTEM, at=at)
    return True


@transaction.atomic
def note_download(archive: Archive, *, by: Actor, at: datetime) -> None:
    """Somebody takes the file away: the record says who."""
    record(Kind.RECORD, "record.export_downloaded", _subject(archive), by=by, at=at)


@transaction.atomic
def forget(archive: Archive, *, by: Actor, at: datetime) -> bool:
    """The file goes, the line stays. The caller deletes the file before the commit: a row that says « deleted » never has one."""
    there = Archive.objects.filter(pk=archive.pk, deleted_at=None).exclude(ready_at=None)
    if not there.update(deleted_at=at):
        return False
    record(Kind.RECORD, "record.export_deleted", _subject(archive), by=by, at=at)
    return True


def unfinished(company: UUID) -> QuerySet[Archive]:
    """The one that is being prepared, if any."""
    return Archive.objects.filter(company_id=company, ready_at=None, failed_at=None, cancelled_at=None)


def waiting(company: UUID, *, at: datetime) -> list[UUID]:
    """Nobody holds them: their task was lost, or their worker was."""
    return list(unfinished(company).filter(_nobodys(at)).values_list("pk", flat=True))


def to_delete(company: UUID, *, at: datetime) -> list[Archive]:
    """Files past their days, and those that still hold contents erased from the record since."""
    there = Archive.objects.filter(company_id=company, deleted_at=None).exclude(ready_at=None)
    return [one for one in there if (one.ready_at and one.ready_at <= at - KEPT) or was_purged_since(one.rows or 0)]


def newest(company: UUID, limit: int) -> list[Archive]:
    """The last ones asked."""
    return list(Archive.objects.filter(company_id=company).order_by("-number")[:limit])


def _open(archive: Archive) -> QuerySet[Archive]:
    return unfinished(archive.company_id).filter(pk=archive.pk)


def _nobodys(at: datetime) -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=at)


def _subject(archive: Archive) -> Subject:
    return Subject("archive", archive.pk, str(archive))
