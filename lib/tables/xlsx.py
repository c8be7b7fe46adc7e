"""The tabs of an XLSX workbook as plain cells: the values last shown, never a formula, a macro or a link. Same caps as the ODS reader.

Texts come as they were written; `tidied` gives them as the other readers do.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from lib.tables import cells
from lib.tables.archive import DAMAGED, Unreadable, excel_parts
from lib.tables.cells import MAX_CELL
from lib.tables.ods import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ELEMENTS,
    MAX_RAW,
    MAX_ROWS,
    MAX_TABLES,
    MAX_TEXT,
    TOO_MANY,
    Cell,
    Table,
)
from lib.tables.text import clean, shorten

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
PLACE = re.compile(r"[0-9]{1,7}")
PER_CELL = 80  # characters: a longer text counts for several cells, so that one text shown a million times stops
INSTRUCTIONS = "Ce fichier contient des instructions que nous n’ouvrons pas. Enregistrez-le de nouveau, puis réessayez."


def read(data: bytes) -> tuple[Table, ...]:
    """Every tab, in the workbook's order. Raises Unreadable."""
    parts = excel_parts(data)
    tabs = _Tabs()
    _parse(parts.get("xl/workbook.xml", b""), tabs)
    links = _Links()
    _parse(parts.get("xl/_rels/workbook.xml.rels", b""), links)
    strings = _Strings()
    if "xl/sharedStrings.xml" in parts:
        _parse(parts["xl/sharedStrings.xml"], strings)
    budget = [MAX_CELLS]
    return tuple(_table(name, parts.get(links.targets.get(link, ""), b""), strings.texts, budget) for name, link in tabs.found)


def tidied(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The same tabs with visible text only, cut at MAX_TEXT: for files of other programs."""
    return tuple(Table(table.name, {row: _tidied(line) for row, line in table.rows.items() if _tidied(line)}) for table in tables)


def _tidied(line: Mapping[int, Cell]) -> dict[int, Cell]:
    found = ((column, cell, clean(cell.text)) for column, cell in line.items())
    return {
        column: Cell(cell.row, column, text[:MAX_TEXT], None, cell.is_cut or len(text) > MAX_TEXT) for column, cell, text in found if text
    }


def _table(name: str, xml: bytes, strings: list[str], budget: list[int]) -> Table:
    rows = _Rows(strings, budget)
    if xml:
        _parse(xml, rows)
    return Table(shorten(clean(name) or "Feuille", 80), rows.rows)


def _parse(xml: bytes, target: Any) -> None:
    parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(xml)
        parser.close()
    except DefusedXmlException as error:
        raise Unreadable(INSTRUCTIONS) from error
    except (ParseError, UnicodeError, LookupError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


class _Target:
    """What the parser calls; counts elements so that an endless file stops."""

    def __init__(self) -> None:
        self._elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise Unreadable(TOO_MANY)
        self.opened(tag, attributes)

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Characters."""

    def close(self) -> None:
        return None


class _Tabs(_Target):
    """Names of the tabs and the links to their parts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == MAIN + "sheet":
            self.found.append((attributes.get("name", ""), attributes.get(RELATION_ID, "")))
        if len(self.found) > MAX_TABLES:
            raise Unreadable(TOO_MANY)


class _Links(_Target):
    """Link -> part, inside the file only."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == RELATION and attributes.get("TargetMode", "Internal") == "Internal":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = target.lstrip("/")


class _Text(_Target):
    """Gathers the text of `t` and `v`, without phonetic hints (`rPh`) nor formulas (`f`)."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._is_open = False
        self._phonetic = self._length = 0

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._is_open = tag in (MAIN + "t", MAIN + "v")
        self._phonetic += tag == MAIN + "rPh"
        self.began(tag, attributes)

    def began(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        self._is_open = False
        self._phonetic -= tag == MAIN + "rPh"
        self.ended(tag)

    def ended(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        if self._is_open and not self._phonetic and self._length < MAX_RAW:
            self._length += len(text)
            self._pieces.append(text)

    def taken(self) -> str:
        text = "".join(self._pieces)
        self._pieces, self._length = [], 0
        return text


class _Strings(_Text):
    """The texts that cells share, by place."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def ended(self, tag: str) -> None:
        if tag == MAIN + "si":
            self.texts.append(cells.clean(self.taken()))


class _Rows(_Text):
    """The cells of one tab. `budget` is shared by all tabs."""

    def __init__(self, strings: list[str], budget: list[int]) -> None:
        super().__init__()
        self.rows: dict[int, dict[int, Cell]] = {}
        self._strings, self._budget = strings, budget
        self._kind = self._address = ""

    def began(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == MAIN + "c":
            self.taken()
            self._kind, self._address = attributes.get("t", "n"), attributes.get("r", "")

    def ended(self, tag: str) -> None:
        place = _place(self._address) if tag == MAIN + "c" else None
        if place is None:
            return
        raw = self.taken()
        shown = self._shared(raw) if self._kind == "s" else cells.clean(self._value(raw))
        if shown:
            self._budget[0] -= 1 + min(len(shown), MAX_CELL) // PER_CELL
            if self._budget[0] < 0:
                raise Unreadable(TOO_MANY)
            row, column = place
            self.rows.setdefault(row, {})[column] = Cell(row, column, shown[:MAX_CELL], None, len(shown) > MAX_CELL)

    def _shared(self, raw: str) -> str:
        """A text written once and shown in many cells, cleaned already."""
        place = int(raw) if PLACE.fullmatch(raw) else len(self._strings)
        return self._strings[place] if place < len(self._strings) else ""

    def _value(self, raw: str) -> str:
        if self._kind == "b":
            return "true" if raw.strip() == "1" else "false" if raw.strip() == "0" else raw
        return "" if self._kind == "e" else raw


def _place(address: str) -> tuple[int, int] | None:
    """« B12 » -> row 11, column 1; None outside what is read."""
    found = ADDRESS.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2]) - 1
    return (row, column - 1) if 0 <= row < MAX_ROWS and column <= MAX_COLUMNS else None
