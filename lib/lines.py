"""Threads that would write the same thing one behind the other: one of them writes for all who wait. Knows no database.

Why, and what was refused: docs/dev/adr/0026-one-writes-for-those-who-wait.md.
"""

from collections.abc import Callable, Hashable, Sized
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Sized)
Take = Callable[[], list[Item]]


@dataclass(eq=False)
class _Seat(Generic[Item]):
    """Of somebody who wrote, writes or waits. `leads`: it is its turn to write; `stands`: its item was written."""

    item: Item
    called: Event = field(default_factory=Event)
    leads: bool = False
    stands: bool = False


class Lines(Generic[Item]):
    """`most`: how much is written at once, by the lengths of the items, but for one that is longer; `patience`: seconds anybody waits."""

    def __init__(self, *, most: int, patience: float) -> None:
        self._most, self._patience = most, patience
        self._lock = Lock()
        self._lines: dict[Hashable, list[_Seat[Item]]] = {}  # behind whoever writes

    def written(self, key: Hashable, item: Item, write: Callable[[Take[Item]], None]) -> bool:
        """Does it stand? If not, nothing is known of it: who asks is to write it alone.

        `write` is given what takes the items of all who wait, its own first, in the order they came; once it returns, they stand. What it
        raises is raised here when it had taken no other's."""
        seat = _Seat(item)
        line = self._join(key, seat)
        if not seat.leads:
            self._wait(key, line, seat)
        return self._lead(key, line, seat, write) if seat.leads else seat.stands

    def _join(self, key: Hashable, seat: _Seat[Item]) -> list[_Seat[Item]]:
        with self._lock:
            if (line := self._lines.get(key)) is not None:
                line.append(seat)
                return line
            seat.leads = True
            return self._lines.setdefault(key, [])

    def _wait(self, key: Hashable, line: list[_Seat[Item]], seat: _Seat[Item]) -> None:
        """Who is not called in time waits for nobody any more, nor does anybody behind."""
        if not seat.called.wait(self._patience):
            with self._lock:
                if not seat.called.is_set():
                    self._part(key, line)

    def _lead(self, key: Hashable, line: list[_Seat[Item]], seat: _Seat[Item], write: Callable[[Take[Item]], None]) -> bool:
        taken, stands = [seat], False
        try:
            write(lambda: self._take(line, taken))
            stands = True
        except Exception:
            if len(taken) == 1:
                raise
        finally:
            self._leave(key, line, taken, stands=stands)
        return stands

    def _take(self, line: list[_Seat[Item]], taken: list[_Seat[Item]]) -> list[Item]:
        with self._lock:
            room = self._most - len(taken[0].item)
            while line and (room := room - len(line[0].item)) >= 0:
                taken.append(line.pop(0))
        return [one.item for one in taken]

    def _leave(self, key: Hashable, line: list[_Seat[Item]], taken: list[_Seat[Item]], *, stands: bool) -> None:
        """The next one writes; after a failure, each alone."""
        with self._lock:
            for one in taken:
                one.stands = stands
                one.called.set()
            if line and stands:
                line[0].leads = True
                line.pop(0).called.set()
            else:
                self._part(key, line)

    def _part(self, key: Hashable, line: list[_Seat[Item]]) -> None:
        """Under the lock. Whoever comes now begins a line of their own."""
        if self._lines.get(key) is line:
            del self._lines[key]
        for one in line:
            one.called.set()
        line.clear()
