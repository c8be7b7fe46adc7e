"""A whole Garde-fou with Alice and her agents, and what a test asks of it: Alice answers on her page, as a person does."""

import contextlib
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from governance import embedded, home
from tests.faults.browsers import Answer, Browser
from tests.faults.stack import Stack, folder

PLACE = embedded.ROOT / "build" / "real"
PYTHON = PLACE / "venv" / "bin" / "python"
PROGRAMS = Path(__file__).parent / "programs"
CLIENT = embedded.ROOT / "adapters" / "python"
HIDDEN = re.compile(r'<input type="hidden" name="(digest|facts\w*)" value="([^"]*)"')
BLOCK = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)
AGENTS = ["openai", "langgraph", "mcp", "telemetry", "openclaw", "shell", "claude-code", "n8n"]


class Ran(NamedTuple):
    """What became of a program."""

    code: int
    said: str
    complained: str


class Clerk:
    """Reads what the stack has kept; see tests/real/clerk.py."""

    def __init__(self, stack: Stack) -> None:
        foreign = {"DATABASE_URL", "DATABASE_MIGRATOR_URL", "DATABASE_OWNER_URL", "REDIS_URL", "GARDEFOU_URL"}
        env = {name: value for name, value in os.environ.items() if name not in foreign}
        env |= {"GARDEFOU_DATA": str(stack.data), "GARDEFOU_PORT": str(stack.port), "DJANGO_SETTINGS_MODULE": "governance.settings"}
        command = [sys.executable, "-m", "tests.real.clerk"]
        self.process = subprocess.Popen(command, cwd=embedded.ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, do: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the clerk is gone"
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Site:
    """The stack, the clerk and Alice's browser."""

    def __init__(self, stack: Stack, clerk: Clerk) -> None:
        self.stack, self.clerk, self.url = stack, clerk, f"http://127.0.0.1:{stack.port}"
        self.who: dict[str, Any] = clerk.ask("settle", agents=AGENTS)
        self.browser = Browser(f"http://localhost:{stack.port}", self.who, patience=60.0)
        self.browser.sign_in()

    def key(self, agent: str) -> str:
        return str(self.who["agents"][agent]["key"])

    def actions(self, agent: str) -> list[dict[str, Any]]:
        return list(self.clerk.ask("actions", company=self.who["company"], agent=self.who["agents"][agent]["id"]))

    def requests(self, agent: str) -> list[dict[str, Any]]:
        return list(self.clerk.ask("requests", company=self.who["company"], agent=self.who["agents"][agent]["id"]))

    def call_back(self, agent: str, host: str) -> None:
        self.clerk.ask("call_back", company=self.who["company"], agent=self.who["agents"][agent]["id"], host=host)

    def last(self, agent: str) -> dict[str, Any]:
        return self.requests(agent)[-1]

    def answer(self, agent: str, *, is_yes: bool, comment: str = "") -> None:
        """On the page of the last demand, with her printed code when it is asked for."""
        path = f"/demandes/{self.last(agent)['id']}/"
        page = self.browser.get(path)
        assert page.code == 200, (page.code, home.tail(self.stack.data / "log" / "web.log"))
        seen = {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}
        said = self.browser.post(path, answer="yes" if is_yes else "no", comment=comment, **seen)
        if "/compte/verification/" in said.to:
            said = self._proven(said)
        state = self.last(agent)["state"]
        assert state == ("approved" if is_yes else "denied"), (state, said.code, said.to)

    def _proven(self, asked: Answer) -> Answer:
        self.browser.get(asked.to)
        number = asked.to.rpartition("demande=")[2]
        onward = self.browser.post(f"{asked.to}&papier=1", demande=number, code=self.who["codes"].pop())
        assert onward.code == 307, onward
        return self.browser.post(onward.to, demande=number)

    def pasted(self, agent: str, word: str) -> str:
        """What « Brancher cet agent » gives to paste, with this word in it."""
        page = self.browser.get(f"/agents/{self.who['agents'][agent]['id']}/appels/")
        assert page.code == 200, (page.code, home.tail(self.stack.data / "log" / "web.log"))
        return next(text for text in map(html.unescape, BLOCK.findall(page.text)) if word in text)

    def shell(self, agent: str, line: str, said: str = "", **more: str) -> Ran:
        """A line typed on the agent's machine, the key being in GF_TOKEN as the page asks."""
        env = {"PATH": f"{PYTHON.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "GF_TOKEN": self.key(agent), **more}
        done = subprocess.run(["sh", "-c", line], env=env, input=said, capture_output=True, text=True, timeout=60, check=False)
        return Ran(done.returncode, done.stdout.strip(), done.stderr.strip())

    def stop(self, agent: str) -> None:
        path = f"/arret/agents/{self.who['agents'][agent]['id']}/"
        assert self.browser.get(path).code == 200
        assert self.browser.post(path, why="Essai").code == 302

    def run(self, agent: str, program: str, *given: str, **more: str) -> Ran:
        """One of tests/real/programs, in the peers' own Python, with this agent's key and nothing else of ours."""
        env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(CLIENT), "GF_URL": self.url, "GF_TOKEN": self.key(agent), **more}
        command = [str(PYTHON), str(PROGRAMS / f"{program}.py"), *given]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
        return Ran(done.returncode, done.stdout.strip(), done.stderr.strip())


@contextlib.contextmanager
def open_site() -> Iterator[Site]:
    with folder() as data:
        stack = Stack(data).start()
        try:
            clerk = Clerk(stack)
            try:
                yield Site(stack, clerk)
            finally:
                clerk.close()
        finally:
            stack.stop()
