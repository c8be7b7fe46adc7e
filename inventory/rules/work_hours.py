"""« Il travaille du lundi au vendredi, de 8 h à 18 h »: when an agent is said to work, kept as these very words. Pure.

One wording for each answer, so that the sheet, its history and the record read as the owner said it, and the words can be read again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lib.dates import WEEKDAYS, weekdays_said
from lib.words import folded

NBSP = "\u00a0"
EVERY_DAY = tuple(range(7))
ALWAYS, ALL_DAYS = "à toute heure", "tous les jours"
EXAMPLE = f"du lundi au vendredi, de 8{NBSP}h à 18{NBSP}h"
HOURS = re.compile(r"\bde (\d{1,2}) ?h a (\d{1,2}) ?h$")
FROM_TO = re.compile(r"du (\w+) au (\w+)")
MIDNIGHT = 24


class NotHours(ValueError):
    """These words do not say when."""


@dataclass(frozen=True)
class WorkHours:
    """Days from 0, Monday; whole hours of the company's clock, `starts` kept and `ends` left out; past midnight when it ends before it
    starts, and the night belongs to the day it began."""

    days: tuple[int, ...]
    starts: int = 0
    ends: int = MIDNIGHT

    def covers(self, local: datetime) -> bool:
        """Is it at work in this hour?"""
        today, hour = local.weekday() in self.days, local.hour
        if self.starts < self.ends:
            return today and self.starts <= hour < self.ends
        return (today and hour >= self.starts) or ((local.weekday() - 1) % 7 in self.days and hour < self.ends)

    @property
    def words(self) -> str:
        """« du lundi au vendredi, de 8 h à 18 h », « tous les jours, à toute heure »."""
        is_whole = (self.starts, self.ends) == (0, MIDNIGHT)
        return f"{_day_words(self.days)}, {ALWAYS if is_whole else f'de {self.starts}{NBSP}h à {self.ends}{NBSP}h'}"


def said(days: Iterable[int], starts: int | None, ends: int | None) -> str:
    """What is kept; nothing when nobody said anything. Days alone: all day long; hours alone: every day. Raises NotHours."""
    chosen = tuple(sorted(set(days)))
    if not chosen and starts is None and ends is None:
        return ""
    if (starts is None) != (ends is None):
        raise NotHours
    return _hours(chosen or EVERY_DAY, 0 if starts is None else starts, MIDNIGHT if ends is None else ends).words


def read(words: str) -> WorkHours | None:
    """None for none. Accents, capitals and spaces do not count. Raises NotHours."""
    plain = folded(words).replace(",", " ").strip()
    if not plain:
        return None
    found = HOURS.search(plain)
    starts, ends = (int(found[1]), int(found[2])) if found else (0, MIDNIGHT)
    rest = (plain[: found.start()] if found else plain.removesuffix(folded(ALWAYS))).strip()
    return _hours(_days(rest), starts, ends)


def kept(words: str) -> WorkHours | None:
    """What a row holds: words that nobody can read any more say nothing, and break neither a page nor a company's week."""
    try:
        return read(words)
    except NotHours:
        return None


def _hours(days: tuple[int, ...], starts: int, ends: int) -> WorkHours:
    """Midnight is 0 where a day starts and 24 where it ends, whichever was said. Raises NotHours."""
    if starts == ends or not (0 <= starts <= MIDNIGHT and 0 <= ends <= MIDNIGHT):
        raise NotHours
    return WorkHours(days, starts % MIDNIGHT, ends or MIDNIGHT)


def _days(plain: str) -> tuple[int, ...]:
    if plain in ("", folded(ALL_DAYS)):
        return EVERY_DAY
    names = [folded(name) for name in WEEKDAYS]
    if (span := FROM_TO.fullmatch(plain)) and span[1] in names and span[2] in names:
        first, last = names.index(span[1]), names.index(span[2])
        return tuple(sorted((first + number) % 7 for number in range((last - first) % 7 + 1)))
    told = [word for word in plain.split() if word not in ("le", "les", "et")]
    days = {names.index(day) for word in told if (day := word.rstrip("s")) in names}
    if not told or len(days) < len(set(told)):
        raise NotHours
    return tuple(sorted(days))


def _day_words(days: Sequence[int]) -> str:
    return ALL_DAYS if tuple(days) == EVERY_DAY else weekdays_said(days)
