"""« Ce qu’il manque », chosen and grouped: by level, by person, by object or by question. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from inventory.rules.gaps import GRAVITY, Level
from lib.share import Share

# What a question is called when its label names one line of one object.
TITLES = {
    "basis": "Ce qui autorise le traitement",
    "basis_proposed": "Ce qui autorise le traitement, proposé et à confirmer",
    "question": "Questions laissées ouvertes",
    "import": "Fichiers lus, à terminer",
    "transfer_of_agent": "Agents hébergés hors de l’Union",
    "transfer_country": "Le pays d’un transfert",
    "transfer_safeguard": "La garantie d’un transfert",
    "transfer_invalid": "La garantie d’un transfert n’est plus valable",
}


class Sort(StrEnum):
    """What is asked, in the order of the page."""

    COMPANY = "company"
    AGENT = "agent"
    ACCOUNT = "account"
    SHEET = "sheet"
    IMPORT = "import"


PLACES = {sort: place for place, sort in enumerate(Sort)}
SORT_WORDS = {
    Sort.COMPANY: "Entreprise",
    Sort.AGENT: "Agent",
    Sort.ACCOUNT: "Compte",
    Sort.SHEET: "Fiche du registre",
    Sort.IMPORT: "Import",
}


@dataclass(frozen=True)
class Gap:
    """One thing missing. `url()` is asked only for what is shown."""

    code: str
    label: str
    level: Level
    source: str
    url: Callable[[], str] = field(compare=False)


@dataclass(frozen=True)
class Thing:
    """One object with everything it lacks. `people` answer for it."""

    sort: Sort
    id: str
    name: str
    gaps: tuple[Gap, ...]
    share: Share = field(default=Share())
    url: Callable[[], str] = field(compare=False, default=str)
    people: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Row:
    """One line of the page: a gap, and whose it is."""

    gap: Gap
    thing: Thing


@dataclass(frozen=True)
class Group:
    """Lines under one title. `of`: the object, when they are all its own."""

    title: str
    rows: tuple[Row, ...]
    of: Thing | None = None


def of_people(things: Iterable[Thing], people: frozenset[UUID] | None) -> list[Thing]:
    """What any of these people answers for; everything when nobody is named."""
    return [thing for thing in things if people is None or people & thing.people]


def counted(things: Iterable[Thing]) -> dict[Level, int]:
    """How many of each level."""
    every = Counter(gap.level for thing in things for gap in thing.gaps)
    return {level: every[level] for level in Level}


def shared(things: Iterable[Thing]) -> Share:
    """What share of all that is asked is answered."""
    return sum((thing.share for thing in things), start=Share())


def by_object(things: Iterable[Thing], level: Level | None) -> list[Row]:
    """The objects with the gravest gap first, then the order of the page, then the name."""
    listed = [(thing, gaps) for thing in things if (gaps := _of_level(thing, level))]
    listed.sort(key=lambda one: (GRAVITY[one[1][0].level], PLACES[one[0].sort], one[0].name.lower(), one[0].id))
    return [Row(gap, thing) for thing, gaps in listed for gap in gaps]


def by_question(things: Iterable[Thing], level: Level | None) -> list[Row]:
    """The gravest question first, then the one most asked."""
    rows = [Row(gap, thing) for thing in things for gap in _of_level(thing, level)]
    many: dict[tuple[str, ...], int] = {}
    for row in rows:
        many[_question(row)] = many.get(_question(row), 0) + 1
    return sorted(
        rows, key=lambda row: (GRAVITY[row.gap.level], -many[_question(row)], _question(row), row.thing.name.lower(), row.thing.id)
    )


def groups(rows: Sequence[Row], *, is_by_object: bool) -> list[Group]:
    """The lines of one page under their titles."""
    if is_by_object:
        found = [(thing, list(lines)) for thing, lines in groupby(rows, key=lambda row: row.thing)]
        return [Group(thing.name, tuple(lines), thing) for thing, lines in found]
    return [Group(_title(lines[0]), lines) for _, each in groupby(rows, key=_question) if (lines := tuple(each))]


def _of_level(thing: Thing, level: Level | None) -> list[Gap]:
    gaps = [gap for gap in thing.gaps if level is None or gap.level == level]
    return sorted(gaps, key=lambda gap: GRAVITY[gap.level])


def _question(row: Row) -> tuple[str, ...]:
    return row.gap.level, row.thing.sort, row.gap.code


def _title(row: Row) -> str:
    """« Pourquoi il a ce droit : Lire les devis » -> « Pourquoi il a ce droit »."""
    return TITLES.get(row.gap.code) or row.gap.label.split("\u00a0: ")[0]
