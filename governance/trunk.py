"""`python -m governance.trunk PORT`: reads the code once, then forks web and worker, which share it in memory.

Until the last fork there is one thread here, no connection and no open log: each branch makes its own. What ends too early grows
again. Why: docs/dev/adr/0016-the-code-is-read-once.md.
"""

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence

from governance.bell import Bell
from governance.falls import Falls
from governance.processes import be_called, die_with, kill_group

TICK = 1.0  # seconds; a branch's death wakes us at once
PATIENCE = 8.0  # seconds for the running requests and tasks at a stop; the supervisor has ten


class Branch:
    """A forked process with a group of its own, killed with all it started when it ends, or when we do."""

    def __init__(self, name: str, life: Callable[[], int], bell: Bell) -> None:
        self.name, self._life, self._bell = name, life, bell
        self.falls, self.pid = Falls(), 0

    def look(self) -> None:
        """Grow it again when it has ended and its pause is over."""
        if self.pid and self.has_ended():
            self.falls.ended()
        if not self.pid and self.falls.is_due():
            self._grow()

    def has_ended(self) -> bool:
        """Collects it, and ends what it left."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            kill_group(self.pid)
            self.pid = 0
        return not self.pid

    def tell(self, number: signal.Signals) -> None:
        if self.pid:
            os.kill(self.pid, number)

    def _grow(self) -> None:
        parent = os.getpid()
        with self._bell.held():
            self.pid = os.fork()
            if not self.pid:
                self._live(parent)
        self.falls.began()

    def _live(self, parent: int) -> None:
        """Never returns: what stands above us on the stack is the parent's."""
        code = 1
        try:
            os.setpgid(0, 0)
            die_with(parent, signal.SIGKILL)
            self._bell.deafen()
            be_called(f"gardefou-{self.name}")
            code = self._life()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def main(port: int, names: Sequence[str] = ("web", "worker")) -> int:
    bell = Bell()
    bell.listen()
    be_called("gardefou-trunk")
    lives = read(port)
    branches = [Branch(name, lives[name], bell) for name in names]
    while not bell.stops:
        for branch in branches:
            branch.look()
        bell.pause(TICK)
    _stop(branches, bell)
    return 0


def read(port: int) -> dict[str, Callable[[], int]]:
    """All the code that pages, calls and tasks need every day. What serves now and then is still read by who needs it."""
    gc.disable()  # no holes among what is shared
    from governance import wsgi

    pages = wsgi.application  # made first: what follows needs the apps
    from governance import branches

    branches.ripen()
    gc.collect()
    gc.freeze()  # a collection would write into every page
    gc.enable()
    return {"web": lambda: branches.web(pages, port), "worker": branches.worker}


def _stop(branches: list[Branch], bell: Bell) -> None:
    """Calls that wait for a person answer first: a web server would wait for them, then cut them."""
    from api import waiting

    waiting.end_everywhere()
    for branch in branches:
        branch.tell(signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while sum(not branch.has_ended() for branch in branches) and time.monotonic() < end and len(bell.stops) < 2:
        bell.pause(0.1)
    for branch in branches:
        if branch.pid:
            kill_group(branch.pid)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
