"""Work that falls to several processes by chance, evened out: who works for more than another ends a line now and then, and it falls anew.

The kernel gives each connection to a process without asking what that one has to do, and whoever tells us a lot keeps their connection: of
eight lines, six and two is as usual as four and four. Why: docs/dev/adr/0033-lines-are-shared-out.md.
"""

import mmap
import os
import struct
import threading

AWHILE = 1.0  # seconds: who said nothing for so long is nobody's work
LOOK = 0.1  # seconds between two looks at the others, and between two lines that a process ends
BUSY = 3  # calls inside at once: below, nobody waits for anybody
MOST_SEEN = 10_000
SLOTS = 256  # many more than processes
SLOT = struct.Struct("qqd")  # process, how many it works for, when it said so


class Shares:
    """Made before the processes part: they share the board. `processes`: how many they will be."""

    def __init__(self, processes: int) -> None:
        self._others = processes - 1
        self._board = mmap.mmap(-1, SLOTS * SLOT.size)
        self._seen: dict[int, float] = {}
        self._look = threading.Lock()
        self._next = 0.0

    def is_too_many(self, who: int, inside: int, at: float) -> bool:
        """Should the line of `who`, who just spoke here, be ended? `inside`: calls that are being answered; `at`: monotonic seconds."""
        if not self._others:
            return False
        self._seen[who] = at
        if at < self._next or not self._look.acquire(blocking=False):
            return False
        try:
            return self._is_too_many(who, inside, at)
        finally:
            self._look.release()

    def _is_too_many(self, who: int, inside: int, at: float) -> bool:
        self._next = at + LOOK
        self._seen = {one: last for one, last in self._seen.copy().items() if last > at - AWHILE} if len(self._seen) < MOST_SEEN else {}
        mine, least = len(self._seen), self._told(at)
        if inside < BUSY or mine < least + 2:
            return False
        self._seen.pop(who, None)
        return True

    def _told(self, at: float) -> int:
        """Says how many we work for, in the place we had or in one that nobody has now; and how many the process that has least works for.
        Who does not speak works for nobody. Two that take one place at once see it at the next look."""
        me, own, others = os.getpid(), -1, list[int]()
        for place, (process, many, last) in enumerate(SLOT.iter_unpack(self._board[:])):
            is_alive = process and last > at - AWHILE
            if process == me or (own < 0 and not is_alive):
                own = place
            elif is_alive:
                others.append(many)
        SLOT.pack_into(self._board, own * SLOT.size, me, len(self._seen), at)
        return min(others) if len(others) >= self._others else 0
