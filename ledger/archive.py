"""The record as a file that can be checked without us: rows, checkpoints, keys, and the program that checks them."""

import base64
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from ledger import checkpoints
from ledger.checking import A_STEP, rows
from ledger.models import Checkpoint
from ledger.offline import joined
from ledger.offline.checker import Row
from ledger.offline.export import manifest_text

README = """Journal scellé de Garde-fou.

Pour vérifier ce fichier sans Garde-fou, sur un ordinateur qui a Python 3 : sortez verify_record.py de cette archive, puis
    python3 verify_record.py CE_FICHIER.zip
Le résultat s’écrit en une phrase. Comparez aussi le dernier point de contrôle avec celui que vous aviez imprimé ou reçu.
"""
FIXED = (2026, 1, 1, 0, 0, 0)  # two exports of the same record are the same bytes


def write(path: Path, company: UUID, name: str) -> int:
    """Every row under the newest checkpoint, inside the company's scope; how many. Sign first: what is not signed is left out."""
    made = list(Checkpoint.objects.filter(company_id=company).order_by("size", "made_at"))
    size = made[-1].size if made else 0
    keys = checkpoints.keys_of_installation()
    digests: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        add = _Adding(archive, digests)
        add("LISEZ-MOI.txt", iter([README.encode()]))
        add("verify_record.py", iter([joined.source()]))
        add("keys.json", iter([_json(keys.listed())]))
        add("checkpoints.jsonl", (_json({"note": one.note, "reason": one.reason, "made_at": one.made_at.isoformat()}) for one in made))
        add("leaves.bin", (bytes(one.leaves) for one in made))
        add("rows.jsonl", _lines(size))
        told = {"company": str(company), "name": name, "origin": keys.origin(company), "size": size, "files": digests}
        manifest = _json(told)
        archive.writestr(zipfile.ZipInfo("manifest.json", FIXED), manifest)
        archive.writestr(zipfile.ZipInfo("manifest.sig", FIXED), keys.sign(manifest_text(manifest)))
    return size


class _Adding:
    """Writes one file of the archive piece by piece, and notes its SHA-256."""

    def __init__(self, archive: zipfile.ZipFile, digests: dict[str, str]) -> None:
        self.archive, self.digests = archive, digests

    def __call__(self, name: str, pieces: Iterator[bytes]) -> None:
        digest, told = sha256(), zipfile.ZipInfo(name, FIXED)
        told.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(told, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self.digests[name] = digest.hexdigest()


def _lines(size: int) -> Iterator[bytes]:
    for start in range(0, size, A_STEP):
        yield b"".join(_line(row) for row in rows(start, min(start + A_STEP, size)))


def _line(row: Row) -> bytes:
    return _json(
        {
            "seq": row.seq,
            "at": row.recorded_at,
            "class": row.kind,
            "commitment": base64.b64encode(row.commitment).decode(),
            "payload": None if row.payload is None else row.payload.decode(),
            "salt": None if row.salt is None else base64.b64encode(row.salt).decode(),
        }
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
