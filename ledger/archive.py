"""The record as a file that can be checked without us: rows, table, checkpoints, keys, time stamps, and the program that checks them.

Written in steps, each inside the company's scope that the caller opens: memory does not grow with the record.
"""

import base64
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from ledger import checkpoints
from ledger.checking import A_STEP, rows, was_purged_since
from ledger.keys import Ring
from ledger.models import Checkpoint, Stamp
from ledger.offline import joined
from ledger.offline.checker import Checker, Report, Row
from ledger.offline.export import manifest_text
from ledger.offline.listing import listing_head, listing_line
from ledger.offline.pages import readme_page
from ledger.rules import HASH
from ledger.sentences import templates

FIXED = (2026, 1, 1, 0, 0, 0)  # two exports of the same record are the same bytes
PIECE = 1 << 20
ENCODED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
Inside = Callable[[], AbstractContextManager[object]]


class PurgedMeanwhile(Exception):
    """Contents were erased while the file was written: it would look as if nobody had said so. Begin again."""


@dataclass(frozen=True)
class Cover:
    """What the first page says: the company's name, when the export was asked (French words), by whom."""

    name: str
    made: str
    by: str


def write(
    path: Path, company: UUID, cover: Cover, *, inside: Inside = nullcontext, tell: Callable[[int, int], None] | None = None
) -> Report:
    """Every row under the newest checkpoint, and what a check of them finds. Sign first: what is not signed is left out.

    `inside`: opens the company's scope, or does nothing when it is open; `tell(done, total)` may raise to stop. Raises KeysUnreadable,
    PurgedMeanwhile, OSError.
    """
    keys = checkpoints.keys_of_installation()
    with inside():
        made = list(Checkpoint.objects.filter(company_id=company).order_by("size", "made_at").values_list("pk", "note"))
        size = Checkpoint.objects.filter(company_id=company).order_by("-size").values_list("size", flat=True).first() or 0
    checker = Checker(company, keys.origin(company), keys.public, [note for _pk, note in made])
    phrases = templates()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped, tempfile.TemporaryFile(dir=path.parent) as table:
        add = _Adding(zipped)
        pass_over = _Pass(checker, _kept_leaves([pk for pk, _note in made], inside), phrases, table, tell)
        add("rows.jsonl", pass_over.lines(size, inside))
        report = checker.end(size)
        with inside():
            was_purged = was_purged_since(size)
        if was_purged:
            raise PurgedMeanwhile
        table.seek(0)
        add("journal.csv", iter(lambda: table.read(PIECE), b""))
        _add_rest(add, made, keys, inside, phrases)
        add(
            "LISEZ-MOI.html",
            iter([readme_page(report, name=cover.name, origin=keys.origin(company), made=cover.made, by=cover.by).encode()]),
        )
        _close(zipped, add.digests, company, cover, keys, size)
    return report


def _add_rest(add: "_Adding", made: list[tuple[UUID, str]], keys: Ring, inside: Inside, phrases: dict[str, str]) -> None:
    add("verifier.py", iter([joined.source()]))
    add("keys.json", iter([_json(keys.listed())]))
    add("phrases.json", iter([_json(phrases)]))
    add("checkpoints.jsonl", (_json({"note": note}) for _pk, note in made))
    add("leaves.bin", _leaves([pk for pk, _note in made], inside))
    with inside():
        stamped = Stamp.objects.filter(checkpoint__in=[pk for pk, _note in made]).exclude(said_at=None)
        for number, stamp in enumerate(stamped.select_related("checkpoint").order_by("stamped_at", "pk").iterator(100), 1):
            add(f"horodatages/{number:05d}.txt", iter([stamp.checkpoint.note.encode()]))
            add(f"horodatages/{number:05d}.tsr", iter([bytes(stamp.response or b"")]))


def _close(zipped: zipfile.ZipFile, digests: dict[str, str], company: UUID, cover: Cover, keys: Ring, size: int) -> None:
    told = {
        "company": str(company),
        "name": cover.name,
        "made_at": cover.made,
        "origin": keys.origin(company),
        "size": size,
        "files": digests,
    }
    manifest = _json(told)
    zipped.writestr(zipfile.ZipInfo("manifest.json", FIXED), manifest)
    zipped.writestr(zipfile.ZipInfo("manifest.sig", FIXED), keys.sign(manifest_text(manifest)))


class _Adding:
    """Writes one file of the archive piece by piece, and notes its SHA-256."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.digests = archive, dict[str, str]()

    def __call__(self, name: str, pieces: Iterable[bytes]) -> None:
        digest, told = sha256(), zipfile.ZipInfo(name, FIXED)
        told.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(told, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self.digests[name] = digest.hexdigest()


@dataclass
class _Pass:
    """One reading of the rows serves the sealed lines, the table for people and the check."""

    checker: Checker
    leaves: Iterator[bytes]
    phrases: dict[str, str]
    table: IO[bytes]
    tell: Callable[[int, int], None] | None

    def lines(self, size: int, inside: Inside) -> Iterator[bytes]:
        self.table.write(listing_head())
        for start in range(0, size, A_STEP):
            end = min(start + A_STEP, size)
            with inside():
                read = list(rows(start, end))
            yield b"".join(self._line(row) for row in read)
            if self.tell:
                self.tell(end, size)

    def _line(self, row: Row) -> bytes:
        self.checker.row(row, next(self.leaves, None))
        self.table.write(listing_line(row, self.phrases))
        return _line(row)


def _leaves(made: list[UUID], inside: Inside) -> Iterator[bytes]:
    """What was kept with each checkpoint, one at a time."""
    for pk in made:
        with inside():
            kept = bytes(Checkpoint.objects.values_list("leaves", flat=True).get(pk=pk))
        yield kept


def _kept_leaves(made: list[UUID], inside: Inside) -> Iterator[bytes]:
    return chain.from_iterable((kept[at : at + HASH] for at in range(0, len(kept), HASH)) for kept in _leaves(made, inside))


def _line(row: Row) -> bytes:
    return _json(
        {
            "seq": row.seq,
            "at": row.recorded_at,
            "class": row.kind,
            "commitment": base64.b64encode(row.commitment).decode(),
            "payload": None if row.payload is None else row.payload.decode("utf-8", "replace"),
            "salt": None if row.salt is None else base64.b64encode(row.salt).decode(),
        }
    )


def _json(value: Any) -> bytes:
    return ENCODED(value).encode() + b"\n"
