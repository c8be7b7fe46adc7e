"""Prepares an export of the record from beginning to end, whoever runs it, and deletes old files. Can be lost or run twice without harm.

No transaction is open while the file is written: the lease row says who works, and a killed worker's lease simply runs out.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.boundary import all_companies, scope
from accounts.models import Company
from ledger import archive as zipped
from ledger import archives, checkpoints
from ledger.actions import record
from ledger.archive import Cover, PurgedMeanwhile
from ledger.archives import Written
from ledger.checkpoints import RecordBroken
from ledger.entries import SERVER, SYSTEM, Actor, Subject
from ledger.enums import Kind, Reason
from ledger.keys import KeysUnreadable
from ledger.models import Archive
from ledger.offline.checker import Report
from lib.dates import french_moment
from lib.wake import wake

RENEW = timedelta(seconds=2)
ATTEMPTS = 3  # a purge in the middle of an export makes it begin again
NO_KEYS = "Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde, puis demandez à nouveau l’export."
NO_ROOM = "Le fichier ne peut pas être écrit sur le serveur. Le disque est peut-être plein. Prévenez votre informaticien."
log = logging.getLogger(__name__)

Now = Callable[[], datetime]


class Stopped(Exception):
    """Nobody wants this export any more."""


def run(company_id: UUID, archive_id: UUID, *, now: Now) -> bool:
    """Prepares the export unless somebody else does. True when the file is ready because of this call."""
    owner = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with scope(company_id):
        company, archive = Company.objects.get(pk=company_id), Archive.objects.filter(pk=archive_id).first()
        if archive is None or not archives.take(archive, owner=owner, at=now()):
            return False
    work = _Work(company, archive, owner, now)
    draft = path_of(archive).with_suffix(f".{owner}")
    try:
        return _made(work, draft)
    except Stopped:
        return False
    except Exception as error:
        log.exception("export of the record of %s", company_id)
        with scope(company_id):
            archives.fail(archive, _why(error), owner=owner, at=now())
        return False
    finally:
        draft.unlink(missing_ok=True)


def _made(work: "_Work", draft: Path) -> bool:
    """Signed as on the command line: what was asked is written for good, then signed, then exported."""
    company = work.company
    path_of(work.archive).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _drop_drafts(work.archive)
    with scope(company):
        checkpoints.sign(company.pk, Reason.EXPORT, at=work.now())
    draft.touch(mode=0o600)
    report = write_whole(draft, company, work.archive.asked_by_name, at=work.archive.asked_at, tell=work.tell)
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    written = Written(report.rows, report.verdict, draft.stat().st_size, digest)
    with scope(company):
        won = archives.finish(work.archive, written, owner=work.owner, at=work.now())
        if won:
            draft.replace(path_of(work.archive))  # before the commit: a row that says « ready » always has its file
    return won


def export_to(out: Path, company_id: UUID, *, at: datetime) -> int:
    """For the command line: the whole record in a zip; how many rows. Raises RecordBroken, KeysUnreadable, OSError.

    The export is a row itself, the last of the file. It is written for good before it is signed: what the signer remembers must never
    be undone, even when the disk is full or the zip cannot be made.
    """
    part = out.with_name(out.name + ".part")
    try:
        part.touch(mode=0o600)
        with scope(company_id):
            company = Company.objects.get(pk=company_id)
            record(Kind.RECORD, "record.exported", Subject("company", company.pk, company.name), by=SERVER, at=at)
        with scope(company):
            checkpoints.sign(company.pk, Reason.EXPORT, at=at)
        rows = write_whole(part, company, SERVER.name, at=at).rows
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return rows


def write_whole(path: Path, company: Company, by: str, *, at: datetime, tell: Callable[[int, int], None] | None = None) -> Report:
    """The zip, one scope a step; signed and begun again when a purge came in between."""
    cover = Cover(company.name, french_moment(at, ZoneInfo(company.time_zone)), by)
    for _attempt in range(ATTEMPTS - 1):
        try:
            return zipped.write(path, company.pk, cover, inside=lambda: scope(company), tell=tell)
        except PurgedMeanwhile:
            with scope(company):
                checkpoints.sign(company.pk, Reason.EXPORT, at=at)
    return zipped.write(path, company.pk, cover, inside=lambda: scope(company), tell=tell)


@dataclass
class _Work:
    """One worker on one export: tells the row how far it is, at most every two seconds, and learns whether to go on."""

    company: Company
    archive: Archive
    owner: str
    now: Now
    told_at: datetime | None = None

    def tell(self, done: int, total: int) -> None:
        at = self.now()
        if self.told_at is None or at - self.told_at >= RENEW:
            self.told_at = at
            with scope(self.company):
                goes_on = archives.renew(self.archive, owner=self.owner, done=done, total=total, at=at)
            if not goes_on:
                raise Stopped


def path_of(archive: Archive) -> Path:
    """Where the file stands, in the company's own folder."""
    return Path(settings.DATA_DIR) / "files" / str(archive.company_id) / "record" / f"{archive.pk}.zip"


def sweep(*, now: Now) -> None:
    """Wake a worker for each export that nobody holds; delete the files past their days."""
    for company in all_companies():
        with scope(company):
            for archive_id in archives.waiting(company, at=now()):
                wake(archives.TASK, str(company), str(archive_id))
            old = archives.to_delete(company, at=now())
        for archive in old:
            delete(archive, by=SYSTEM, at=now())


def delete(archive: Archive, *, by: Actor, at: datetime) -> bool:
    """The file goes; its line in the list stays."""
    with scope(archive.company_id):
        gone = archives.forget(archive, by=by, at=at)
        if gone:
            path_of(archive).unlink(missing_ok=True)
    return gone


def _drop_drafts(archive: Archive) -> None:
    """What earlier workers left when they were killed; the lease says that they are gone."""
    for draft in path_of(archive).parent.glob(f"{archive.pk}.*"):
        draft.unlink(missing_ok=True)


def _why(error: Exception) -> str:
    if isinstance(error, RecordBroken):
        return f"Le journal ne peut pas être signé, donc pas exporté. {error.sentence}"
    if isinstance(error, KeysUnreadable):
        return NO_KEYS
    return NO_ROOM if isinstance(error, OSError) else archives.GAVE_UP
