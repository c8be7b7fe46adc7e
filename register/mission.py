"""The mission of one agent on one page: what it may do, may not do and must ask for. Frozen words; knows no model, no page, no PDF."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lib.canonical import encode
from lib.dates import french_date
from register.book import plain

FORMAT = "garde-fou-mission"
FORMAT_VERSION = 1
MANY = 10  # above so many rights, the paper gathers those with the same verb and the same days, so that it stays one page
CONDITION = re.compile(r"^(?P<what>.+?) sans (?P<condition>validation|relecture|accord)$")
FIRST = {
    "validation": "une personne valide d’abord",
    "relecture": "une personne relit d’abord",
    "accord": "une personne le permet d’abord",
}


@dataclass(frozen=True)
class Allowed:
    """One right that holds today. `until` in words."""

    verb: str
    resource: str
    reason: str = ""
    until: str = ""


@dataclass(frozen=True)
class Access:
    """An account it signs in with, and how to take it back."""

    service: str
    identifier: str = ""
    ownership: str = ""
    revoke: str = ""


@dataclass(frozen=True)
class Mission:
    """Everything that is signed. Neither number nor date stands here: the same mission always has the same fingerprint."""

    company: str
    agent: str
    state: str
    purpose: str
    tool: str = ""
    in_charge: str = ""
    deputy: str = ""
    until: str = ""
    may: tuple[Allowed, ...] = ()
    may_not: tuple[str, ...] = ()
    must_ask: tuple[str, ...] = ()
    accounts: tuple[Access, ...] = ()


@dataclass(frozen=True)
class MissionSheet:
    """A mission as it is printed: number of the export, and moment in the company's own time zone."""

    mission: Mission
    version: int
    made_at: datetime

    @property
    def is_draft(self) -> bool:
        """Nobody is in charge: there is nobody to sign."""
        return not self.mission.in_charge


def to_json(mission: Mission) -> bytes:
    """The mission as canonical data: the same bytes for the same mission."""
    return encode({"format": FORMAT, "format_version": FORMAT_VERSION, **plain(mission)})


def sorted_out(forbidden: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(what it may not do, what it must ask for), from its template: « Publier sans relecture » is to be asked for."""
    never: list[str] = []
    asked: list[str] = []
    for action in forbidden:
        if found := CONDITION.match(action):
            asked.append(f"{found['what']}\u00a0: {FIRST[found['condition']]}")
        else:
            never.append(action)
    return tuple(never), tuple(asked)


def gathered(rights: Sequence[Allowed]) -> tuple[Allowed, ...]:
    """One line a verb and its days, « Devis ; Factures » as its resources; the reasons stay in the attached data."""
    lines: dict[tuple[str, str], list[str]] = {}
    for right in rights:
        lines.setdefault((right.verb, right.until), []).append(right.resource)
    return tuple(Allowed(verb, "\u00a0; ".join(what), until=until) for (verb, until), what in lines.items())


def until_when(ends: Sequence[tuple[date | None, bool]]) -> str:
    """Until when the mission runs, from (last day, « sans limite » was said) of each right that holds."""
    if not ends:
        return "Aucun droit en cours"
    if any(day is None and not is_endless for day, is_endless in ends):
        return "À préciser"
    days = sorted(day for day, _ in ends if day)
    if len(days) == len(ends):
        return f"Jusqu’au {french_date(days[-1])}"
    return f"Sans limite de date\u00a0; un premier droit finit le {french_date(days[0])}" if days else "Sans limite de date"
