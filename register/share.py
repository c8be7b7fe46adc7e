"""What share of what is asked of a sheet, or of the company, is answered: the rules of « Ce qu’il manque » asked of empty values.

A point is a question the rules would ask if nobody had said anything, or one they ask now; it is filled when nothing is missing there.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from lib.share import Share, share_of, unsaid
from register.book import Controller, Missing, Sheet
from register.rules import missing_in_company, missing_in_sheet

Key = tuple[str, str, str]
LINES = ("grounds", "data", "recipients", "transfers", "joint", "clients")  # each of their lines is asked something


def share_of_sheet(sheet: Sheet) -> Share:
    """Each of its lines counts for what is asked of it."""
    lines: dict[str, Any] = {name: tuple(map(unsaid, getattr(sheet, name))) for name in LINES}
    bare = Sheet(sheet.id, sheet.number, sheet.title, is_processor=sheet.is_processor, agents=sheet.agents, **lines)
    return share_of(_asked_of_any(sheet.is_processor) | _keys(missing_in_sheet(bare)), _keys(sheet.missing))


def share_of_company(company: Controller) -> Share:
    """The company's own page."""
    asked = (*missing_in_company(Controller(company.name)), *missing_in_company(Controller(company.name, has_dpo=company.has_dpo)))
    return share_of(_keys(asked), _keys(company.missing))


@cache
def _asked_of_any(is_processor: bool) -> frozenset[Key]:
    return _keys(missing_in_sheet(Sheet("", 0, "", is_processor=is_processor)))


def _keys(gaps: Iterable[Missing]) -> frozenset[Key]:
    return frozenset((gap.code, gap.target, gap.label) for gap in gaps)
