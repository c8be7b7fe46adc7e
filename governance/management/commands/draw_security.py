"""Draw the table of security requirements into docs/dev/securite.md, from docs/dev/asvs.csv and the ids that tests name."""

import ast
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

ROOT = Path(settings.BASE_DIR)
ROWS, PAGE = ROOT / "docs" / "dev" / "asvs.csv", ROOT / "docs" / "dev" / "securite.md"
STATES = {"test": "test", "document": "document", "none": "does not apply", "open": "open"}
CHAPTERS = (
    *("Encoding and sanitization", "Validation and business logic", "Web frontend", "Web service", "Files", "Sign-in", "Sessions"),
    *("Authorization", "Self-contained tokens", "OAuth and OIDC", "Cryptography", "Secure communication", "Configuration"),
    *("Data protection", "Secure coding and architecture", "Logging and errors"),
)
HEAD = """# Security requirements, one by one

Drawn by `manage.py draw_security` from [asvs.csv](asvs.csv) and from the tests; not written by hand. The requirements are chosen from
[OWASP ASVS 5.0.0](https://owasp.org/www-project-application-security-verification-standard/) (CC BY-SA 4.0), in our own words:
levels 1 and 2, and nine of level 3. A test names what it proves with `@pytest.mark.asvs("V6.3.1")`. *Document*: settled by what is
written. *Does not apply*: the thing is not there. *Open*: not proven, with what will close it.
"""
COLUMNS = "| id | level | requirement | state | where |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Requirement:
    """`state` and `why` are those of the file: `why` may also say what a test leaves out."""

    id: str
    level: str
    words: str
    state: str
    why: str


class Command(BaseCommand):
    """For developers, after a test took or lost a requirement."""

    requires_system_checks = ()
    help = "Dessine le tableau des exigences de sécurité dans docs/dev/securite.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(drawing(), encoding="utf-8")


def requirements() -> list[Requirement]:
    """Every row of the file, in its order."""
    lines = [line for line in ROWS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Requirement(row["id"], row["level"], row["requirement"], row["state"], row["why"]) for row in csv.DictReader(lines)]


def proofs() -> dict[str, list[str]]:
    """Id -> `file::test` of each test that names it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, given in _named(ast.parse(path.read_text("utf-8"))):
            found.setdefault(given, []).append(f"{path.relative_to(ROOT)}::{name}")
    return found


def _named(module: ast.Module) -> Iterator[tuple[str, str]]:
    for test in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
        for mark in test.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs":
                yield from ((test.name, ast.literal_eval(given)) for given in mark.args)


def drawing() -> str:
    """The whole page."""
    rows, proven = requirements(), proofs()
    states = {row.id: "test" if row.id in proven else row.state for row in rows}
    parts = [HEAD, _counts(rows, states)]
    for number, chapter in enumerate(CHAPTERS, 1):
        listed = [row for row in rows if row.id.startswith(f"V{number}.")]
        lines = [f"| {row.id} | {row.level} | {row.words} | {STATES[states[row.id]]} | {_where(row, proven)} |" for row in listed]
        parts.append(f"\n## V{number} {chapter}\n\n{COLUMNS}" + "\n".join(lines) + "\n")
    return "".join(parts)


def _counts(rows: list[Requirement], states: dict[str, str]) -> str:
    seen = Counter((states[row.id], row.level) for row in rows)
    lines = []
    for state, words in STATES.items():
        by_level = [seen[state, level] for level in "123"]
        lines.append(f"| {words} | {' | '.join(map(str, by_level))} | {sum(by_level)} |")
    totals = [sum(seen[state, level] for state in STATES) for level in "123"]
    lines.append(f"| all | {' | '.join(map(str, totals))} | {sum(totals)} |")
    return "\n| state | level 1 | level 2 | level 3 | all |\n|---|---|---|---|---|\n" + "\n".join(lines) + "\n"


def _where(row: Requirement, proven: dict[str, list[str]]) -> str:
    """Tests as sentences, with the file of each."""
    told = [test.partition("::") for test in proven.get(row.id, [])]
    tests = [f"`{path.removeprefix('tests/')}` {name.removeprefix('test_').replace('_', ' ')}" for path, _, name in told]
    return "; ".join([*tests, *([row.why] if row.why else [])])
