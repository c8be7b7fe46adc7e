"""The agents' workbook, and the same tabs as CSV files in one zip. A value nobody has said is an empty cell."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from accounts.models import Company
from inventory.countries import country_name
from inventory.interchange.columns import TABS, Column, Kind, Tab
from inventory.interchange.standing import Inventory, Row, inventory
from lib.tables import csv_file
from lib.tables.table import Table, Value
from lib.tables.text import fold
from lib.tables.zips import packed


def as_workbook(company: Company, at: datetime) -> bytes:
    """XLSX: one tab after the other."""
    from lib.tables import workbook  # its library weighs 25 MiB

    return workbook.write(tables(inventory(company)), at)


def as_csv_files(company: Company) -> bytes:
    """A zip: one CSV a tab (agents.csv, comptes.csv…)."""
    return packed((f"{file_name(table.name)}.csv", csv_file.write(table.heads, table.rows)) for table in tables(inventory(company)))


def file_name(tab: str) -> str:
    """« Traitements rattachés » -> traitements-rattaches."""
    return fold(tab).replace(" ", "-")


def tables(found: Inventory) -> Iterator[Table]:
    """Every tab, its titles always there."""
    for tab in TABS.values():
        yield Table(tab.name, tab.titles, [_row(tab, row) for row in found.rows[tab.code]])


def _row(tab: Tab, row: Row) -> list[Value]:
    return [*(told(column, row.values[column.name]) for column in tab.columns), str(row.id)]


def told(column: Column, value: Any) -> Value:
    """The cell: French words, or a day."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, date):
        return value
    if value in (None, "", []):
        return ""
    if column.kind is Kind.CHOICE and column.choices:
        return str(column.choices(value).label) if value in column.choices.values else str(value)
    if column.kind is Kind.COUNTRY:
        return country_name(value)
    return "\n".join(value) if isinstance(value, list) else str(value)
