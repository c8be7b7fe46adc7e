"""A right in words, the same on every page and every paper: on what, how sensitive, from when until when."""

from datetime import date

from inventory.enums import Sensitivity
from inventory.rules.days import until_words
from lib.dates import french_date


def what_words(resource: str, segment: str) -> str:
    """« Dossier clients – Public »: the resource, then the part of it."""
    return f"{resource} – {segment}" if segment else resource


def sensitivity_words(sensitivity: str, segment: str = "") -> str:
    """« sensible »; nothing when it is not said, or when the part's own name says it already."""
    words = str(Sensitivity(sensitivity).label) if sensitivity else ""
    return "" if words.lower() == segment.lower() else words.lower()


def full_words(resource: str, segment: str, sensitivity: str) -> str:
    """« Dossier clients – Comptes (sensible) »."""
    mark = sensitivity_words(sensitivity, segment)
    return f"{what_words(resource, segment)} ({mark})" if mark else what_words(resource, segment)


def has_begun(starts_on: date | None, today: date) -> bool:
    """A right without a first day holds from the moment it was given."""
    return starts_on is None or starts_on <= today


def when_told(starts_on: date | None, until: date | None, is_endless: bool) -> str:
    """For the record: « jusqu’au 31 mars 2027 », « sans limite », « à partir du 1er mars 2027, sans date encore »."""
    end = f"jusqu’au {until_words(until, is_endless)}" if until else "sans limite" if is_endless else "sans date encore"
    return f"à partir du {french_date(starts_on)}, {end}" if starts_on else end


def when_words(starts_on: date | None, until: date | None, is_endless: bool) -> str:
    """« 31 mars 2027 », « Sans limite », « Du 1er mars 2027 au 31 août 2027 », « À partir du 1er mars 2027, sans limite »."""
    end = until_words(until, is_endless)
    if starts_on is None:
        return end
    if until:
        return f"Du {french_date(starts_on)} au {end}"
    return f"À partir du {french_date(starts_on)}, {'sans limite' if is_endless else 'fin à préciser'}"
