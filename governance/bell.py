"""A process that waits for its children and for being told to stop: every signal wakes it, those that end it are kept."""

import contextlib
import os
import select
import signal
from collections.abc import Iterator

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Bell:
    """One a process, heard by its first thread."""

    def __init__(self) -> None:
        self.stops: list[int] = []
        self._ear, self._rope = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def listen(self) -> None:
        signal.set_wakeup_fd(self._rope, warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, lambda received, _: self.stops.append(received))
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def pause(self, seconds: float) -> None:
        select.select([self._ear], [], [], seconds)
        while select.select([self._ear], [], [], 0)[0]:
            os.read(self._ear, 512)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """While a child is forked: a stop that comes meanwhile waits until it is heard, by us or in the child's own way."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)

    def deafen(self) -> None:
        """In a forked child, which has its own way to hear signals."""
        signal.set_wakeup_fd(-1)
        for number in (*STOPPING, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.close(self._ear)
        os.close(self._rope)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
