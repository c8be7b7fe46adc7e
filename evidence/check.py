"""`python3 verifier.py [DOSSIER]`: is the dossier whole, and does the sealed record vouch for it? Python's standard library alone."""

import hashlib
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

LIST, RECORD, PROGRAM = "pieces.json", "journal-scelle.zip", "verifier-journal.py"
ACT = "dossier.sealed"
SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")  # what an operating system leaves in a folder one looks at
SHAPES = (ValueError, KeyError, TypeError, AttributeError, RecursionError)  # what is written in a file is not what should be
UNREADABLE = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, *SHAPES)


def main(arguments: list[str]) -> int:
    """0 whole and vouched for, 1 not, 2 nothing to read."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        listed = (folder / LIST).read_bytes()
        told = json.loads(listed)
        pieces = dict(told["pieces"])
        faults = [*_changed(folder, pieces), *_unvouched(folder, hashlib.sha256(listed).hexdigest(), told)]
    except UNREADABLE as error:
        say(f"Ce dossier ne se lit pas ({type(error).__name__}). Sortez tous les fichiers de l’archive dans un dossier vide.")
        return 2
    for fault in faults:
        say(f"- {fault}")
    record = subprocess.run([sys.executable, "-I", str(folder / PROGRAM), str(folder / RECORD)], check=False).returncode
    if faults or record not in (0, 3):
        say("NON : ce dossier n’est pas tel qu’il a été scellé.")
        return 1
    say(f"ENTIER : les {len(pieces)} pièces sont telles que le journal scellé les a notées.")
    return 0


def _changed(folder: Path, pieces: dict[str, str]) -> list[str]:
    """Pieces that are missing, or are not what the list says."""
    faults = []
    for name, wanted in sorted(pieces.items()):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            faults.append(f"« {name} » manque.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            faults.append(f"« {name} » a été changé.")
    known = {*pieces, LIST, RECORD, PROGRAM, "verifier.py", "resultat.html"}
    extra = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    added = [name for name in extra if name.replace("\\", "/") not in known and Path(name).name not in SYSTEMS]
    return faults + [f"« {name} » a été ajouté." for name in added]


def _unvouched(folder: Path, digest: str, told: dict[str, str]) -> list[str]:
    """The list of pieces must stand in the sealed record of the same company, which the second program checks."""
    with zipfile.ZipFile(folder / RECORD) as record, record.open("rows.jsonl") as rows:
        if json.loads(record.read("manifest.json"))["company"] != told["company"]:
            return ["Le journal scellé est celui d’une autre entreprise."]
        for row in rows:
            if digest.encode() in row and _says(json.loads(row).get("payload"), digest):
                return []
    return ["Le journal scellé ne connaît pas cette liste de pièces."]


def _says(payload: object, digest: str) -> bool:
    told = json.loads(payload) if isinstance(payload, str) else {}
    return told.get("act") == ACT and told.get("detail", {}).get("sha256") == digest


def say(words: str) -> None:
    """A console that cannot write a sign shows another in its place."""
    coding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(words.encode(coding, "replace").decode(coding) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
