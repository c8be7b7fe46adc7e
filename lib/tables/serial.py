"""Days in cells: a real date of the spreadsheet, a number of Excel's calendar, or a day written in full."""

from datetime import date, timedelta

from lib.tables.ods import Cell
from lib.tables.values import day_of

ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar (ECMA-376 part 1, 18.17.4.1, « 1900 date system »)
FIRST, LAST = 18_264, 73_415  # 1950-01-01 and 2100-12-31


def day_of_cell(cell: Cell) -> date | None:
    """The day, or nothing when the cell holds something else."""
    number = cell.text.strip().removesuffix(".0")
    if number.isascii() and number.isdigit() and FIRST <= int(number[:9]) <= LAST:
        return ZERO + timedelta(days=int(number))
    return cell.day or day_of(cell.text)
