"""Checks an exported record: `python3 verify_record.py EXPORT.zip`. Python's standard library alone."""

import base64
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from ledger.offline.checker import Checker, Finding, Report, Row
from ledger.offline.ed25519 import verify

LARGEST = 4 << 30  # bytes unpacked
# What a damaged zip, or words that are not ours, raise in Python's own readers.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, TypeError, AttributeError, struct.error, RuntimeError)


class Unreadable(ValueError):
    """This is not an export of a sealed record, or it has been cut or rearranged."""


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

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key twice")
        return found

    def refused(number: str) -> None:
        raise ValueError(f"not an integer: {number}")

    return json.loads(text, object_pairs_hook=once, parse_float=refused, parse_constant=refused)


def check_export(path: str, known: Sequence[bytes] = ()) -> Report:
    """Checks a zip. `known`: public keys the reader trusts already (printed, mailed); without, the export's own chain is followed."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, known)
    except Unreadable as error:
        return Report(findings=[Finding("export", str(error))])
    except BROKEN as error:
        return Report(findings=[Finding("export", f"Le fichier n’est pas un export lisible ({type(error).__name__}).")])


def _check(archive: zipfile.ZipFile, known: Sequence[bytes]) -> Report:
    raw = archive.read("manifest.json")
    manifest, keys = plain(raw), read_keys(plain(archive.read("keys.json")))
    if not any(verify(key, manifest_text(raw), archive.read("manifest.sig")) for key in _trusted(keys, known)):
        raise Unreadable("La liste des fichiers de l’export n’est pas signée par la clé du journal.")
    _whole(archive, manifest["files"])
    notes = [plain(line)["note"] for line in archive.read("checkpoints.jsonl").splitlines()]
    checker = Checker(UUID(manifest["company"]), manifest["origin"], keys, notes)
    with archive.open("rows.jsonl") as rows, archive.open("leaves.bin") as leaves:
        for line in rows:
            checker.row(_row(plain(line)), leaves.read(32))
    return checker.end(int(manifest["size"]))


def _trusted(keys: list[bytes], known: Sequence[bytes]) -> list[bytes]:
    """Who may sign the list of files: the first key the reader knows and those it vouches for. Who vouches for it proves nothing."""
    start = next((place for place, key in enumerate(keys) if key in known), None)
    if known and start is None:
        raise Unreadable("Cet export est signé par une clé que vous ne connaissez pas.")
    return keys[start or 0 :]


def _whole(archive: zipfile.ZipFile, files: dict[str, str]) -> None:
    """Every file named by the manifest is there, unchanged, and no other."""
    names = archive.namelist()
    if sorted(names) != sorted({*files, "manifest.json", "manifest.sig"}) or sum(one.file_size for one in archive.infolist()) > LARGEST:
        raise Unreadable("L’export contient un fichier de trop, ou il en manque un.")
    for name, wanted in files.items():
        digest = sha256()
        with archive.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != wanted:
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


VERDICTS = {
    "intact": "INTACT : rien n’a été changé, retiré ni ajouté sous les points de contrôle signés.",
    "restored": "RESTAURÉ : le journal dit lui-même qu’une sauvegarde a été remise en place ; le reste est intact.",
    "altered": "ALTÉRÉ : ce journal n’est pas celui qui a été signé.",
}
UNSIGNED = "RIEN DE SIGNÉ ENCORE : aucun point de contrôle ne dit ce que ce journal devait contenir."
COMPARE = "Dernier point de contrôle, à comparer avec celui que vous aviez imprimé ou reçu :"


def verdict_words(report: Report) -> str:
    """One sentence, then what was read."""
    told = UNSIGNED if report.verdict == "intact" and not report.covered else VERDICTS[report.verdict]
    return f"{told}\n{many(report.rows, 'ligne lue', 'lignes lues')}, {many(report.checkpoints, 'point', 'points')} de contrôle."


def many(number: int, one: str, several: str) -> str:
    """« 1 ligne », « 2 lignes »."""
    return f"{number} {several if number > 1 else one}"


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


def main(arguments: Sequence[str]) -> int:
    """0 intact, 1 altered, 2 nothing to read, 3 restored."""
    try:
        known = [base64.b64decode(key, validate=True) for key in arguments[1:]]
    except ValueError:
        known = []
    if not arguments or arguments[0].startswith("-") or len(known) != len(arguments) - 1:
        say("Usage : python3 verify_record.py EXPORT.zip [CLÉ_PUBLIQUE_BASE64 ...]")
        return 2
    report = check_export(arguments[0], known)
    say(verdict_words(report))
    if report.erased:
        say(f"Dont {many(report.erased, 'effacée', 'effacées')} à l’échéance.")
    for finding in report.findings:
        say(f"- {finding.sentence}")
    if report.newest:
        say(f"{COMPARE}\n{report.newest.partition(chr(10) * 2)[0]}")
    return {"intact": 0, "altered": 1, "restored": 3}[report.verdict]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
