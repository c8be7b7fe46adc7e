"""Reads an exported record, as a zip or as the folder it was unpacked to, and holds it against itself. Python's standard library alone."""

import base64
import json
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from ledger.offline.checker import Checker, Finding, Report, Row
from ledger.offline.ed25519 import verify
from ledger.offline.listing import listing_head, listing_line
from ledger.offline.stamps import stamps

LARGEST = 16 << 30  # bytes unpacked
RESULT = "resultat.html"  # what we write ourselves
LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
LAST_SHOWN = 20
# What a damaged zip, or words that are not ours, raise in Python's own readers.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError, AttributeError, struct.error, RuntimeError)


class Unreadable(ValueError):
    """This is not an export of a sealed record, or it has been cut or rearranged."""


@dataclass
class Examined:
    """What was found in an export. `stamped`: number and moment of each time stamp that is of one of its checkpoints."""

    report: Report
    name: str = ""
    made_at: str = ""
    origin: str = ""
    keys: list[bytes] = field(default_factory=list)
    phrases: dict[str, str] = field(default_factory=dict)
    last: deque[Row] = field(default_factory=lambda: deque(maxlen=LAST_SHOWN))
    stamped: list[tuple[str, str]] = field(default_factory=list)


class Folder:
    """An unpacked export, read like a zip."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def namelist(self) -> list[str]:
        """Every file but what this program or the system itself left there."""
        found = (one for one in self.path.rglob("*") if one.is_symlink() or not one.is_dir())
        names = [one.relative_to(self.path).as_posix() for one in found if one.name not in LEFT_BY_SYSTEMS]
        return [name for name in names if name != RESULT]

    def open(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()


Files = zipfile.ZipFile | Folder


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """A zip, or a folder."""
    if path.is_dir():
        yield Folder(path)
        return
    with zipfile.ZipFile(path) as archive:
        yield archive


def read_keys(entries: Any) -> list[bytes]:
    """Public keys, each but the first vouched for by the one before. Raises Unreadable."""
    keys: list[bytes] = []
    for entry in entries:
        public = base64.b64decode(entry["public"], validate=True)
        if keys and not verify(keys[-1], handover(public), base64.b64decode(entry["vouched"], validate=True)):
            raise Unreadable("Une clé de signature n’a pas été reconnue par la précédente.")
        keys.append(public)
    return keys


def handover(public: bytes) -> bytes:
    """What the old key signs when a new one follows."""
    return b"garde-fou: next record key\n" + public


def manifest_text(manifest: bytes) -> bytes:
    """What is signed of an export's list of files."""
    return b"garde-fou: record export\n" + manifest


def plain(text: bytes | str) -> Any:
    """JSON as we write it: no key twice, no number with a point. Raises ValueError."""
    return STRICT.decode(text if isinstance(text, str) else text.decode())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refused(number: str) -> None:
    raise ValueError(f"not an integer: {number}")


STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_float=_refused, parse_constant=_refused)


def check_export(path: str, known: Sequence[bytes] = ()) -> Report:
    """What is wrong with it. `known`: public keys the reader trusts already (printed, mailed); without, its own chain is followed."""
    return examine(path, known).report


def examine(path: str, known: Sequence[bytes] = ()) -> Examined:
    """Reads everything. Never raises for what a file may hold."""
    try:
        with opened(Path(path)) as files:
            return _examined(files, known)
    except Unreadable as error:
        return Examined(Report(findings=[Finding("export", str(error))]))
    except BROKEN as error:
        return Examined(Report(findings=[Finding("export", f"Le fichier n’est pas un export lisible ({type(error).__name__}).")]))


def told_of(files: Files, known: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The signed list of files, which are all there and unchanged, and the keys. Raises Unreadable."""
    raw = files.read("manifest.json")
    manifest, keys = plain(raw), read_keys(plain(files.read("keys.json")))
    if not any(verify(key, manifest_text(raw), files.read("manifest.sig")) for key in _trusted(keys, known)):
        raise Unreadable("La liste des fichiers de l’export n’est pas signée par la clé du journal.")
    _whole(files, manifest["files"])
    return manifest, keys


def rows_of(files: Files) -> Iterator[Row]:
    """The rows, one at a time."""
    with files.open("rows.jsonl") as lines:
        for line in lines:
            yield _row(plain(line))


def _examined(files: Files, known: Sequence[bytes]) -> Examined:
    manifest, keys = told_of(files, known)
    notes = [plain(line)["note"] for line in files.read("checkpoints.jsonl").splitlines()]
    checker = Checker(UUID(manifest["company"]), manifest["origin"], keys, notes)
    phrases = plain(files.read("phrases.json")) if "phrases.json" in manifest["files"] else {}
    found = Examined(checker.report, manifest["name"], manifest.get("made_at", ""), manifest["origin"], keys, phrases)
    _read(files, checker, found, has_table="journal.csv" in manifest["files"])
    _stamps(files, checker, notes, found)
    checker.end(int(manifest["size"]))
    return found


def _read(files: Files, checker: Checker, found: Examined, *, has_table: bool) -> None:
    """Every row, its leaf, and its line of the table, which must say the same."""
    with files.open("leaves.bin") as leaves, files.open("journal.csv" if has_table else "keys.json") as table:
        same = has_table and _is_next(table, listing_head())
        for row in rows_of(files):
            checker.row(row, leaves.read(32))
            if same and not _is_next(table, listing_line(row, found.phrases)):
                same = False
                checker.find("table", f"Le tableau journal.csv ne dit pas la même chose que la ligne {row.seq}.", row.seq)
            found.last.append(row)
        if has_table and same and table.read(1):
            checker.find("table", "Le tableau journal.csv a des lignes de trop.")


def _is_next(file: IO[bytes], wanted: bytes) -> bool:
    return file.read(len(wanted)) == wanted


def _stamps(files: Files, checker: Checker, notes: list[str], found: Examined) -> None:
    for name in sorted(one for one in files.namelist() if one.startswith("horodatages/") and one.endswith(".tsr")):
        note = files.read(name.removesuffix(".tsr") + ".txt").decode()
        at = stamps(note, files.read(name)) if note in notes else None
        if at is None:
            checker.find("stamp", f"L’horodatage {name} n’est pas celui d’un point de contrôle de ce journal.")
        else:
            found.stamped.append((name, f"{at:%Y-%m-%d %H:%M:%S} UTC"))


def _trusted(keys: list[bytes], known: Sequence[bytes]) -> list[bytes]:
    """Who may sign the list of files: the first key the reader knows and those it vouches for. Who vouches for it proves nothing."""
    start = next((place for place, key in enumerate(keys) if key in known), None)
    if known and start is None:
        raise Unreadable("Cet export est signé par une clé que vous ne connaissez pas.")
    return keys[start or 0 :]


def _whole(files: Files, wanted: dict[str, str]) -> None:
    """Every file named by the manifest is there, unchanged, and no other."""
    is_huge = isinstance(files, zipfile.ZipFile) and sum(one.file_size for one in files.infolist()) > LARGEST
    found, listed = files.namelist(), {*wanted, "manifest.json", "manifest.sig"}
    if sorted(found) != sorted(listed) or is_huge:
        first = next(iter(sorted(set(found) ^ listed)), "deux fois le même nom")
        raise Unreadable(f"L’export contient un fichier de trop, ou il en manque un ({first}).")
    for name, expected in wanted.items():
        digest = sha256()
        with files.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != expected:
            raise Unreadable(f"Le fichier {name} de l’export a été changé.")


def _row(told: dict[str, Any]) -> Row:
    payload, salt = told["payload"], told["salt"]
    return Row(
        int(told["seq"]),
        int(told["at"]),
        int(told["class"]),
        base64.b64decode(told["commitment"], validate=True),
        None if payload is None else payload.encode(),
        None if salt is None else base64.b64decode(salt, validate=True),
    )
