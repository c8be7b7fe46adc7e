"""B3: from a person's answer to the waiting agent's, 200 agents waiting on one web process: quiet, then while pages are read; memory of
those who wait; pages meanwhile. The clock starts when the decision is handed to the database; « committed » when it stands.
"""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from governance import embedded
from tests.load.house import House, house, weight
from tests.load.line import Line, spread

WAITING, AGENTS = 200, 5
PAGES = ("/", "/demandes/", "/agents/", "/journal/")


class Waiters:
    """Lines on which a demand is waited for; `heard`: when each got its answer."""

    def __init__(self, home: House, turn: str) -> None:
        self.asked: dict[str, Line] = {}
        self.heard: dict[str, int] = {}
        for number in range(WAITING):
            line = Line(home.port, home.keys[number % AGENTS])
            status, said, _ = line.ask(f"{turn}-{number}", amount={"value": "5000.00", "currency": "EUR"})
            assert status == 202, said
            self.asked[said["id"]] = line

    def wait(self) -> None:
        for approval, line in self.asked.items():
            line.send("GET", f"/api/v1/approvals/{approval}?wait=45")
        threading.Thread(target=self._listen, daemon=True).start()
        time.sleep(3)  # all of them are in

    def _listen(self) -> None:
        with selectors.DefaultSelector() as ready:
            for approval, line in self.asked.items():
                ready.register(line.socket, selectors.EVENT_READ, approval)
            while len(self.heard) < WAITING:
                for key, _ in ready.select():
                    self.heard[key.data] = time.monotonic_ns()
                    ready.unregister(key.fileobj)


def answered(home: House, waiters: Waiters) -> list[tuple[float, float]]:
    """Milliseconds from the click, and from the commit, of each."""
    env = os.environ | {"GARDEFOU_DATA": str(home.stack.data), "DJANGO_SETTINGS_MODULE": "governance.settings"}
    argv = [sys.executable, "-m", "tests.load.answer", home.companies[0]["company"]]
    took = []
    with subprocess.Popen(argv, cwd=embedded.ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as desk:
        for approval in waiters.asked:
            begun, done = _decided(desk.stdin, desk.stdout, approval)
            ends = time.monotonic() + 10
            while approval not in waiters.heard:
                assert time.monotonic() < ends, "never heard"
                time.sleep(0.0005)
            status, said = waiters.asked[approval].read()
            assert (status, json.loads(said)["state"]) == (200, "approved"), said
            took.append(((waiters.heard[approval] - begun) / 1e6, max(0.0, (waiters.heard[approval] - done) / 1e6)))
        desk.stdin.close()  # type: ignore[union-attr]
    return took


def _decided(to: IO[str] | None, back: IO[str] | None, approval: str) -> tuple[int, int]:
    assert to
    assert back
    to.write(f"{approval}\n")
    to.flush()
    _, begun, done = back.readline().split()
    return int(begun), int(done)


def reading(home: House, ends: threading.Event, found: list[float]) -> None:
    """A colleague who goes from page to page without a pause, on the same web process."""
    from tests.faults.browsers import Browser

    browser = Browser(f"http://127.0.0.1:{home.port}", home.companies[0])
    browser.sign_in()
    while not ends.is_set():
        for page in PAGES:
            begun = time.perf_counter()
            assert browser.get(page).code == 200
            found.append(1000 * (time.perf_counter() - begun))


def main() -> None:
    with house(agents=AGENTS) as home:
        Waiters(home, "warm")  # asked, never waited for: what is read at the first call is read
        before = weight(home.web())
        quiet = Waiters(home, "quiet")
        asked = weight(home.web())
        quiet.wait()
        memory = weight(home.web()) - asked
        _told("quiet", answered(home, quiet), 10, mib=round(memory, 1), since_start=round(asked - before, 1))
        busy, ends, pages = Waiters(home, "busy"), threading.Event(), list[float]()
        busy.wait()
        reader = threading.Thread(target=reading, args=(home, ends, pages))
        reader.start()
        took = answered(home, busy)
        ends.set()
        reader.join()
        _told("under page load", took, 30, pages_ms_p95=round(spread(pages)[1], 1), pages=len(pages))


def _told(words: str, took: list[tuple[float, float]], goal: float, **more: float) -> None:
    clicked, committed = spread([one for one, _ in took]), spread([one for _, one in took])
    more |= {"click_p50": round(clicked[0], 2), "commit_p50": round(committed[0], 2), "commit_p99": round(committed[2], 2)}
    name = f"B3 click to the waiting agent's answer, {WAITING} waiting, {words}, p99"
    report(name, floor=goal, figure=clicked[2], unit="ms", goal=f"<= {goal} ms, <= 40 MiB more, pages p95 < 100 ms", **more)


def configured() -> None:
    """The codes of the owner's telephone are made by the product."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


if __name__ == "__main__":
    configured()
    main()
