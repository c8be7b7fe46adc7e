"""The three shapes of our own register: JSON (`registre.json`), workbook, CSV. Each becomes plain values for `own`."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from lib.tables import csv_file
from lib.tables.archive import Unreadable
from lib.tables.ods import Cell, Table
from lib.tables.serial import day_of_cell
from lib.tables.text import fold
from register.book import FORMAT, FORMAT_VERSION
from register.exporters.table import HEADS, SIDES
from register.importers import own
from register.importers.page import Notes
from register.importers.preview import ImportPreview, Party
from register.parts import PARTS, Part, items

TAB = "Traitements"
FIRST = HEADS[:3]
NEWER = "Ce fichier vient d’une version plus récente de Garde-fou. Mettez le vôtre à jour, puis réessayez."
NO_SHEETS = "Ce fichier JSON ne contient pas de liste de traitements. Exportez-le de nouveau, puis réessayez."
NO_PROCESSING = "Cette ligne ne se rapporte à aucun traitement du classeur\u00a0: vérifiez sa référence."
IN_ITS_TAB = "Cette case répète l’onglet «\u00a0{tab}\u00a0», qui dit autre chose. C’est l’onglet qui est lu."
FIELDS = {  # columns of the table of processings that are no list
    "Référence": "reference",
    "Nom du traitement": "title",
    "Finalité principale": "purpose",
    "Données sensibles": "has_sensitive_data",
    "Transferts hors UE": "has_transfers",
    "Source des données": "source",
    "Information donnée aux personnes": "information",
    "Référence d’origine": "outside_reference",
    "Créée le": "created_on",
    "Mise à jour le": "updated_on",
    "Personnes informées": "is_informed",
    "Informées le": "informed_on",
    "Informées comment": "informed_how",
    "Obligation de répondre": "obligation",
    "Qui décide": "automation",
    "Précisions sur la décision": "automation_words",
    "Identifiant": "id",
    "Décision et information à confirmer": "is_notice_proposed",
}
DAYS = frozenset({"created_on", "updated_on", "informed_on", "contract_on", "agreed_on", "checked_on", "valid_until"})


def is_ours(content: Any) -> bool:
    """Our own JSON."""
    return isinstance(content, Mapping) and content.get("format") == FORMAT


def from_json(content: Mapping[str, Any]) -> ImportPreview:
    """`registre.json`. Raises Unreadable."""
    sheets, version = content.get("sheets"), content.get("format_version")
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise Unreadable(NEWER)
    if not isinstance(sheets, list) or not all(isinstance(one, Mapping) for one in sheets):
        raise Unreadable(NO_SHEETS)
    facts = content.get("company")
    company = own.Reader(facts if isinstance(facts, Mapping) else {}, "")
    controller = Party(name=company.line("name", 200), address=company.line("address", 300), email=company.line("email", 200))
    return own.preview([(one, f"fiche {number}") for number, one in enumerate(sheets, 1)], controller)


def is_workbook(tables: Sequence[Table]) -> bool:
    """The tab of processings, with its first titles."""
    return any(fold(table.name) == fold(TAB) and _has_titles(table, FIRST) for table in tables)


def from_workbook(tables: Sequence[Table]) -> ImportPreview:
    """The table of processings, and its lists in their own tabs. Raises Unreadable."""
    by_name = {fold(table.name): table for table in tables}
    notes = Notes()
    lists = {part.name: _of_tab(part, by_name[fold(part.tab)]) for part in PARTS.values() if fold(part.tab) in by_name}
    facts = [[cell.text for _, cell in sorted(row.items())] for row in by_name["registre"].rows.values()] if "registre" in by_name else []
    controller = own.controller_of((row[0], row[1]) for row in facts if len(row) > 1)
    sheets = list(_sheets(by_name[fold(TAB)], lists, notes))
    _tell_strangers(by_name, {_key(told.get("reference"), told.get("title")) for told, _ in sheets}, notes)
    return own.preview(sheets, controller, notes)


def from_csv(text: str, mark: str) -> ImportPreview:
    """One row a processing, its lists in its cells. Raises Unreadable."""
    return own.preview(list(_sheets(csv_file.read(text, mark, TAB), {}, Notes())))


def _tell_strangers(tables: Mapping[str, Table], keys: Collection[str], notes: Notes) -> None:
    """Lines of a tab that no processing of the table claims."""
    for part in PARTS.values():
        table = tables.get(fold(part.tab), Table(part.tab, {}))
        titles = _titles(table)
        for number in sorted(table.rows)[1:]:
            cells = {titles[place]: cell for place, cell in table.rows[number].items() if place in titles}
            if _key(_text(cells, "Référence"), _text(cells, "Nom du traitement")) not in keys:
                shown = _text(cells, part.titles[0]) or _text(cells, "Référence")
                notes.refuse(shown, f"onglet «\u00a0{table.name}\u00a0», ligne {number + 1}", NO_PROCESSING)


def _tell_contradiction(part: Part, cell: Cell | None, told: Sequence[Mapping[str, Any]], notes: Notes) -> None:
    """The table of processings repeats each list: when it says something else, the tab is believed, and the person is told."""
    if cell is None:
        return
    listed = [{name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in one.items()} for one in told]
    repeated = [{name: value for name, value in one.items() if value} for one in items(part, cell.text)]
    if repeated != listed:
        notes.ignore(cell.text, f"onglet «\u00a0{TAB}\u00a0», case {cell.address}", IN_ITS_TAB.format(tab=part.tab))


def _sheets(table: Table, lists: Mapping[str, Mapping[str, list[dict[str, Any]]]], notes: Notes) -> Iterator[tuple[dict[str, Any], str]]:
    titles = _titles(table)
    for number in sorted(table.rows)[1:]:
        cells = {titles[place]: cell for place, cell in table.rows[number].items() if place in titles}
        told: dict[str, Any] = {name: _value(name, cells[fold(title)]) for title, name in FIELDS.items() if fold(title) in cells}
        told |= {name: _text(cells, title).split("\n") for name, title in (("sub_purposes", "Sous-finalités"),)}
        told["is_processor"] = fold(_text(cells, "Registre")) == fold(SIDES[True])
        key = _key(told.get("reference"), told.get("title"))
        for part in PARTS.values():
            if part.name in lists:
                told[part.name] = lists[part.name].get(key, [])
                _tell_contradiction(part, cells.get(fold(part.cell)), told[part.name], notes)
            else:
                told[part.name] = list(items(part, _text(cells, part.cell)))
        told["agents"] = [{"name": line.partition(" — ")[0]} for line in _text(cells, "Agents IA").split("\n")]
        told["open_questions"] = [{"words": line} for line in _text(cells, "Questions ouvertes").split("\n")]
        yield told, f"onglet «\u00a0{table.name}\u00a0», ligne {number + 1}"


def _of_tab(part: Part, table: Table) -> Mapping[str, list[dict[str, Any]]]:
    """Reference and name of a processing -> its items, in order. A tab's second « Destinataire » or « Catégorie » is the item's own."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    titles = _titles(table)
    names = {fold(title): name for title, name in part.columns}
    for number in sorted(table.rows)[1:]:
        row = table.rows[number]
        cells = {titles[place]: cell for place, cell in row.items() if place in titles}
        told = {names[title]: _value(names[title], cell) for title, cell in cells.items() if title in names}
        if told:
            found[_key(_text(cells, "Référence"), _text(cells, "Nom du traitement"))].append(told)
    return found


def _value(name: str, cell: Cell) -> Any:
    return (day_of_cell(cell) or cell.text) if name in DAYS else cell.text


def _titles(table: Table) -> dict[int, str]:
    return {place: fold(cell.text) for place, cell in table.rows.get(min(table.rows, default=0), {}).items()}


def _has_titles(table: Table, wanted: Sequence[str]) -> bool:
    return set(map(fold, wanted)) <= set(_titles(table).values())


def _text(cells: Mapping[str, Cell], title: str) -> str:
    cell = cells.get(fold(title))
    return cell.text if cell else ""


def _key(reference: Any, name: Any) -> str:
    """A reference alone ties a list to its processing; a row added by hand may have a name only."""
    return fold(str(reference or "")) or f"= {fold(str(name or ''))}"
