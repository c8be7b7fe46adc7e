"""Tables as an Excel workbook, one a tab. Values are typed, text or a date: never a formula. The same tables give the same bytes.

Load it when a workbook is asked for: its library weighs 25 MiB, which idle web and worker would carry.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.functions import tostring

from lib.tables.cells import MAX_CELL, cell, is_formula_like
from lib.tables.table import Table, Value
from lib.tables.zips import entries, packed

CORE = "docProps/core.xml"
DAY = "dd/mm/yyyy"
WRAP = Alignment(wrap_text=True, vertical="top")
BOLD, VEIL = Font(bold=True), PatternFill("solid", fgColor="E7EDF6")
NARROW, WIDE = 12, 44


def write(tables: Iterable[Table], made_at: datetime) -> bytes:
    """The bytes of the file. `made_at`: what it says of its own making."""
    workbook = Workbook(write_only=True)
    for table in tables:
        _write_table(workbook, table)
    workbook.properties.creator = workbook.properties.title = "Garde-fou"
    stream = io.BytesIO()
    workbook.save(stream)
    workbook.properties.created = workbook.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    core = tostring(workbook.properties.to_tree())  # the library writes the moment of the saving: the tables' own replaces it
    return packed((name, core if name == CORE else data) for name, data in sorted(entries(stream.getvalue()), key=_order))


def _order(entry: tuple[str, bytes]) -> tuple[bool, str]:
    """The content types come first, as readers expect."""
    return entry[0] != "[Content_Types].xml", entry[0]


def _write_table(workbook: Workbook, table: Table) -> None:
    page = workbook.create_sheet(table.name)
    for number, width in enumerate(_widths(table), 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"
    if table.rows:
        page.auto_filter.ref = f"A1:{get_column_letter(len(table.heads))}{len(table.rows) + 1}"
    page.append([_head(page, text) for text in table.heads])
    for row in table.rows:
        page.append(list(_cells(page, row)))


def _widths(table: Table) -> Iterator[int]:
    for texts in zip_longest(table.heads, *table.rows, fillvalue=""):
        longest = max(max(map(len, text.split("\n"))) if isinstance(text, str) else NARROW for text in texts)
        yield min(max(longest + 2, NARROW), WIDE)


def _head(page: WriteOnlyWorksheet, text: str) -> Cell:
    head = _text(page, text)
    head.font, head.fill = BOLD, VEIL
    return head


def _cells(page: WriteOnlyWorksheet, row: Iterable[Value]) -> Iterator[Cell]:
    for value in row:
        if isinstance(value, date):
            day = WriteOnlyCell(page, datetime(value.year, value.month, value.day))  # noqa: DTZ001  a day of the calendar
            day.number_format, day.alignment = DAY, WRAP
            yield day
        else:
            yield _text(page, value)


def _text(page: WriteOnlyWorksheet, text: str) -> Cell:
    """A string whatever it looks like; Excel shows the mark of a text before what could be a formula."""
    shown = cell(text)
    box = WriteOnlyCell(page, shown[:MAX_CELL])
    box.data_type = "s" if shown else "n"
    if not shown:
        box.value = None
    box.alignment = WRAP
    box.quotePrefix = is_formula_like(shown)
    return box
