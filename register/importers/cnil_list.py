"""The tab that lists the processings, and the three addresses over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lib.tables.ods import Cell
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import day_of, filled, has_remark, yes_or_no
from register.importers import labels
from register.importers.page import Notes, Page
from register.importers.parties import labelled
from register.importers.preview import Organisation, Party

PARTIES = {"coordonnees du responsable": "controller", "coordonnees du representant": "representative", "coordonnees du delegue": "dpo"}
COLUMNS = {**labels.FIELDS, "finalite du traitement": "purpose", "oui non": "sensitive", "donnees sensibles": "sensitive"}
NAME_LIMIT, REFERENCE_LIMIT = 200, 80
WIDTH = 9


@dataclass(frozen=True)
class ListedProcessing:
    """One row of the list. `where` is its name's cell."""

    name: str
    reference: str
    created_on: date | None
    updated_on: date | None
    purpose: str
    is_sensitive: bool | None
    where: str
    notes: Notes

    @property
    def is_example(self) -> bool:
        """« (EXEMPLE) Gestion de la paie », as the model ships it."""
        return fold(self.name).startswith("exemple") or fold(self.reference) == labels.EXAMPLE_REFERENCE


def read_list(page: Page, notes: Notes) -> tuple[ListedProcessing, ...]:
    """Every filled row under the titles. A row without a name is refused, and said."""
    header = _header(page)
    columns = _columns(page, header)
    found = [_row(page, row, columns, notes) for row in page if row > header]
    return tuple(listed for listed in found if listed)


def read_organisation(page: Page) -> Organisation:
    """The addresses over the list."""
    rows: dict[str, list[int]] = {}
    party = ""
    for row in [row for row in page if row < _header(page)]:
        first = page.rows[row].get(0)
        party = next((name for start, name in PARTIES.items() if first and fold(first.text).startswith(start)), party)
        rows.setdefault(party, []).append(row)
    return Organisation(*(labelled(page, rows.get(name, ())) for name in ("controller", "representative", "dpo")))


def completed(organisation: Organisation, actors: Mapping[str, Party]) -> Organisation:
    """A file without addresses over its list may name them on its sheets."""
    names = ("controller", "representative", "dpo")
    parties = {name: getattr(organisation, name) for name in names}
    return Organisation(**{name: party if party != Party() else actors.get(name, Party()) for name, party in parties.items()})


def _header(page: Page) -> int:
    marks = set(labels.LIST_MARKS)
    return next(cell.row for cell in page.find(labels.NAME) if marks & {fold(other.text) for other in page.rows[cell.row].values()})


def _columns(page: Page, header: int) -> dict[str, int]:
    """Field -> column. The model writes some titles on the row above."""
    found: dict[str, int] = {}
    for row in (header, header - 1):
        for column, cell in page.rows.get(row, {}).items():
            if (name := COLUMNS.get(fold(cell.text))) and name not in found:
                found[name] = column
    return found


def _row(page: Page, row: int, columns: Mapping[str, int], notes: Notes) -> ListedProcessing | None:
    cells = {name: cell for name, column in columns.items() if (cell := page.cell(row, column))}
    name = _name(page, cells, notes)
    own = Notes()
    if name is None:
        return None
    return ListedProcessing(
        name=shorten(one_line(name.text), NAME_LIMIT),
        reference=shorten(one_line(filled(_text(cells, "reference"))), REFERENCE_LIMIT),
        created_on=_day(page, cells.get("created_on"), notes),
        updated_on=_day(page, cells.get("updated_on"), notes),
        purpose=filled(_text(cells, "purpose")),
        is_sensitive=_sensitive(page, cells.get("sensitive"), own),
        where=page.where(name),
        notes=own,
    )


def _name(page: Page, cells: Mapping[str, Cell], notes: Notes) -> Cell | None:
    """The name's cell, if it names something."""
    name = cells.get("name")
    if name and filled(name.text):
        return name
    others = [cell for field, cell in cells.items() if field in ("reference", "purpose") and filled(cell.text)]
    if others:
        notes.refuse(others[0].text, page.where(others[0]), "Cette ligne de la liste n’a pas de nom de traitement.")
    return None


def _text(cells: Mapping[str, Cell], name: str) -> str:
    cell = cells.get(name)
    return cell.text if cell else ""


def _day(page: Page, cell: Cell | None, notes: Notes) -> date | None:
    if cell is None or not filled(cell.text):
        return None
    found = day_of(cell.text) or cell.day
    if found is None:
        notes.refuse(cell.text, page.where(cell), "Ce n’est pas une date complète, par exemple 15/05/2026.")
    return found


def _sensitive(page: Page, cell: Cell | None, notes: Notes) -> bool | None:
    if cell is None or not (filled(cell.text) or fold(cell.text) == "non"):
        return None
    answer = yes_or_no(cell.text)
    if answer is None:
        sentence = f"«\u00a0{shorten(one_line(cell.text), 80)}\u00a0» n’est ni oui ni non."
        notes.ask("Données sensibles", page.where(cell), sentence, "Répondez par oui ou par non.")
    elif has_remark(cell.text) and fold(cell.text) not in ("oui", "non", "o", "n", "x"):
        notes.ignore(cell.text, page.where(cell), f"Lu comme «\u00a0{'oui' if answer else 'non'}\u00a0».")
    return answer
