"""B11: checking an export of 200,000 sealed rows offline, with the program the export carries. Floor: hashing their leaves alone."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.result import report
from ledger.offline import joined
from ledger.offline.checker import Row, Tree, leaf_of
from ledger.offline.export import manifest_text
from ledger.offline.notes import key_id, signed_text
from ledger.rules import commitment

ROWS, EVERY = 200_000, 1000
COMPANY, NAME = UUID(int=7), "garde-fou/bench"


def export(path: Path) -> float:
    """An honest export; how long its leaves alone took to hash."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    tree, leaves, notes, lines, hashing = Tree(), [], [], [], 0.0
    for seq in range(ROWS):
        payload = json.dumps(
            {"act": "permission.granted", "about": [{"name": f"Agent {seq}"}], "detail": {"until": "sans limite"}}
        ).encode()
        salt = os.urandom(32)
        row = Row(seq, 1_700_000_000_000_000 + seq, 3, commitment(salt, payload), payload, salt)
        before = time.perf_counter()
        leaf = leaf_of(COMPANY.bytes, row)
        tree.add(leaf)
        hashing += time.perf_counter() - before
        leaves.append(leaf)
        sealed, grain = (base64.b64encode(value).decode() for value in (row.commitment, salt))
        told = {"seq": seq, "at": row.recorded_at, "class": 3, "commitment": sealed, "payload": payload.decode(), "salt": grain}
        lines.append(json.dumps(told) + "\n")
        if (seq + 1) % EVERY == 0:
            text = signed_text(f"{NAME}/{COMPANY}", seq + 1, tree.root())
            value = base64.b64encode(key_id(NAME, public) + key.sign(text)).decode()
            notes.append(json.dumps({"note": f"{text.decode()}\n— {NAME} {value}\n"}) + "\n")
    files = {
        "rows.jsonl": "".join(lines).encode(),
        "leaves.bin": b"".join(leaves),
        "checkpoints.jsonl": "".join(notes).encode(),
        "keys.json": json.dumps([{"public": base64.b64encode(public).decode(), "vouched": ""}]).encode(),
        "verifier.py": joined.source(),
    }
    listed = {name: sha256(data).hexdigest() for name, data in files.items()}
    manifest = json.dumps({"company": str(COMPANY), "name": "Essai", "origin": f"{NAME}/{COMPANY}", "size": ROWS, "files": listed}).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", manifest)
        archive.writestr("manifest.sig", key.sign(manifest_text(manifest)))
    return hashing


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, program = Path(folder) / "journal.zip", Path(folder) / "verifier.py"
        hashing = export(path)
        program.write_bytes(joined.source())
        before = time.perf_counter()
        said = subprocess.run([sys.executable, "-I", "-S", program, path], capture_output=True, text=True, check=True).stdout
        took = time.perf_counter() - before
    assert said.startswith("INTACT"), said
    report("B11 verify 200,000 rows", floor=hashing, figure=took, unit="s", goal="<= 30 s", said=said.splitlines()[1])


if __name__ == "__main__":
    main()
