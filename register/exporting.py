"""Prepares one export from beginning to end, whoever runs it: a worker, the sweep or a command. Can be lost or run twice without harm.

No transaction is open while the file is made: the lease row says who works, and a killed worker's lease simply runs out.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accounts import sealing
from accounts.boundary import scope
from accounts.models import Company
from ledger.enums import Reason
from ledger.keys import KeysUnreadable
from ledger.seals import seal_of
from lib.pdf.leaf import places
from register import actions, client_sheets, keeping, missions, past
from register.actions import Written
from register.book import Part, RegisterBook, fingerprint, to_json
from register.enums import Format
from register.models import Export
from register.printing import PART, Book, PrintingFailed, PrintingStopped, Settings, render

RENEW = timedelta(seconds=2)
WRITERS = {Format.ODS: "ods", Format.XLSX: "xlsx", Format.CSV: "csv", Format.JSONLD: "jsonld"}  # modules of register.exporters
log = logging.getLogger(__name__)

Now = Callable[[], datetime]


def run(company_id: UUID, export_id: UUID, *, now: Now) -> bool:
    """Prepares the export unless somebody else does. True when the file is ready because of this call."""
    owner, at = f"{os.getpid()}-{uuid.uuid4().hex[:8]}", now()
    with scope(company_id):
        company = Company.objects.get(pk=company_id)
        export = Export.objects.of(company).select_related("company").filter(pk=export_id).first()
        if export is None or not actions.take(export, owner=owner, at=at):
            return False
        book = _read(company, export, at)
    above = _signed(company_id, at)
    _drop_drafts(export)
    draft = path_of(export).with_suffix(f".{owner}")
    try:
        return _write(_Work(export, owner, now, above), book, draft)
    except PrintingStopped:
        return False
    except Exception as error:
        log.exception("export %s", export.pk, exc_info=None if isinstance(error, PrintingFailed) else error)
        with scope(company_id):
            actions.give_up(export, owner=owner, at=now())
        return False
    finally:
        for left in (draft, draft.with_name(draft.name + PART)):
            left.unlink(missing_ok=True)


def _read(company: Company, export: Export, at: datetime) -> Book:
    if export.part == Part.CLIENT and export.agent_id and export.processing_id:
        return client_sheets.build(company, export.agent_id, export.processing_id, at, version=export.number)
    if export.part == Part.MISSION and export.agent_id:
        return missions.build(company, export.agent_id, at, version=export.number)
    return past.read(company, export.as_on, at, version=export.number, extent=export.extent)


def _signed(company_id: UUID, at: datetime) -> str:
    """The record is signed at each export, and the line to compare with stands on every page. A register is made all the same without."""
    try:
        if not sealing.sign_for(company_id, Reason.REGISTER, at=at):
            return ""
    except KeysUnreadable:
        log.critical("the key file of the record cannot be read: nothing is signed")
        return ""
    with scope(company_id):
        line = seal_of(company_id).line
    return f"Journal scellé, point de contrôle\u00a0: {line}" if line else ""


def path_of(export: Export) -> Path:
    """Where the finished file stands, in the company's own folder."""
    return keeping.folder_of(export) / f"{export.pk}.{export.format}"


def _drop_drafts(export: Export) -> None:
    """What earlier workers left when they were killed; the lease says that they are gone."""
    finished = path_of(export)
    for draft in finished.parent.glob(f"{export.pk}.*"):
        if draft != finished:
            draft.unlink(missing_ok=True)


@dataclass
class _Work:
    """One worker on one export: tells the row how far it is, at most every two seconds, and learns whether to go on."""

    export: Export
    owner: str
    now: Now
    above: str
    done: int = 0
    total: int = 0
    told_at: datetime | None = field(default=None)
    is_over: bool = False

    def progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def cancelled(self) -> bool:
        at = self.now()
        if not self.is_over and (self.told_at is None or at - self.told_at >= RENEW):
            self.told_at = at
            with scope(self.export.company_id):
                self.is_over = not actions.renew(self.export, owner=self.owner, done=self.done, total=self.total, at=at)
        return self.is_over


def _encoder(wanted: str) -> Callable[[RegisterBook], bytes] | None:
    """None for a PDF. Loaded when first asked for: Excel's library alone weighs 20 MiB, which idle web and worker would carry."""
    if wanted == Format.JSON:
        return to_json
    name = WRITERS.get(Format(wanted))
    writer: Callable[[RegisterBook], bytes] | None = import_module(f"register.exporters.{name}").write if name else None
    return writer


def _write(work: _Work, book: Book, draft: Path) -> bool:
    draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    encode = _encoder(work.export.format)
    made = _write_data(book, encode(book), draft) if encode and isinstance(book, RegisterBook) else _write_pdf(work, book, draft)
    draft.chmod(0o600)
    data = to_json(book) if isinstance(book, RegisterBook) else b""
    with scope(work.export.company_id):
        previous = keeping.before(work.export)
        changes = keeping.changes_since(previous, data)
        made = replace(made, previous=previous if changes is not None else None, changes=changes)
        won = actions.finish(work.export, made, owner=work.owner, at=work.now())
        if won:
            if data:
                keeping.keep(work.export, data)
            draft.replace(path_of(work.export))  # before the commit: a row that says « ready » always has its file
    return won


def _write_data(book: RegisterBook, data: bytes, draft: Path) -> Written:
    draft.write_bytes(data)
    return Written(fingerprint(data), len(data), None, fingerprint(to_json(book)), book.is_draft)


def _write_pdf(work: _Work, book: Book, draft: Path) -> Written:
    printed = render(book, draft, printing_settings(), progress=work.progress, cancelled=work.cancelled, above=work.above)
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(digest, draft.stat().st_size, printed.pages, printed.fingerprint, printed.is_draft)


def printing_settings() -> Settings:
    """Faces cut at install, else cut now; fragments under the data folder."""
    where = places(Path(settings.BASE_DIR), Path(settings.DATA_DIR))
    return Settings(faces=where.faces, cache=where.cache)
