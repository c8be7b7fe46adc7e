"""What the register's pages show: exports kept, and where each missing thing is mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.models import Company
from lib.words import folded
from register.book import Controller, Level, Missing, RegisterBook, Sheet
from register.models import Export
from register.rules import Standing, standing

KEPT_ON_PAGE = 10
LINES = frozenset({"data", "recipients", "transfers", "joint", "clients"})  # a gap of one line is mended on the line's own page
LEVEL_TONES = {Level.OBLIGATORY: "stop", Level.CONFIRM: "watch", Level.RECOMMENDED: "info"}


@dataclass(frozen=True)
class Gap:
    """One missing thing on screen, with the page that mends it (empty: none here)."""

    label: str
    tone: str
    level: str
    source: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A sheet in the list."""

    sheet: Sheet
    standing: Standing


def shown(sheets: Iterable[Sheet]) -> list[Shown]:
    """One page of the list."""
    return [Shown(sheet, standing(sheet.missing)) for sheet in sheets]


def found(book: RegisterBook, words: str = "") -> list[Sheet]:
    """Sheets, in the order of the register, whose reference, name, purpose, agents or data hold every word, however it is spelled."""
    wanted = folded(words).split()
    return [sheet for sheet in book.sheets if not wanted or _holds(sheet, wanted)]


def _holds(sheet: Sheet, wanted: Sequence[str]) -> bool:
    said = (sheet.reference, sheet.title, sheet.purpose, *(agent.name for agent in sheet.agents), *(data.category for data in sheet.data))
    text = folded(" ".join(said))
    return all(word in text for word in wanted)


def exports(company: Company) -> Sequence[Export]:
    """The newest exports. One query."""
    return list(Export.objects.of(company).select_related("previous")[:KEPT_ON_PAGE])


def gaps_of_sheet(sheet: Sheet) -> list[Gap]:
    """What the sheet lacks, the gravest first."""
    return [_gap(item, gap_url(sheet, item)) for item in sheet.missing]


def gap_url(sheet: Sheet, item: Missing) -> str:
    """The one page that mends it: of the question, of the line, else of the part of the sheet."""
    return _target_url(sheet, item) or mend_url(sheet, item.place)


def gaps_of_company(controller: Controller) -> list[Gap]:
    """What the company's own page of the register lacks."""
    return [_gap(item, _reversed("accounts:company")) for item in controller.missing]


def mend_url(sheet: Sheet, place: str) -> str:
    """The page of the inventory where this part of the sheet is edited."""
    return _reversed(f"inventory:processing_{place}", sheet.id) or _reversed("inventory:processing_edit", sheet.id)


def _target_url(sheet: Sheet, item: Missing) -> str:
    """The page of the very line, or of the question."""
    if item.code == "question":
        return _reversed("inventory:question", item.target)
    if item.place == "client":
        return _reversed("inventory:client_edit", item.target)
    return _reversed("inventory:processing_line", sheet.id, item.place, item.target) if item.target and item.place in LINES else ""


def _gap(item: Missing, url: str) -> Gap:
    return Gap(item.label, LEVEL_TONES[item.level], item.level.value, item.source, url)


def _reversed(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
