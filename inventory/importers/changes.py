"""What taking a wrangler file would change of an agent: plain values in and out, so that it can be shown before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from inventory.enums import Isolation
from inventory.importers.wrangler import Binding, Wrangler
from lib.canonical import encode

MOLTWORKER = "Moltworker"


@dataclass(frozen=True)
class Before:
    """What is known of the agent now."""

    isolation: str = ""
    tool: str = ""
    runs_local_code: bool | None = None
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True)
class Changes:
    """`moved`: rows that point elsewhere now (before, after). `left`: rows that are no longer in the file."""

    isolation: bool = False
    tool: str = ""
    runs_code: bool = False
    added: tuple[Binding, ...] = ()
    moved: tuple[tuple[Binding, Binding], ...] = ()
    left: tuple[Binding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.isolation or self.tool or self.runs_code or self.added or self.moved or self.left)

    @property
    def fingerprint(self) -> str:
        """Tells whether two readings would do the same."""
        rows = [[row.kind, row.name, row.target] for row in (*self.added, *(one for pair in self.moved for one in pair), *self.left)]
        counts = [len(self.added), len(self.moved), len(self.left)]
        return sha256(encode([self.isolation, self.tool, self.runs_code, counts, rows])).hexdigest()


def changes(found: Wrangler, before: Before) -> Changes:
    """What the person is shown, and what is done when the person agrees."""
    had, has = _by_key(before.bindings), _by_key(found.bindings)
    return Changes(
        isolation=before.isolation != Isolation.WORKER,
        tool=MOLTWORKER if found.is_moltworker and not before.tool else "",
        runs_code=found.runs_code and before.runs_local_code is None,
        added=tuple(row for key, row in has.items() if key not in had),
        moved=tuple((had[key], row) for key, row in has.items() if key in had and had[key].target != row.target),
        left=tuple(row for key, row in had.items() if key not in has),
    )


def _by_key(rows: Iterable[Binding]) -> dict[tuple[str, str], Binding]:
    return {(row.kind, row.name): row for row in sorted(rows)}
