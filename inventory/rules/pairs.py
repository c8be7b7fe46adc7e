"""« Lire seulement » never stands silently beside another right on the same thing: which rights meet, and which of them a person wanted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inventory.enums import Verb
from lib.words import folded

LEADING = re.compile(r"^(?:(?:tou(?:te)?s?|les?|la|l|des?|du|d|mes|nos|vos|ses)\b\s*)+")
PLURAL = re.compile(r"(?<=\w{3})[sx]\b")
BOTH, REPLACE = "both", "replace"  # what a person may answer
LATER = "later"  # a file brought both: nothing is lost, and « Ce qu’il manque » asks


@dataclass(frozen=True)
class Held:
    """A right as this rule sees it. `account` None: nobody said with which account. `agreed_at`: a person said that both are meant."""

    verb: str
    resource: str
    segment: str = ""
    account: UUID | None = None
    granted_at: datetime | None = None
    agreed_at: datetime | None = None


def same_words(text: str) -> str:
    """What is left of a name without case, accents, quotes, punctuation, doubled spaces, leading articles and plurals."""
    words = folded(text)
    return PLURAL.sub("", LEADING.sub("", words) or words)


def meet(one: Held, other: Held) -> bool:
    """One only reads, the other does more, on the same thing. No part, or no account, stands for all of them."""
    if (one.verb == Verb.READ) == (other.verb == Verb.READ) or same_words(one.resource) != same_words(other.resource):
        return False
    parts, accounts = (same_words(one.segment), same_words(other.segment)), (one.account, other.account)
    return (parts[0] == parts[1] or not all(parts)) and (accounts[0] == accounts[1] or None in accounts)


def is_agreed(one: Held, other: Held) -> bool:
    """A person said that both are meant, once both were there."""
    said = [right.agreed_at for right in (one, other) if right.agreed_at]
    given = [right.granted_at for right in (one, other) if right.granted_at]
    return bool(said) and (not given or max(said) >= max(given))


def pairs(rights: Iterable[tuple[UUID, Held]]) -> Iterator[tuple[UUID, UUID, bool]]:
    """(the reading right, the other, was it agreed) for every two that meet, among one agent's rights."""
    rows = list(rights)
    reading, others = [row for row in rows if row[1].verb == Verb.READ], [row for row in rows if row[1].verb != Verb.READ]
    for reader, held in reading:
        for writer, more in others:
            if meet(held, more):
                yield reader, writer, is_agreed(held, more)
