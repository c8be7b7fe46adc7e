"""What a record may have erased, as its own rows tell it: at its term, or one row before it with a reason; never while it is held."""

import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

UPKEEP = 11  # the class of the record's own upkeep
PURGED, HELD, RELEASED = "record.purged", "record.hold_set", "record.hold_lifted"
FIVE_YEARS, TEN_YEARS = 1826, 3652
SHORTEST = {1: 183, 2: 183, 10: TEN_YEARS, UPKEEP: TEN_YEARS}  # days below which a class is never purged; all others: FIVE_YEARS
MICROSECOND = timedelta(microseconds=1)
BEGINNING_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_REASON = 400
Told = tuple[str, str, int]  # code, sentence, number of the row


@dataclass(frozen=True)
class Purge:
    """A row that says what was erased: rows `first` to `last` of a class written before a moment, or one row before its term."""

    seq: int
    at: int
    kind: int
    first: int
    last: int
    rows: int
    before: int
    early: bool
    why: str

    def covers(self, seq: int, at: int) -> bool:
        return self.first <= seq <= self.last and (self.early or at < self.before)

    @property
    def is_early_and_lawful(self) -> bool:
        """RGPD art. 17: one row, for a reason, and never what the record tells of itself."""
        return self.first == self.last and self.rows == 1 and bool(self.why) and self.kind != UPKEEP

    @property
    def is_lawful(self) -> bool:
        if not 0 <= self.first <= self.last < self.seq:
            return False
        if self.early:
            return self.is_early_and_lawful
        days = SHORTEST.get(self.kind, FIVE_YEARS)
        return self.before <= self.at - timedelta(days=days) // MICROSECOND


def read_purge(seq: int, at: int, detail: dict[str, Any]) -> Purge | None:
    """None for what no purge of ours says."""
    numbers = [detail.get(name) for name in ("class", "first", "last", "rows")]
    if any(type(number) is not int for number in numbers):
        return None
    early = detail.get("early") is True
    before = 0 if early else _microseconds(detail.get("before"))
    kind, first, last, rows = (int(number or 0) for number in numbers)
    return None if before is None else Purge(seq, at, kind, first, last, rows, before, early, on_one_screen_line(detail.get("why", "")))


def on_one_screen_line(text: Any) -> str:
    """Words out of a file, fit to be printed: no line ends, no control signs."""
    words = " ".join(str(text).split())[:LONGEST_REASON]
    return "".join(sign for sign in words if not unicodedata.category(sign).startswith("C"))


class Erasures:
    """Erased rows as they are met, held in the end against the purges that were told. 16 bytes an erased row."""

    def __init__(self) -> None:
        self.purges: list[Purge] = []
        self.holds: dict[str, list[int]] = {}
        self.periods: list[tuple[int, int]] = []
        self.rows: dict[int, tuple[array[int], array[int]]] = {}
        self.unread: list[int] = []

    def erased(self, seq: int, at: int, kind: int) -> None:
        """A row without content."""
        numbers, times = self.rows.setdefault(kind, (array("Q"), array("Q")))
        numbers.append(seq)
        times.append(at)

    def told(self, seq: int, at: int, act: str, detail: dict[str, Any]) -> Purge | None:
        """A row of upkeep; the purge, when it is one."""
        if act == HELD:
            self.holds.setdefault(str(detail.get("hold", "")), []).append(seq)
        elif act == RELEASED:
            for start in self.holds.pop(str(detail.get("hold", "")), []):
                self.periods.append((start, seq))
        elif act == PURGED:
            purge = read_purge(seq, at, detail)
            if purge is None:
                self.unread.append(seq)
            else:
                self.purges.append(purge)
            return purge
        return None

    def early(self) -> list[Purge]:
        """Rows erased before their term, lawfully."""
        return [purge for purge in self.purges if purge.early and purge.is_lawful]

    def wrongs(self) -> Iterator[Told]:
        """What does not hold."""
        for seq in self.unread:
            yield "purge_policy", f"L’effacement noté à la ligne {seq + 1} ne dit pas ce qu’il a effacé.", seq
        for purge in self.purges:
            yield from self._wrongs_of(purge)
        for kind in sorted({*self.rows, *(purge.kind for purge in self.purges)}):
            yield from self._uncovered(kind)

    def _wrongs_of(self, purge: Purge) -> Iterator[Told]:
        if not purge.is_lawful:
            words = "n’a pas de raison, ou pas le droit d’être fait" if purge.early else "va plus loin que la règle"
            yield "purge_policy", f"L’effacement noté à la ligne {purge.seq + 1} {words}.", purge.seq
        standing = [start for starts in self.holds.values() for start in starts]
        if any(start < purge.seq < end for start, end in self.periods) or any(start < purge.seq for start in standing):
            yield "purge_held", f"L’effacement noté à la ligne {purge.seq + 1} a eu lieu pendant une conservation imposée.", purge.seq

    def _uncovered(self, kind: int) -> Iterator[Told]:
        """Each erased row belongs to the first purge that covers it; every purge erased as many as it says."""
        numbers, times = self.rows.get(kind, (array("Q"), array("Q")))
        waiting: list[tuple[int, int]] = []
        following = 0
        for purge in self.purges:
            if purge.kind != kind:
                continue
            while following < len(numbers) and numbers[following] <= min(purge.last, purge.seq - 1):
                waiting.append((numbers[following], times[following]))
                following += 1
            left = [row for row in waiting if not purge.covers(*row)]
            if len(waiting) - len(left) != purge.rows:
                words = f"L’effacement noté à la ligne {purge.seq + 1} dit {purge.rows}, et il en manque {len(waiting) - len(left)}."
                yield "purge_count", words, purge.seq
            waiting = left
        waiting.extend(zip(numbers[following:], times[following:], strict=True))
        for seq, _at in waiting:
            yield "erased", f"La ligne {seq + 1} a été effacée sans que le journal le dise.", seq


def _microseconds(text: Any) -> int | None:
    try:
        moment = datetime.fromisoformat(str(text))
        return (moment - BEGINNING_OF_TIME) // MICROSECOND
    except (ValueError, TypeError):
        return None
