"""The embedded PostgreSQL, started by us: unix socket in a 0700 folder, peer, no password. Nothing of Django here.

Whoever needs the server calls `join()`: the first one starts it, the last one to `leave()` stops it. The count is a shared
file lock, so a user killed with -9 never leaves a wrong count, and a server left running is adopted.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from governance import binaries, cluster, embedded, home
from governance.identity import service_account
from governance.processes import alive, wait_gone
from governance.refusal import Refused

PATIENCE = 60.0  # seconds; recovery after a power cut may take a while
SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "shared_buffers=32MB",
    "max_connections=60",
    "max_locks_per_transaction=128",  # a plan for all months of the journal holds each with its indexes while it is made
    "max_wal_size=512MB",
    "max_parallel_workers_per_gather=0",
    "jit=off",
    "wal_level=minimal",  # no replica: no process that would wait for one
    "max_wal_senders=0",
    "max_logical_replication_workers=0",
    "idle_in_transaction_session_timeout=60s",
    "log_min_messages=warning",
    "log_min_error_statement=panic",  # statements and values may hold personal data
    "log_error_verbosity=terse",
)


class Postgres:
    """One data folder and the server over it."""

    def __init__(self, data: Path, settings: tuple[str, ...] = ()) -> None:
        self.data = data
        self.account = service_account()
        self.store = embedded.store_dir(data)
        self.folder = self.store / "pg"
        self.sockets = embedded.runtime_dir(data)
        self.settings = (*SETTINGS, *settings)
        self._use: IO[str] | None = None

    def join(self) -> "Postgres":
        """Start it unless it runs; count me as a user until `leave()` or my death."""
        home.prepare(self.data, self.account)
        with self._alone():
            self._use = self._open("postgres.in-use")
            fcntl.flock(self._use, fcntl.LOCK_SH)
            if not self.running():
                self._start()
        return self

    def revive(self) -> None:
        """The server died under its users: start it again; it recovers by itself."""
        with self._alone():
            if not self.running():
                self._start()

    def leave(self) -> bool:
        """Stop it if nobody else uses it; true when it was stopped."""
        with self._alone():
            if self._use:
                self._use.close()
            with self._open("postgres.in-use") as probe:
                try:
                    fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                return self._stop()

    def running(self) -> bool:
        """Does the postmaster live and say that it accepts connections? Costs two small reads, no connection."""
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready" and alive(int(lines[0]), "postgres")

    def pid(self) -> int:
        """Of the postmaster; 0 when there is none."""
        lines = self._pid_file()
        return int(lines[0]) if lines and alive(int(lines[0]), "postgres") else 0

    def programs(self) -> Path:
        """The folder of PostgreSQL's programs, where the account can run them."""
        return binaries.readable(binaries.find(), self.account, self.store)

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.folder / "postmaster.pid").read_text().splitlines()
        return []

    def _open(self, name: str) -> IO[str]:
        path = self.store / name
        file = path.open("a")
        self.account.own(path, 0o600)
        return file

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._open("postgres.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        programs = self.programs()
        if (self.folder / "PG_VERSION").exists():
            self._check_major(programs)
        else:
            cluster.create(self.folder, programs, self.account)
        cluster.allow(self.folder, self.account)
        self._forget_stranger()
        self._launch_until_ready(programs)

    def _check_major(self, programs: Path) -> None:
        have, want = int((self.folder / "PG_VERSION").read_text()), binaries.major(programs)
        if have != want:
            raise Refused(
                f"Vos données ({self.folder}) ont été écrites par PostgreSQL {have} ; ce Garde-fou apporte PostgreSQL {want}. "
                f"Rien n’a été modifié. Reprenez la version précédente de Garde-fou, ou installez le paquet postgresql-{have} et indiquez "
                f"GARDEFOU_PG_BIN=/usr/lib/postgresql/{have}/bin."
            )

    def _forget_stranger(self) -> None:
        """A pid file left by a dead machine may carry a number that now belongs to another program."""
        lines = self._pid_file()
        if lines and not alive(int(lines[0]), "postgres"):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _launch_until_ready(self, programs: Path) -> None:
        """After a kill -9 the old server's last processes may hold its memory for a moment: then it is tried again."""
        end = time.monotonic() + PATIENCE
        server = self._launch(programs)
        while not self.running():
            if server.poll() is not None:
                log = home.tail(self.data / "log" / "postgresql.log")
                if "shared memory" not in log or time.monotonic() > end:
                    raise Refused(f"La base de données n’a pas démarré :\n{log}")
                time.sleep(0.1)
                server = self._launch(programs)
            if time.monotonic() > end:
                raise Refused(f"La base de données n’a pas répondu après {PATIENCE:.0f} secondes.")
            time.sleep(0.01)
        server.returncode = 0  # not ours to wait for: it may outlive us

    def _launch(self, programs: Path) -> "subprocess.Popen[bytes]":
        argv: list[str | Path] = [programs / "postgres", "-D", self.folder, "-k", self.sockets]
        newer = ("io_method=sync",) if binaries.major(programs) >= 18 else ()  # no input/output workers: 9 MiB less
        for setting in (*newer, *self.settings):
            argv += ["-c", setting]
        with home.open_log(self.data, "postgresql.log", self.account) as log:
            return subprocess.Popen(
                argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True, **self.account.demotion()
            )

    def _stop(self) -> bool:
        pid = self.pid()
        if not pid:
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        return wait_gone(pid, 30)
