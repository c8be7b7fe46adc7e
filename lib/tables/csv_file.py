"""CSV that a French Excel opens by a double click, written and read: UTF-8 with its mark, semicolons, days as 31/12/2026."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from lib.tables.archive import Unreadable
from lib.tables.cells import MAX_CELL, alive, cell, clean, inert
from lib.tables.ods import MAX_CELLS, MAX_COLUMNS, TOO_MANY, Cell, Table
from lib.tables.table import Value
from lib.tables.text import fold

DELIMITERS = (";", ",", "\t")
MAX_RECORDS = 20_000
LONGEST_TITLES = 20_000
DAMAGED = "Ce fichier CSV est abîmé ou incomplet. Exportez-le de nouveau, puis réessayez."


def write(heads: Iterable[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """The bytes of the file. Nothing in it can run (OWASP, « CSV Injection »)."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    writer.writerows([f"{value:%d/%m/%Y}" if isinstance(value, date) else inert(cell(value)) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def decoded(data: bytes) -> str | None:
    """UTF-8, or what a spreadsheet program makes of it when saving again; None when it is no text."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return None


def delimiter(text: str, titles: Sequence[str]) -> str:
    """The delimiter with which the first row holds exactly these titles first; an empty string when it does not."""
    wanted = [fold(title) for title in titles]
    for mark in DELIMITERS:
        try:
            first = next(reader(text[:LONGEST_TITLES], mark), [])
        except csv.Error:
            continue
        if [fold(title) for title in first[: len(wanted)]] == wanted:
            return mark
    return ""


def read(text: str, mark: str, name: str) -> Table:
    """The rows of one of our own files, as a tab called `name`. Raises Unreadable."""
    try:
        records = list(islice(reader(text, mark), MAX_RECORDS + 1))
    except csv.Error as error:
        raise Unreadable(DAMAGED) from error
    if len(records) > MAX_RECORDS or sum(map(len, records)) > MAX_CELLS:
        raise Unreadable(TOO_MANY)
    rows = {number: _line(number, record) for number, record in enumerate(records)}
    return Table(name, {number: line for number, line in rows.items() if line})


def reader(text: str, mark: str) -> Iterator[list[str]]:
    """Records of the file, one after the other."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark)


def _line(number: int, record: Sequence[str]) -> dict[int, Cell]:
    found = ((column, alive(clean(text))) for column, text in enumerate(record[:MAX_COLUMNS]))
    return {column: Cell(number, column, text[:MAX_CELL], None, len(text) > MAX_CELL) for column, text in found if text}
