"""Prepares one dossier from beginning to end, whoever runs it. Can be lost or run twice without harm.

No transaction is open while files are written: the lease row says who works, and a killed worker's lease simply runs out. The list of
pieces is sealed in the record first; then the record itself goes in: the one vouches for the other.
"""

import hashlib
import json
import logging
import os
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts import archiving, preparing
from accounts.boundary import scope
from accounts.models import Company
from evidence import actions, check, keeping
from evidence.actions import Made
from evidence.index import Contents, readme
from evidence.models import Dossier
from evidence.tables import SHEETS, Sheet, Span, named, of_period
from ledger import checkpoints
from ledger.checkpoints import RecordBroken
from ledger.enums import Reason
from ledger.keys import KeysUnreadable
from ledger.offline import joined
from lib.dates import french_date, french_moment, span_words
from lib.tables import csv_file
from register import past
from register.book import to_json
from register.exporting import printing_settings
from register.past import NotKept
from register.printing import PrintingStopped, render
from reviews.models import Paper

RENEW = timedelta(seconds=2)
FIXED = (2026, 1, 1, 0, 0, 0)
NO_TRIALS = "Les essais avant mise en service\u00a0: aucun n’a été enregistré."
NO_ROOM = "Le fichier ne peut pas être écrit sur le serveur. Le disque est peut-être plein. Prévenez votre informaticien."
NO_KEYS = "Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde, puis demandez à nouveau le dossier."
GAVE_UP = "La préparation n’a pas abouti. Demandez à nouveau le dossier. Si cela se répète, prévenez votre informaticien."
log = logging.getLogger(__name__)

Now = Callable[[], datetime]


class Stopped(Exception):
    """Nobody wants this dossier any more."""


def run(company_id: UUID, dossier_id: UUID, *, now: Now) -> bool:
    """Prepares it unless somebody else does. True when the file is ready because of this call."""
    owner = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with scope(company_id):
        dossier = Dossier.objects.filter(company_id=company_id, pk=dossier_id).select_related("company").first()
        if dossier is None or not _taken(dossier, owner, now()):
            return False
    work = _Work(dossier, owner, now, keeping.path_of(dossier).with_suffix(f".{owner}"))
    try:
        return _made(work)
    except (Stopped, PrintingStopped):
        return False
    except Exception as error:
        log.exception("dossier of %s", company_id)
        with scope(company_id):
            actions.fail(dossier, _why(error), owner=owner, at=now())
        return False
    finally:
        shutil.rmtree(work.folder, ignore_errors=True)


def _taken(dossier: Dossier, owner: str, at: datetime) -> bool:
    if preparing.is_lost(dossier):
        actions.fail(dossier, GAVE_UP, owner=dossier.lease_owner, at=at)
        return False
    return preparing.take(dossier, owner=owner, at=at)


@dataclass
class _Work:
    """One worker on one dossier: tells the row how far it is, at most every two seconds, and learns whether to go on."""

    dossier: Dossier
    owner: str
    now: Now
    folder: Path
    done: int = 0
    total: int = len(SHEETS) + 4
    told_at: datetime | None = None
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def company(self) -> Company:
        return self.dossier.company

    def add(self, path: str, data: bytes) -> None:
        """One more piece."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_bytes(data)
        self.note(path)

    def note(self, path: str) -> None:
        """A piece that stands in the folder already."""
        with (self.folder / path).open("rb") as file:
            self.digests[path] = hashlib.file_digest(file, "sha256").hexdigest()
        self.done += 1
        self.tell()

    def tell(self, *_: int) -> None:
        """Raises Stopped."""
        if self.is_unwanted():
            raise Stopped

    def is_unwanted(self) -> bool:
        """Renews the lease when it is time."""
        at = self.now()
        if self.told_at is not None and at - self.told_at < RENEW:
            return False
        self.told_at = at
        with scope(self.company):
            return not preparing.renew(self.dossier, owner=self.owner, done=self.done, total=max(self.total, self.done), at=at)


def _made(work: _Work) -> bool:
    _drop_drafts(work)
    work.folder.mkdir(parents=True, mode=0o700)
    contents = _contents(work)
    span = _span(work.dossier)
    _tables(work, contents, span)
    _register(work, contents)
    _papers(work, contents, span)
    contents.without.append(NO_TRIALS)
    work.add("LISEZ-MOI.html", readme(contents, work.digests).encode())
    listed = _listed(work)
    with scope(work.company):
        actions.seal(work.dossier, hashlib.sha256(listed).hexdigest(), len(work.digests), owner=work.owner, at=work.now())
    (work.folder / check.LIST).write_bytes(listed)
    rows = _record(work)
    (work.folder / "verifier.py").write_bytes(Path(check.__file__).read_bytes())
    (work.folder / check.PROGRAM).write_bytes(joined.source())
    return _finished(work, rows)


def _contents(work: _Work) -> Contents:
    dossier, zone = work.dossier, ZoneInfo(work.company.time_zone)
    period = span_words(dossier.first_on, dossier.last_on)
    if dossier.first_on.year == dossier.last_on.year:
        period += f" {dossier.last_on.year}"
    return Contents(work.company.name, period, french_moment(work.now(), zone), dossier.asked_by_name)


def _span(dossier: Dossier) -> Span:
    zone = ZoneInfo(dossier.company.time_zone)
    first, after = dossier.first_on, dossier.last_on + timedelta(days=1)
    return Span(dossier.company, datetime.combine(first, time.min, tzinfo=zone), datetime.combine(after, time.min, tzinfo=zone))


def _tables(work: _Work, contents: Contents, span: Span) -> None:
    for sheet in SHEETS:
        with scope(work.company):
            data, many = _csv(sheet, span)
        if many:
            work.add(sheet.path, data)
            contents.pieces[sheet.path] = f"{sheet.words} {many} {'ligne' if many == 1 else 'lignes'}."
        else:
            contents.without.append(f"{sheet.words} Rien pendant cette période.")


def _csv(sheet: Sheet, span: Span) -> tuple[bytes, int]:
    rows = list(sheet.rows(span))
    return csv_file.write(sheet.heads, rows), len(rows)


def _register(work: _Work, contents: Contents) -> None:
    """As it stood on the evening of the last day, when the past was kept then."""
    at = work.now()
    with scope(work.company):
        try:
            moment = past.moment_of(work.company, work.dossier.last_on, at)
        except NotKept as error:
            contents.without.append(f"Le registre de ce jour-là\u00a0: son passé est gardé depuis le {french_date(error.args[0])}.")
            return
        book = past.read(work.company, moment, at)
    work.add("registre/registre.json", to_json(book))
    contents.pieces["registre/registre.json"] = "Le registre RGPD, en données."
    paper = work.folder / "registre" / "registre.pdf"
    render(book, paper, printing_settings(), cancelled=work.is_unwanted)
    work.note("registre/registre.pdf")
    contents.pieces["registre/registre.pdf"] = f"Le registre RGPD, tel qu’il était le {french_date(work.dossier.last_on)}."


def _papers(work: _Work, contents: Contents, span: Span) -> None:
    """The signed page of each review."""
    for number, (words, data) in enumerate(_signed(work, contents, span), 1):
        path = f"revues/compte-rendu-{number:03d}.pdf"
        work.total += 1
        work.add(path, data)
        contents.pieces[path] = words


def _signed(work: _Work, contents: Contents, span: Span) -> Iterator[tuple[str, bytes]]:
    with scope(work.company):
        signed = [review for review in of_period(span) if hasattr(review, "sign_off")]
    for review in signed:
        with scope(work.company):
            paper = Paper.objects.of(work.company).filter(review=review).first()
        if paper is None:
            contents.without.append(f"Le compte rendu de la {named(review)}\u00a0: il se prépare encore.")
        else:
            yield f"La {named(review)}, signée par {review.sign_off.by_name}.", bytes(paper.pdf)


def _listed(work: _Work) -> bytes:
    dossier = work.dossier
    told = {
        "company": str(work.company.pk),
        "dossier": str(dossier.pk),
        "first_on": dossier.first_on.isoformat(),
        "last_on": dossier.last_on.isoformat(),
        "pieces": dict(sorted(work.digests.items())),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _record(work: _Work) -> int:
    """Signed, so that the list of pieces is under a checkpoint; then whole. How many rows."""
    with scope(work.company):
        checkpoints.sign(work.company.pk, Reason.EXPORT, at=work.now())
    path = work.folder / check.RECORD
    path.touch(mode=0o600)
    return archiving.write_whole(path, work.company, work.dossier.asked_by_name, at=work.now(), tell=work.tell).rows


def _finished(work: _Work, rows: int) -> bool:
    final = keeping.path_of(work.dossier)
    draft = work.folder.with_suffix(f"{work.folder.suffix}.part")
    try:
        _zip(work.folder, draft)
        with draft.open("rb") as file:
            made = Made(rows, draft.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
        with scope(work.company):
            won = actions.finish(work.dossier, made, owner=work.owner, at=work.now())
            if won:
                draft.replace(final)  # before the commit: a row that says « ready » always has its file
        return won
    finally:
        draft.unlink(missing_ok=True)


def _zip(folder: Path, draft: Path) -> None:
    draft.touch(mode=0o600)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            told = zipfile.ZipInfo(path.relative_to(folder).as_posix(), FIXED)
            told.compress_type = zipfile.ZIP_STORED if path.suffix in (".zip", ".pdf") else zipfile.ZIP_DEFLATED
            with zipped.open(told, "w", force_zip64=True) as out, path.open("rb") as source:
                shutil.copyfileobj(source, out)


def _drop_drafts(work: _Work) -> None:
    """What earlier workers left when they were killed; the lease says that they are gone."""
    for left in work.folder.parent.glob(f"{work.dossier.pk}.*"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _why(error: Exception) -> str:
    if isinstance(error, RecordBroken):
        return f"Le journal ne peut pas être signé, donc pas joint. {error.sentence}"
    if isinstance(error, KeysUnreadable):
        return NO_KEYS
    return NO_ROOM if isinstance(error, OSError) else GAVE_UP
