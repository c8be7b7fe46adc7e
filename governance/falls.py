"""How often in a row something ended that should live, and when it may start again: at once, then after growing pauses."""

import time

PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before the next start, by falls in a row
STEADY = 60.0  # seconds of life after which earlier falls are forgotten


class Falls:
    """One life after the other of one process."""

    def __init__(self) -> None:
        self.many = 0
        self._since = self._due = 0.0

    def began(self) -> None:
        self._since = time.monotonic()

    def ended(self) -> None:
        now = time.monotonic()
        self.many = 0 if now - self._since > STEADY else self.many + 1
        self._due = now + PAUSES[min(self.many, len(PAUSES)) - 1] if self.many else now

    def is_due(self) -> bool:
        return time.monotonic() >= self._due
