"""Work that falls to several processes by chance, evened out: who works for more than another ends a line now and then, and it falls anew.

The kernel gives each connection to a process without asking what that one has to do, and whoever tells us a lot keeps their connection: of
eight lines, six and two is as usual as four and four. Why: docs/dev/adr/0033-lines-are-shared-out.md.
"""

import mmap
import os
import struct

AWHILE = 1.0  # seconds: who said nothing for so long is nobody's work
LOOK = 0.1  # seconds between two looks at the others, and between two lines that a process ends
BUSY = 3  # calls inside at once: below, nobody waits for anybody
SLOTS = 64  # for a handful of processes; of two that meet in one, the last to speak is heard
SLOT = struct.Struct("qqd")  # process, how many it works for, when it said so


class Shares:
    """Made before the processes part: they share the board. `processes`: how many they will be."""

    def __init__(self, processes: int) -> None:
        self._others = processes - 1
        self._board = mmap.mmap(-1, SLOTS * SLOT.size)
        self._seen: dict[int, float] = {}
        self._next = 0.0

    def is_too_many(self, who: int, inside: int, at: float) -> bool:
        """Should the line of `who`, who just spoke here, be ended? `inside`: calls that are being answered; `at`: monotonic seconds."""
        self._seen[who] = at
        if at < self._next or not self._others:
            return False
        self._next = at + LOOK
        self._seen = {one: last for one, last in list(self._seen.items()) if last > at - AWHILE}
        mine, least = len(self._seen), self._least(at)
        SLOT.pack_into(self._board, os.getpid() % SLOTS * SLOT.size, os.getpid(), mine, at)
        if inside < BUSY or mine < least + 2:
            return False
        self._seen.pop(who, None)
        return True

    def _least(self, at: float) -> int:
        """How many the one that has least works for; who does not speak has none."""
        me = os.getpid()
        told = [many for process, many, last in SLOT.iter_unpack(self._board[:]) if process not in (0, me) and last > at - AWHILE]
        return min(told) if len(told) >= self._others else 0
