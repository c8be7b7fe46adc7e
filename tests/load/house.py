"""A whole Garde-fou with a second web server beside its own, whose limits of calls are lifted (tests.load.lifted)."""

import contextlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance import embedded, home, parts
from governance.identity import Account, can_run, myself, service_account
from tests.faults.kit import call
from tests.faults.stack import Stack, descendants, folder, free_port, until

PATIENCE = 180.0  # seconds; a busy machine starts slowly


@dataclass
class House:
    """`port`: the lifted server's; `companies`: as tests.load.settle tells them."""

    stack: Stack
    port: int
    server: int
    companies: list[dict[str, Any]]

    @property
    def keys(self) -> list[str]:
        return [agent["key"] for company in self.companies for agent in company["agents"]]

    def web(self) -> list[int]:
        """The lifted server and its processes."""
        return [self.server, *descendants(self.server)]


@contextlib.contextmanager
def house(companies: int = 1, agents: int = 1) -> Iterator[House]:
    """Gone afterwards."""
    with folder() as data:
        stack = Stack(data).launch()
        try:
            until(lambda: stack.page() or stack.ended(), PATIENCE)
            settled = json.loads(call(stack, "-m", "tests.load.settle", str(companies), str(agents)))
            with lifted(data) as (port, server):
                yield House(stack, port, server, settled)
        finally:
            stack.stop()


@contextlib.contextmanager
def lifted(data: Path) -> Iterator[tuple[int, int]]:
    """(port, process) of the second web server."""
    account, port = _runner(), free_port()
    child = parts.trunk(data, account, port)
    argv = [word.replace("governance.trunk", "tests.load.lifted") for word in child.argv]
    with (data.parent / "lifted.out").open("w") as out:
        process = subprocess.Popen(argv, cwd=embedded.ROOT, env=child.env, stdout=out, stderr=out, **account.demotion())
    try:
        until(lambda: process.poll() is not None or answers(port), PATIENCE)
        assert process.poll() is None, home.tail(data.parent / "lifted.out")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=2) as said:
            return bool(said.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def weight(pids: list[int]) -> float:
    """MiB of memory (PSS) of these processes."""
    found = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / 1024


def here() -> bool:
    """Only where PostgreSQL is ours."""
    return not os.environ.get("DATABASE_URL")


def _runner() -> Account:
    """Whom the supervisor runs Python as: root, when its own account cannot reach our Python."""
    account = service_account()
    return account if can_run([sys.executable, "--version"], account, embedded.ROOT) else myself()
