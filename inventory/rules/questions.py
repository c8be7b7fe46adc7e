"""Questions that close by themselves: each code, and the rule that says when the sheet of the register answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """What an import may leave open and a sheet may answer."""

    BASIS = "basis"
    AGENTS = "agents"
    SHEET = "sheet"


NEEDED = frozenset({"data", "people", "recipients", "measures"})


@dataclass(frozen=True)
class SheetState:
    """What the rules want to know of a sheet. `bases`: one a purpose, True when a person confirmed it; `parts`: those with a line."""

    is_processor: bool = False
    bases: tuple[bool, ...] = ()
    agents: int = 0
    parts: frozenset[str] = frozenset()


ANSWERS: Mapping[str, Callable[[SheetState], bool]] = {
    Asked.BASIS: lambda sheet: sheet.is_processor or (bool(sheet.bases) and all(sheet.bases)),
    Asked.AGENTS: lambda sheet: sheet.agents > 0,
    Asked.SHEET: lambda sheet: sheet.parts >= NEEDED,
}


def is_answered(code: str, sheet: SheetState) -> bool:
    """Nothing but a person closes a question without a code."""
    return code in ANSWERS and ANSWERS[code](sheet)
