"""One tab being read: gives its cells, remembers which ones were taken, and collects what must be said to the person."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lib.tables.ods import Cell, Table
from lib.tables.text import fold, one_line, shorten
from register.importers.labels import is_help
from register.importers.preview import Ignored, Refused, Unclear

SHOWN = 160  # characters of a value quoted in a remark
MAX_REMARKS = 400
LONGEST_LABEL = 200


@dataclass
class Notes:
    """What is unclear, refused or ignored so far. At most MAX_REMARKS of each: a page nobody can read helps nobody."""

    unclear: list[Unclear] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    def ask(self, what: str, where: str, sentence: str, to_do: str) -> None:
        if len(self.unclear) < MAX_REMARKS:
            self.unclear.append(Unclear(shorten(one_line(what), SHOWN), where, sentence, to_do))

    def refuse(self, value: str, where: str, reason: str) -> None:
        if len(self.refused) < MAX_REMARKS:
            self.refused.append(Refused(shorten(one_line(value), SHOWN), where, reason))

    def ignore(self, value: str, where: str, reason: str) -> None:
        if len(self.ignored) < MAX_REMARKS:
            self.ignored.append(Ignored(shorten(one_line(value), SHOWN), where, reason))


class Page:
    """A tab without the model's own explanations."""

    def __init__(self, table: Table) -> None:
        self.name = table.name
        self.rows = {row: {column: cell for column, cell in cells.items() if not is_help(cell.text)} for row, cells in table.rows.items()}
        self._taken: set[tuple[int, int]] = set()
        self._by_label: dict[str, list[Cell]] = {}
        for cell in (cell for cells in self.rows.values() for cell in cells.values() if len(cell.text) < LONGEST_LABEL):
            self._by_label.setdefault(fold(cell.text), []).append(cell)

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(row for row, cells in self.rows.items() if cells))

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, marked as taken."""
        found = self.rows.get(row, {}).get(column)
        if found:
            self._taken.add((row, column))
        return found

    def between(self, row: int, start: int, stop: int) -> list[Cell]:
        """Cells with text from column `start` up to `stop` (excluded), marked as taken."""
        return [cell for column in sorted(self.rows.get(row, {})) if start <= column < stop and (cell := self.cell(row, column))]

    def find(self, folded: str) -> list[Cell]:
        """Cells whose text is this label."""
        return self._by_label.get(folded, [])

    def has(self, *labels: str) -> int:
        """How many of these labels stand in the tab."""
        return sum(label in self._by_label for label in labels)

    def where(self, cell: Cell) -> str:
        """« onglet « Fiche 3 », case B12 »."""
        return f"onglet «\u00a0{self.name}\u00a0», case {cell.address}"

    @property
    def tab(self) -> str:
        """« onglet « Fiche 3 » »."""
        return f"onglet «\u00a0{self.name}\u00a0»"

    def left(self) -> list[Cell]:
        """Cells nobody took."""
        return [cell for row in self for column, cell in sorted(self.rows[row].items()) if (row, column) not in self._taken]
