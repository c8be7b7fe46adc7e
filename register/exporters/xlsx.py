"""The register as an Excel workbook: one row a processing, then one tab for each list."""

from lib.tables import workbook
from register.book import RegisterBook
from register.exporters.table import company, details, processings


def write(book: RegisterBook) -> bytes:
    """The bytes of the file; the same for the same book."""
    return workbook.write((company(book), processings(book), *details(book)), book.made_at)
