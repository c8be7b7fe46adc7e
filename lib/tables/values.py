"""What a cell means: nothing, yes or no, a date, a telephone number. Whatever is in doubt is said to be in doubt, never decided."""

import re
from datetime import date
from enum import Enum

from lib.dates import MONTHS
from lib.tables.text import fold

PROMPT = "selectionnez un element"
BLANKS = frozenset({"", "n a", "na", "sans objet", "so", "s o", "aucun", "aucune", "neant", "non", "non concerne", "non concernee", "rien"})
ABSENT = (
    *("non concerne", "non concernee", "non concernes", "pas concerne", "non applicable", "pas applicable", "n a", "sans objet", "neant"),
    *("aucune donnee", "aucun transfert", "pas de transfert", "aucun", "aucune", "non"),
)
WHOLE_PHRASE = ("aucun transfert", "pas de transfert", "aucune donnee")
DOUBTS = frozenset("sauf excepte hormis mais toutefois cependant parfois sinon possible eventuellement risque uniquement seulement".split())
NEGATIVE = re.compile(r"(non|pas|aucun|aucune|jamais|ni)\b")
TICKS = frozenset({"x", "oui", "ok", "true", "vrai"})
YES = frozenset({"oui", "o", "x", "vrai", "true", "yes"})
NO = frozenset({"non", "n", "faux", "false", "no", "aucune", "aucun", "neant"})
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"(\+|00)?[\d(][\dXx .\-()/]{7,24}")
POSTCODE = re.compile(r"\d{5}")
NUMERIC_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
WRITTEN_DAY = re.compile(r"(?:\w+di )?(\d{1,2})(?:er)? (\w+) (\d{4})")
MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, 1)}


class Meaning(Enum):
    """What stands in a cell where text was expected."""

    BLANK = "blank"  # empty, a dash, the list's own prompt
    ABSENT = "absent"  # « Non concerné », « Sans objet », with or without a remark
    DOUBTFUL = "doubtful"  # begins like a no, but says more
    TICK = "tick"  # a cross or « oui » where a description was expected
    TEXT = "text"


def meaning(text: str) -> Meaning:
    """How to take the text of a cell."""
    folded = fold(text)
    if not folded or folded.startswith(PROMPT):
        return Meaning.BLANK
    if folded in TICKS:
        return Meaning.TICK
    if folded in BLANKS or _says_absent(text, folded):
        return Meaning.ABSENT if not DOUBTS & set(folded.split()) else Meaning.DOUBTFUL
    return Meaning.DOUBTFUL if NEGATIVE.match(folded) else Meaning.TEXT


def filled(text: str) -> str:
    """The text, or nothing when it means nothing."""
    return "" if meaning(text) in (Meaning.BLANK, Meaning.ABSENT) else text


def has_remark(text: str) -> bool:
    """« N/A (DPO interne) » says more than « N/A »."""
    return fold(text) not in (*BLANKS, *ABSENT)


def yes_or_no(text: str) -> bool | None:
    """True, False, or None when the cell does not say. « Oui (biométrie) » is yes, « à voir » is None."""
    first, _, rest = fold(text).partition(" ")
    if rest and not re.match(r"\s*\w+\s*[^\w\s]", text):
        return None
    if DOUBTS & set(rest.split()):
        return None
    return True if first in YES else False if first in NO else None


def day_of(text: str) -> date | None:
    """A day written in full, in figures or letters. Half a date (« mars 2024 », « 12/05/24 ») is no date."""
    plain = text.strip()
    if found := NUMERIC_DAY.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
    elif found := ISO_DAY.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif (found := WRITTEN_DAY.fullmatch(fold(plain))) and found[2] in MONTH_NUMBERS:
        day, month, year = int(found[1]), MONTH_NUMBERS[found[2]], int(found[3])
    else:
        return None
    return _date(year, month, day)


def is_email(text: str) -> bool:
    return bool(EMAIL.fullmatch(text))


def is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text)) and sum(character.isdigit() or character in "xX" for character in text) >= 9


def is_postcode(text: str) -> bool:
    return bool(POSTCODE.fullmatch(text))


def _says_absent(text: str, folded: str) -> bool:
    """« Non concerné » followed by nothing, or by a mark that opens a remark; not « Non concernant les clients »."""
    if any(folded.startswith(phrase) for phrase in WHOLE_PHRASE):
        return True
    phrase = next((phrase for phrase in sorted(ABSENT, key=len, reverse=True) if folded == phrase or folded.startswith(f"{phrase} ")), "")
    if not phrase:
        return False
    words = len(phrase.split())
    remark = re.match(r"\W*" + r"\W*".join([r"\w+"] * words) + r"\s*([^\w\s]|$)", text)
    return bool(remark)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1950 <= found.year <= 2100 else None
