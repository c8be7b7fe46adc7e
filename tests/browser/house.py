"""A real browser, and a whole installation behind https."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.drawing import chromium
from tests.browser.https import proxy
from tests.faults.ready_made import ready_made
from tests.faults.stack import Stack, folder, free_port


@dataclass
class House:
    """A stack behind https, and the sheet of printed codes of its owner."""

    stack: Stack
    site: str
    codes: list[str] = field(default_factory=list)

    def setup_code(self) -> str:
        """As the terminal shows it."""
        return re.search(r"^    (\S+)$", self.stack.output(), re.MULTILINE)[1]

    def errors(self) -> str:
        """What the web server and the worker said went wrong."""
        lines = [line for path in (self.stack.data / "log").glob("*") for line in path.read_text(errors="replace").splitlines()]
        return "\n".join(json.loads(line)["error"] for line in lines if line.startswith("{") and '"error"' in line)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """PostgreSQL, Valkey, web and worker as `make run` starts them, behind https://localhost."""
    public = free_port()
    site = f"https://localhost:{public}"
    with folder() as data:
        stack = Stack(ready_made(data), GARDEFOU_URL=site, GARDEFOU_TRUSTED_PROXY="127.0.0.1").start()
        made = House(stack, site)
        try:
            with proxy(public, stack.port, tmp_path):
                yield made
            assert made.errors() == "", made.errors()
        finally:
            stack.stop()
