"""The cells of an ODS file, as they are shown on the screen. Streams the XML; entities and DTDs are refused; nothing is computed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from lib.tables.archive import DAMAGED, Unreadable, content
from lib.tables.text import clean, shorten

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
PARAGRAPHS = (TEXT + "p", TEXT + "h")
SKIPPED = frozenset(
    {OFFICE + "annotation", TEXT + "note", TEXT + "ruby-text"}
    | {TABLE + name for name in ("tracked-changes", "shapes", "content-validations", "named-expressions", "database-ranges", "dde-links")}
)
MAX_ELEMENTS = 1_000_000
MAX_TABLES = 300
MAX_CELLS = 60_000  # cells with text: 200 sheets of the model
MAX_COLUMNS = 64
MAX_ROWS = 1_048_576
MAX_TEXT = 4_000  # characters kept of one cell
MAX_RAW = 200_000
TOO_MANY = "Ce fichier contient trop de cases pour être un registre. Gardez-y les seuls onglets du registre."
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Cell:
    """One cell with text. `day` is the date behind the text, if any; `is_cut`: the text was too long and its end is lost."""

    row: int
    column: int
    text: str
    day: date | None = None
    is_cut: bool = False

    @property
    def address(self) -> str:
        """« B12 »."""
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row + 1}"


@dataclass(frozen=True)
class Table:
    """A tab: its name, and its cells with text by row, then column, both from 0, in order."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]]


def read(data: bytes) -> tuple[Table, ...]:
    """Every tab of an ODS file. Raises Unreadable."""
    xml = content(data)
    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(xml)
        parser.close()
    except DefusedXmlException as error:
        raise Unreadable("Ce fichier contient des instructions que nous n’ouvrons pas. Enregistrez-le de nouveau au format ODS.") from error
    except (ParseError, UnicodeError, LookupError, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    if not reader.is_spreadsheet:
        raise Unreadable("Ce fichier n’est pas un classeur. Choisissez votre registre au format ODS.")
    return tuple(reader.tables)


class _Reader:
    """Receives the XML piece by piece and keeps only the cells: memory does not grow with the file's ornaments."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.is_spreadsheet = False
        self._elements = self._cells = self._skipping = 0
        self._rows: dict[int, dict[int, Cell]] | None = None
        self._row = self._column = 0
        self._line: dict[int, Cell] = {}
        self._row_repeat = 1
        self._attributes: dict[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._open_paragraphs = self._raw = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise Unreadable(TOO_MANY)
        if self._skipping or tag in SKIPPED or tag.startswith(DRAW) or (tag == TABLE + "table" and self._rows is not None):
            self._skipping += 1
        elif tag == OFFICE + "spreadsheet":
            self.is_spreadsheet = True
        elif tag == TABLE + "table" and self.is_spreadsheet:
            self._open_table(attributes)
        elif self._rows is not None:
            self._start_within_table(tag, attributes)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif self._rows is None:
            return
        elif tag in CELLS and self._attributes is not None:
            self._close_cell(self._attributes)
        elif tag in PARAGRAPHS:
            self._open_paragraphs = max(0, self._open_paragraphs - 1)
        elif tag == TABLE + "table-row":
            self._close_row()
        elif tag == TABLE + "table":
            self._rows = None

    def data(self, text: str) -> None:
        if self._open_paragraphs and not self._skipping and self._raw < MAX_RAW:
            self._raw += len(text)
            self._paragraphs[-1].append(text)

    def close(self) -> None:
        return None

    def _open_table(self, attributes: dict[str, str]) -> None:
        if len(self.tables) >= MAX_TABLES:
            raise Unreadable(TOO_MANY)
        self._rows = {}
        self._row = 0
        name = clean(attributes.get(TABLE + "name", "")) or f"Feuille {len(self.tables) + 1}"
        self.tables.append(Table(shorten(name, 80), self._rows))

    def _start_within_table(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == TABLE + "table-row":
            self._line, self._column = {}, 0
            self._row_repeat = _count(attributes, TABLE + "number-rows-repeated")
        elif tag in CELLS:
            self._attributes, self._paragraphs, self._open_paragraphs, self._raw = attributes, [], 0, 0
        elif self._attributes is not None:
            self._start_within_cell(tag)

    def _start_within_cell(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self._open_paragraphs += 1
            self._paragraphs.append([])
        elif tag == TEXT + "s":
            self.data(" ")
        elif tag in (TEXT + "line-break", TEXT + "tab"):
            self.data("\n" if tag.endswith("break") else " ")

    def _close_cell(self, attributes: dict[str, str]) -> None:
        repeat = _count(attributes, TABLE + "number-columns-repeated")
        shown = clean("\n".join("".join(paragraph) for paragraph in self._paragraphs)) or clean(_hidden_value(attributes)[:MAX_RAW])
        if shown:
            day = _day(attributes.get(OFFICE + "date-value", ""))
            for column in range(self._column, min(self._column + repeat, MAX_COLUMNS)):
                self._line[column] = Cell(self._row, column, shown[:MAX_TEXT], day, len(shown) > MAX_TEXT)
                self._cells += 1
        if self._cells > MAX_CELLS:
            raise Unreadable(TOO_MANY)
        self._column += repeat
        self._attributes, self._open_paragraphs = None, 0

    def _close_row(self) -> None:
        if self._line and self._rows is not None and self._row < MAX_ROWS:
            self._rows[self._row] = self._line  # a filled row repeated a million times is still one row
        self._row += self._row_repeat
        self._line = {}


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return max(1, int(value)) if NUMBER.fullmatch(value) else 1


def _hidden_value(attributes: Mapping[str, Any]) -> str:
    """Some programs write a value without its text."""
    for name in ("string-value", "date-value", "boolean-value", "value"):
        if value := attributes.get(OFFICE + name):
            return str(value)
    return ""


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
