"""`python3 verifier.py [EXPORT] [KEY …] [--point NOTE.txt]`: the check from the command line. Python's standard library alone."""

import base64
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from ledger.offline.checker import Report, Tree, leaf_of
from ledger.offline.export import BROKEN, RESULT, Examined, examine, opened, rows_of, told_of
from ledger.offline.lawful import UPKEEP
from ledger.offline.pages import result_page
from ledger.offline.points import Answer, Claim, Held, NoPoint, judge, lost_by, read_point
from ledger.offline.verdicts import COMPARE, many, verdict_words

USAGE = """Usage : python3 verifier.py [EXPORT.zip ou dossier] [CLÉ_PUBLIQUE_BASE64 ...] [--point NOTE.txt]
Sans export, le dossier où se trouve ce programme est vérifié."""


def main(arguments: Sequence[str]) -> int:
    """0 intact, 1 altered or not the same, 2 nothing to read, 3 restored."""
    try:
        path, known, point = _understood(list(arguments))
    except (ValueError, OSError) as error:
        say(f"{error}\n{USAGE}" if isinstance(error, NoPoint) else USAGE)
        return 2
    found = examine(str(path), known)
    answer = _compared(path, known, point) if point and found.origin else None
    _tell(found, answer)
    _write(path, result_page(found, answer.sentence if answer else ""))
    if answer and answer.outcome not in ("same", "restored"):
        return 1
    return {"intact": 0, "altered": 1, "restored": 3}[found.report.verdict]


def _understood(given: list[str]) -> tuple[Path, list[bytes], Claim | None]:
    point = None
    if "--point" in given:
        place = given.index("--point")
        name = given[place + 1] if place + 1 < len(given) else ""
        point = read_point(Path(name).read_text(encoding="utf-8", errors="replace"))
        del given[place : place + 2]
    if any(one.startswith("-") for one in given):
        raise ValueError("an option that is not ours")
    keys = [base64.b64decode(key, validate=True) for key in given[1:]]
    return Path(given[0]) if given else Path(sys.argv[0]).resolve().parent, keys, point


def _compared(path: Path, known: Sequence[bytes], point: Claim) -> Answer:
    """The root of the first lines, made anew from the lines of the export."""
    try:
        with opened(path) as files:
            manifest, keys = told_of(files, known)
            company = UUID(manifest["company"]).bytes

            def root_at(size: int) -> bytes:
                tree = Tree()
                for row in rows_of(files):
                    if tree.size == size:
                        break
                    tree.add(leaf_of(company, row))
                return tree.root()

            lost = (lost_by(row.payload) for row in rows_of(files) if row.kind == UPKEEP)
            lost_from = min((first for first in lost if first is not None), default=None)
            return judge(point, Held(manifest["origin"], keys, int(manifest["size"]), root_at, lost_from))
    except BROKEN as error:
        return Answer("unreadable", f"L’export ne se lit pas ({type(error).__name__}).")


def _tell(found: Examined, answer: Answer | None) -> None:
    report: Report = found.report
    say(verdict_words(report))
    if report.erased:
        say(f"Contenu effacé\u00a0: {many(report.erased, 'ligne', 'lignes')}.")
    for finding in (*report.findings, *report.notices):
        say(f"- {finding.sentence}")
    for name, at in found.stamped:
        say(f"Horodaté par un tiers : {name}, {at}")
    if report.newest:
        say(f"{COMPARE}\n{report.newest.partition(chr(10) * 2)[0]}")
    if answer:
        say(f"Comparaison : {answer.sentence}")


def _write(path: Path, page: str) -> None:
    """Beside the export; where nothing can be written the words on the screen are enough."""
    place = (path if path.is_dir() else path.resolve().parent) / RESULT
    try:
        place.unlink(missing_ok=True)  # a link out of the export would lead our words over another file
        with place.open("x", encoding="utf-8") as file:
            file.write(page)
    except OSError:
        say(f"{RESULT} n’a pas pu être écrit ici.")
    else:
        say(f"Ce résultat est aussi dans {place}")


def say(words: str) -> None:
    """A console that cannot write a sign shows another in its place."""
    coding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(words.encode(coding, "replace").decode(coding) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
