"""A workbook of agents, a zip of its CSV files or one of them: bytes -> Found. What cannot be taken is said, with its cell."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from inventory.interchange.cells import Refusal, value_of
from inventory.interchange.columns import IDENTIFIER, NEEDED, TABS, Column, Tab
from inventory.interchange.found import Found, FoundRow, Remark
from lib.leaked_keys import looks_like_secret
from lib.tables import csv_file, ods, xlsx
from lib.tables.archive import BROKEN, DAMAGED, MAX_BYTES, MEBIBYTE, Unreadable, is_excel
from lib.tables.ods import Cell, Table
from lib.tables.text import fold, one_line, shorten

MAX_ROWS = 2_000  # of one tab
MAX_REMARKS = 200
MAX_FILES = 20
SHOWN = 160
ACCEPTED = "le classeur XLSX (ou ODS) des agents de Garde-fou, le zip de ses fichiers CSV, ou l’un d’eux"
UNKNOWN = f"Nous ne reconnaissons pas ce fichier. Nous acceptons {ACCEPTED}."
EMPTY = "Ce fichier ne contient aucune ligne à reprendre. Remplissez l’onglet «\u00a0Agents\u00a0», puis envoyez-le de nouveau."
TOO_LARGE = "Ce fichier dépasse 5 Mio. Partagez-le en plusieurs fichiers."
TOO_MANY = f"Un onglet dépasse {MAX_ROWS} lignes. Partagez le fichier."
LIKE_A_KEY = "Cette case ressemble à un mot de passe ou à une clé. Nous ne la gardons pas. Retirez-la du fichier."
NO_COLUMN = "Cette colonne n’est pas des nôtres."
NO_TAB = "Cet onglet n’est pas des nôtres."
HIDDEN = "(valeur cachée)"


def read(data: bytes) -> Found:
    """Everything the file holds. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    tables = _tables(data)
    known = [(tab, table) for table in tables if (tab := _tab_of(table))]
    if not known:
        raise Unreadable(UNKNOWN)
    reading = _Reading()
    for table in tables:
        if table.rows and not _tab_of(table):
            _say(reading.ignored, _quoted(table.name), "dans le classeur", NO_TAB)
    rows = [row for tab, table in known for row in reading.rows(tab, table)]
    if not rows and not reading.refused:
        raise Unreadable(EMPTY)
    return Found(tuple(rows), tuple(reading.refused), tuple(reading.ignored))


def _tables(data: bytes) -> Sequence[Table]:
    if is_excel(data):
        return xlsx.read(data)
    if data.startswith(b"PK"):
        return _zipped(data)
    if not data or data.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        return ods.read(data)  # its refusals say what such a file is
    return [_csv(data, "")]


def _zipped(data: bytes) -> Sequence[Table]:
    """CSV files together, or an ODS workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
            if not entries:
                return ods.read(data)
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > 4 * MEBIBYTE:
                raise Unreadable(TOO_LARGE)
            return [_csv(archive.open(entry).read(4 * MEBIBYTE), entry.filename) for entry in entries]
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error


def _csv(data: bytes, name: str) -> Table:
    text = csv_file.decoded(data)
    if text is None:
        raise Unreadable(UNKNOWN)
    mark = max(csv_file.DELIMITERS, key=text[: csv_file.LONGEST_TITLES].partition("\n")[0].count)
    table = csv_file.read(text, mark, name)
    tab = _tab_of(table)
    return Table(tab.name if tab else name, table.rows)


def _tab_of(table: Table) -> Tab | None:
    """Known by its titles: by its name too when two tabs could be meant."""
    titles = {fold(cell.text) for cell in table.rows.get(min(table.rows, default=0), {}).values()}
    found = [tab for tab in TABS.values() if {fold(tab.column(name).title) for name in NEEDED[tab.code]} <= titles]
    return next((tab for tab in found if fold(tab.name) == fold(table.name)), found[0] if found else None)


class _Reading:
    """The rows of a file, and what is said of its cells."""

    def __init__(self) -> None:
        self.refused: list[Remark] = []
        self.ignored: list[Remark] = []
        self._ids: set[str] = set()

    def rows(self, tab: Tab, table: Table) -> Iterator[FoundRow]:
        if len(table.rows) > MAX_ROWS + 1:
            raise Unreadable(TOO_MANY)
        head = min(table.rows)
        columns = self._columns(tab, table.rows[head])
        for number in sorted(table.rows)[1:]:
            if found := self._row(tab, columns, table.rows[number]):
                yield found

    def _columns(self, tab: Tab, heads: Mapping[int, Cell]) -> dict[int, Column | None]:
        """By place; None: the identifier. A title we do not know is said once, never its cells."""
        known: dict[str, Column | None] = {fold(column.title): column for column in tab.columns} | {fold(IDENTIFIER): None}
        columns: dict[int, Column | None] = {}
        for place, cell in heads.items():
            if fold(cell.text) in known:
                columns[place] = known.pop(fold(cell.text))
            else:
                _say(self.ignored, _quoted(cell.text), f"onglet «\u00a0{tab.name}\u00a0», case {cell.address}", NO_COLUMN)
        return columns

    def _row(self, tab: Tab, columns: Mapping[int, Column | None], cells: Mapping[int, Cell]) -> FoundRow | None:
        where = f"onglet «\u00a0{tab.name}\u00a0», ligne {next(iter(cells.values())).row + 1}"
        values: dict[str, object] = {}
        identifier = ""
        for place, cell in cells.items():
            if place in columns:
                column = columns[place]
                if column is None:
                    identifier = _uuid(cell.text)
                else:
                    self._take(tab, column, cell, values)
        if lacking := [tab.column(name).title for name in NEEDED[tab.code] if not values.get(name)]:
            if values:
                shown = ", ".join(f"«\u00a0{title}\u00a0»" for title in lacking)
                _say(self.refused, _first(values.values()), where, f"Cette ligne n’est pas reprise\u00a0: il y manque {shown}.")
            return None
        return FoundRow(tab.code, where, self._once(tab, identifier), values)

    def _take(self, tab: Tab, column: Column, cell: Cell, values: dict[str, object]) -> None:
        where = f"onglet «\u00a0{tab.name}\u00a0», case {cell.address} ({column.title})"
        if looks_like_secret(cell.text):
            _say(self.refused, HIDDEN, where, LIKE_A_KEY)
            return
        try:
            value = value_of(column, cell)
        except Refusal as refusal:
            _say(self.refused, _quoted(cell.text), where, str(refusal))
            return
        if value not in (None, "", []):
            values[column.name] = value

    def _once(self, tab: Tab, identifier: str) -> str:
        """A row copied with its identifier is another row; a processing stands beside each of its agents."""
        if not identifier or tab.code == "ties":
            return identifier
        fresh = identifier not in self._ids
        self._ids.add(identifier)
        return identifier if fresh else ""


def _uuid(text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return ""


def _quoted(text: str) -> str:
    return HIDDEN if looks_like_secret(text) else shorten(one_line(text), SHOWN)


def _first(values: Iterable[object]) -> str:
    return shorten(one_line(str(next(iter(values)))), SHOWN)


def _say(where_to: list[Remark], value: str, where: str, reason: str) -> None:
    if len(where_to) < MAX_REMARKS:
        where_to.append(Remark(value, where, reason))
