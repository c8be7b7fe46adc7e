"""The real OpenClaw in a throw-away folder, with our plugin as an owner sets it up. Ended by its own process group."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from governance import embedded
from tests.faults.stack import free_port, until
from tests.real.models import Models
from tests.real.site import PLACE

PROGRAM = PLACE / "openclaw" / "node_modules" / "openclaw" / "openclaw.mjs"
NODE = PLACE / "venv" / "bin" / "node"
PLUGIN = embedded.ROOT / "adapters" / "openclaw"
DRAIN = 5.0  # seconds; asked politely it may finish what it does for 315
READY = 90.0
TOKEN = "un-jeton-qui-ne-sort-pas-de-la-machine"
ACT = "touch fait.txt"


class OpenClaw:
    """A gateway with one agent that may run commands; `turn` is one message of its user."""

    def __init__(self, place: Path, models: Models, pasted: dict[str, Any], key: str) -> None:
        self.place, self.models, self.pasted, self.key, self.port = place, models, pasted, key, free_port()
        self.desk, self.state, self.log = place / "bureau", place / "etat", place / "journal.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.desk.mkdir()
        self.state.mkdir()

    def configure(self) -> None:
        """What any OpenClaw needs, and what « Brancher cet agent » gives to paste."""
        model = {"id": "fake", "name": "fake", "reasoning": False, "input": ["text"], "contextWindow": 128000, "maxTokens": 4096}
        model["cost"] = {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0}
        provider = {"baseUrl": f"{self.models.url}/v1", "apiKey": "fake", "api": "openai-completions", "models": [model]}
        config = {
            "gateway": {"mode": "local", "port": self.port, "bind": "loopback", "auth": {"mode": "token", "token": TOKEN}},
            "agents": {
                "defaults": {"workspace": str(self.desk), "skipBootstrap": True, "model": {"primary": "fake/fake"}},
                "entries": {"compta": {"name": "Comptable"}},
            },
            "tools": {"profile": "full"},
            "models": {"mode": "merge", "providers": {"fake": provider}},
        }
        (self.state / "openclaw.json").write_text(json.dumps(config | self.pasted))

    @property
    def environment(self) -> dict[str, str]:
        paths = {"HOME": str(self.place), "TMPDIR": str(self.place), "OPENCLAW_STATE_DIR": str(self.state)}
        config = {"OPENCLAW_CONFIG_PATH": str(self.state / "openclaw.json"), "GF_TOKEN": self.key, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
        return {"PATH": f"{NODE.parent}:{os.defpath}", **paths, **config}

    def start(self) -> None:
        self.configure()
        with self.log.open("wb") as log:
            command = [str(NODE), str(PROGRAM), "gateway"]
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=self.place, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        until(self._is_ready, READY)

    def _is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        return "ready" in self.log.read_text().replace("spawn broker ready", "")

    def turn(self, session: str, *script: tuple[str, dict[str, Any]]) -> tuple[bool, str, float]:
        """Whether the command ran, what the model was told, and the seconds it took."""
        self.models.says(*(script or (("exec", {"command": ACT}),)))
        (self.desk / "fait.txt").unlink(missing_ok=True)
        command = [str(NODE), str(PROGRAM), "agent", "--agent", "compta", "--session-id", session, "--message", "Vas-y.", "--json"]
        start = time.monotonic()
        done = subprocess.run(command, env=self.environment, cwd=self.place, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return (self.desk / "fait.txt").exists(), " ".join(self.models.told), time.monotonic() - start

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(DRAIN)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(DRAIN)


@contextlib.contextmanager
def open_openclaw(models: Models, pasted: dict[str, Any], key: str) -> Iterator[OpenClaw]:
    with tempfile.TemporaryDirectory(prefix="gf-openclaw-", ignore_cleanup_errors=True) as place:
        program = OpenClaw(Path(place), models, pasted, key)
        try:
            program.start()
            yield program
        finally:
            program.stop()
