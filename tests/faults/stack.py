"""A whole Garde-fou on a folder and a port of its own, for the tests that kill its parts."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from governance import embedded, home, valkey
from governance.postgres import Postgres
from governance.processes import alive, stat_of
from tests.faults import tellers

LIMIT = 90.0  # seconds after which a test gives up
LENT = Path("/proc/sys/net/ipv4/ip_local_port_range")  # what the machine gives to whoever calls: such a port may be taken before we listen


def free_port() -> int:
    """No other test process is given it while this one lives, and no caller's line can hold it."""
    lent = int(LENT.read_text().split()[0])
    above = lent if lent > 12_000 else 60_000
    while True:
        port = above - 1 - secrets.randbelow(10_000)
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0gardefou-test-port-{port}")
            with socket.socket() as trial:
                trial.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
        else:
            claim.detach()  # held to the end of the process
            return port


def until(true: Callable[[], bool], limit: float = LIMIT, pause: float = 0.02) -> float:
    """Seconds until it holds; fails the test after the limit. `pause`: between two looks, longer for one that costs."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < limit, f"not within {limit} s"
        time.sleep(pause)
    return time.monotonic() - start


def lines_read(port: int) -> int:
    """Open lines to a server of this machine of which it has read all that came: one still at the door is not counted."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[1].rpartition(":")[2], 16) == port and row[3] == "01" and row[4].endswith(":00000000") for row in rows)


def descendants(pid: int) -> list[int]:
    everyone = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    parents = {each: int(fields[1]) for each in everyone if (fields := stat_of(each))}
    found, level = [], [pid]
    while level:
        level = [each for each, parent in parents.items() if parent in level]
        found += level
    return found


def command_of(pid: int) -> str:
    """What it is called, then what started it: forks share the latter."""
    with contextlib.suppress(OSError):
        told = b" ".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("comm", "cmdline"))
        return told.replace(b"\0", b" ").decode(errors="replace")
    return ""


TRUNK, WEB, WORKER = "gardefou-trunk", "gardefou-web", "gardefou-worker"


class Stack:
    """Started and stopped as the owner does."""

    def __init__(self, data: Path, port: int | None = None, **extra: str) -> None:
        self.data, self.port, self.extra = data, port or free_port(), extra
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> "Stack":
        self.launch()
        try:
            until(lambda: "Ctrl-C" in self.output() or self.ended())
        finally:
            ready = self.page(patience=30)  # the first one of a busy machine takes its time
            if not ready:
                self.stop()
        assert ready, self.output() + home.tail(self.data / "log" / "web.log")
        return self

    def launch(self) -> "Stack":
        foreign = {"DATABASE_URL", "DATABASE_MIGRATOR_URL", "DATABASE_OWNER_URL", "REDIS_URL", "GARDEFOU_URL", "DJANGO_SETTINGS_MODULE"}
        env = {name: value for name, value in os.environ.items() if name not in foreign}
        env |= {"GARDEFOU_DATA": str(self.data), "GARDEFOU_PORT": str(self.port), **self.extra}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "governance"], cwd=embedded.ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, text=True
            )
        return self

    @property
    def log(self) -> Path:
        return self.data.with_name(f"{self.data.name}-{self.port}.log")

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def output(self) -> str:
        return self.log.read_text()

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def exit_code(self) -> int:
        assert self.process
        return self.process.wait(LIMIT)

    def page(self, patience: float = 2) -> bool:
        """Any answer of the application will do: who is not signed in is sent elsewhere."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=patience) as answer:
                return bool(answer.status < 500)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code < 500
        except OSError:
            return False

    def find(self, word: str) -> list[int]:
        return [pid for pid in descendants(self.pid) if word in command_of(pid) and alive(pid)]

    def one(self, word: str) -> int:
        """The only one of that name. A new fork bears its parent's for a moment, and one that was killed is missed for another."""
        until(lambda: len(self.find(word)) == 1)
        return self.find(word)[0]

    def broker(self) -> bool:
        return valkey.answers(self.data)

    def postmaster(self) -> int:
        with contextlib.suppress(OSError, IndexError, ValueError):
            return int((self.store / "pg" / "postmaster.pid").read_text().split()[0])
        return 0

    def database(self) -> bool:
        """Does its server run and say that it takes connections? A page may answer without it, and a first try of it may not last."""
        return Postgres(self.data).running()

    @property
    def store(self) -> Path:
        return embedded.store_dir(self.data)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        """As Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.exit_code()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Not pytest's: its parents are closed to the account that runs the database when root tests. Ends what a test left running."""
    place = Path(tempfile.mkdtemp(prefix="garde-fou-test-"))
    place.chmod(0o755)
    try:
        yield place / "var"
    finally:
        tellers.end(place / "var")
        left = Stack(place / "var").postmaster()
        if left and alive(left, "postgres"):
            os.kill(left, signal.SIGINT)
            until(lambda: not alive(left))
        shutil.rmtree(place, ignore_errors=True)
