"""One process that the supervisor keeps alive: its own session, killed with all it started, restarted with growing pauses."""

import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from governance import home
from governance.falls import Falls
from governance.identity import Account
from governance.processes import die_with, kill_session, started


@dataclass
class Child:
    """What to run, as whom, and how it fares."""

    name: str
    argv: list[str]
    env: dict[str, str]
    account: Account
    data: Path
    folder: Path
    falls: Falls = field(default_factory=Falls, repr=False)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    @property
    def log(self) -> Path:
        """Raw output: what is printed before or beside the JSON log."""
        return self.data / "log" / f"{self.name}.out"

    def identity(self) -> list[str]:
        """Number and start time: names this process for good."""
        return [str(self.pid), started(self.pid)]

    def look(self) -> bool:
        """Restart it when it has ended and its pause is over. True when a process was started."""
        if self.process and self.process.poll() is not None:
            kill_session(self.process.pid)
            self.falls.ended()
            self.process = None
        if self.process is None and self.falls.is_due():
            self._start()
            return True
        return False

    def ask_to_stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Wait for it to end, then kill whatever is left of its session."""
        if not self.process:
            return
        try:
            self.process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.process.kill()
        kill_session(self.process.pid)
        self.process.wait(5)
        self.process = None

    def _start(self) -> None:
        parent = os.getpid()
        with home.open_log(self.data, self.log.name, self.account) as log:
            self.process = subprocess.Popen(
                self.argv,
                env=self.env,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                umask=0o077,
                preexec_fn=lambda: die_with(parent),  # noqa: PLW1509 (this process has one thread)
                **self.account.demotion(),
            )
        self.falls.began()
