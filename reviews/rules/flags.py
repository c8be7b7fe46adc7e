"""What stands out about a right, from plain values. Pure; the words an owner reads are beside each flag.

Sources: ANSSI, « Recommandations de sécurité pour un système d’IA générative » v1.0, R35 (rights of AI tools reviewed, monthly for
example); CNIL, guide de la sécurité, fiche 5 « Gérer les habilitations » (only what is needed, reviewed once a year at least).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inventory.enums import Ownership, Verb
from lib.words import folded

SOON = timedelta(days=30)
EVERYTHING = re.compile(r"^(?:\*|/|[a-z]:\\?|all\b|tout(?:e|es|)?\b|tous\b|l ensemble\b|ensemble\b|n importe\b|.*\bentiere?s?$)")


class Flag(StrEnum):
    """In the order in which they weigh."""

    WRITES = "writes"
    ADMIN = "admin"
    NEVER = "never"
    BROAD = "broad"
    SHARED = "shared"
    PERSONAL = "personal"
    NO_REASON = "no-reason"
    NO_END = "no-end"
    ENDING = "ending"


WORDS = {
    Flag.WRITES: "Lecture seule, mais il écrit",
    Flag.ADMIN: "Compte d’administrateur",
    Flag.NEVER: "Jamais utilisé",
    Flag.BROAD: "Très large",
    Flag.SHARED: "Compte partagé",
    Flag.PERSONAL: "Compte d’une personne",
    Flag.NO_REASON: "Sans motif",
    Flag.NO_END: "Sans fin",
    Flag.ENDING: "Arrive à échéance",
}
OF_ACCOUNTS = {Ownership.ADMIN: Flag.ADMIN, Ownership.SHARED: Flag.SHARED, Ownership.PERSONAL: Flag.PERSONAL}


@dataclass(frozen=True)
class Held:
    """A right as the flags see it. `was_heard`: the journal heard its agent at all; `writes`: it did more than read, without a right for
    that."""

    verb: str
    resource: str
    segment: str = ""
    reason: str = ""
    until: date | None = None
    ownership: str = ""
    is_never: bool = False
    was_heard: bool = False
    writes: bool = False


def flags_of(right: Held, today: date) -> tuple[Flag, ...]:
    """The heaviest first."""
    return tuple(flag for flag in Flag if flag in set(_found(right, today)))


def _found(right: Held, today: date) -> Iterable[Flag]:
    if right.verb == Verb.READ and right.writes:
        yield Flag.WRITES
    if account := OF_ACCOUNTS.get(Ownership(right.ownership)):
        yield account
    if right.is_never and right.was_heard:
        yield Flag.NEVER
    if is_broad(right.verb, right.resource, right.segment):
        yield Flag.BROAD
    if not right.reason.strip():
        yield Flag.NO_REASON
    if right.until is None:
        yield Flag.NO_END
    elif right.until <= today + SOON:
        yield Flag.ENDING


def is_broad(verb: str, resource: str, segment: str) -> bool:
    """Everything, without a part; or commands of the system on anything."""
    words = folded(resource).strip() or resource.strip()
    return not segment and (verb == Verb.COMMAND or bool(EVERYTHING.match(words)) or resource.strip() in {"*", "/"})
