"""The register as one CSV table that a French Excel opens by a double click: UTF-8 with its mark, semicolons, one row a processing."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from register.book import RegisterBook
from register.exporters.table import Value, processings
from register.exporters.text import cell, inert


def write(book: RegisterBook) -> bytes:
    """The bytes of the file; the same for the same book. Nothing in it can run (OWASP, « CSV Injection »)."""
    table = processings(book)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(table.heads)
    writer.writerows(_shown(row) for row in table.rows)
    return stream.getvalue().encode("utf-8-sig")


def _shown(row: Iterable[Value]) -> list[str]:
    return [f"{value:%d/%m/%Y}" if isinstance(value, date) else inert(cell(value)) for value in row]
