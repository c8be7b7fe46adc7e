"""The register as one CSV table that a French Excel opens by a double click: one row a processing."""

from lib.tables import csv_file
from register.book import RegisterBook
from register.exporters.table import processings


def write(book: RegisterBook) -> bytes:
    """The bytes of the file; the same for the same book."""
    table = processings(book)
    return csv_file.write(table.heads, table.rows)
