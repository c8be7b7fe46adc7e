"""B3: from a person's click to the waiting agent's answer, 200 agents waiting: quiet, then while pages are read; memory of those who
wait; pages meanwhile; and the machine's own pauses, which are in every click. The clock starts when the page's form is sent; « committed »
when whoever listens hears that it stands. Five times two hundred wait: the worst but one of two hundred is an accident, of a thousand the
worst but ten is not. The first of each two hundred comes after three seconds of rest: told apart too (`after_rest`, `in_a_row_p99`).
"""

import json
import os
import selectors
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from tests.load.house import House, house, weight
from tests.load.line import Line, spread

if TYPE_CHECKING:
    from tests.load.desk import Commits, Desk

WAITING, AGENTS, ROUNDS = 200, 5, 5
PAGES = ("/", "/demandes/", "/agents/", "/journal/")


def iban(number: int) -> str:
    """A French account of its own: one that was refused is no other's past."""
    inside = f"3000600001{number:011d}89"
    return f"FR{98 - int(f'{inside}152700') % 97:02d}{inside}"


class Waiters:
    """Lines on which a demand is waited for; `heard`: when each got its answer."""

    def __init__(self, home: House, turn: str) -> None:
        self.asked: dict[str, Line] = {}
        self.heard: dict[str, int] = {}
        self.forms: dict[str, bytes] = {}
        for number in range(WAITING):
            line = Line(home.port, home.keys[number % AGENTS])
            payee = {"name": f"Fournisseur {number}", "account": iban(number), "reference": f"{turn}-{number}"}
            status, said, _ = line.ask(f"{turn}-{number}", amount={"value": "5000.00", "currency": "EUR"}, payee=payee)
            assert status == 202, said
            self.asked[said["id"]] = line

    def opened(self, desk: "Desk") -> "Waiters":
        """Each one's page stands open before the first waits."""
        self.forms = {approval: desk.form(approval) for approval in self.asked}
        return self

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


def answered(desk: "Desk", commits: "Commits", waiters: Waiters) -> list[tuple[float, float]]:
    """Milliseconds from the click, and from the commit, of each."""
    took = []
    for approval, form in waiters.forms.items():
        begun = desk.click(approval, form)
        assert desk.is_done(), approval
        ends = time.monotonic() + 10
        while approval not in waiters.heard or approval not in commits.at:
            assert time.monotonic() < ends, "never heard"
            time.sleep(0.0005)
        status, said = waiters.asked[approval].read()
        assert (status, json.loads(said)["state"]) == (200, "denied"), said
        heard = waiters.heard[approval]
        took.append(((heard - begun) / 1e6, max(0.0, (heard - commits.at[approval]) / 1e6)))
    return took


def pauses(lasting: float) -> float:
    """Milliseconds that the machine itself adds to one in a hundred of such moments: a computation as long as the usual click, alone."""

    def took(steps: int) -> float:
        time.sleep(0.004)
        begun = time.perf_counter()
        sum(number * number for number in range(steps))
        return 1000 * (time.perf_counter() - begun)

    steps = int(50_000 * lasting / sorted(took(50_000) for _ in range(20))[10])
    half, _, most = spread([took(steps) for _ in range(400)])
    return most - half


def reading(desk: "Desk", ends: threading.Event, found: list[float]) -> None:
    """Goes from page to page without a pause, on the same web server."""
    while not ends.is_set():
        for page in PAGES:
            begun = time.perf_counter()
            assert desk.browser.get(page).code == 200
            found.append(1000 * (time.perf_counter() - begun))


def main() -> None:
    from tests.load.desk import Commits, Desk

    with house(agents=AGENTS) as home:
        Waiters(home, "warm")  # asked, never waited for: what is read at the first call is read
        desk, commits = Desk(home.port, home.companies[0]), Commits(home.stack.data)
        commits.start()
        before = weight(home.web())
        quiet = Waiters(home, "quiet-0").opened(desk)
        asked = weight(home.web())
        quiet.wait()
        memory = weight(home.web()) - asked
        took = answered(desk, commits, quiet)
        for turn in range(1, ROUNDS):
            quiet = Waiters(home, f"quiet-{turn}").opened(desk)
            quiet.wait()
            took += answered(desk, commits, quiet)
        paused = pauses(spread([one for one, _ in took])[0])
        _told("quiet", took, 10, mib=round(memory, 1), since_start=round(asked - before, 1), machine_pause_p99=round(paused, 2))
        took, pages = [], list[float]()
        for turn in range(ROUNDS):
            took += _answered_while_pages_are_read(home, desk, commits, f"busy-{turn}", pages)
        _told("under page load", took, 30, pages_ms_p95=round(spread(pages)[1], 1), pages=len(pages))


def _answered_while_pages_are_read(
    home: House, desk: "Desk", commits: "Commits", turn: str, pages: list[float]
) -> list[tuple[float, float]]:
    busy, ends = Waiters(home, turn).opened(desk), threading.Event()
    busy.wait()
    reader = threading.Thread(target=reading, args=(desk, ends, pages))
    reader.start()
    took = answered(desk, commits, busy)
    ends.set()
    reader.join()
    return took


def _told(words: str, took: list[tuple[float, float]], goal: float, **more: float) -> None:
    clicked, committed = spread([one for one, _ in took]), spread([one for _, one in took])
    rested, in_a_row = [one for one, _ in took[::WAITING]], [one for place, (one, _) in enumerate(took) if place % WAITING]
    more |= {
        "clicks": len(took),
        "after_rest": round(spread(rested)[0], 2),
        "in_a_row_p99": round(spread(in_a_row)[2], 2),
        "click_p50": round(clicked[0], 2),
        "commit_p50": round(committed[0], 2),
        "commit_p99": round(committed[2], 2),
    }
    name = f"B3 click to the waiting agent's answer, {WAITING} waiting, {words}, p99"
    report(name, floor=goal, figure=clicked[2], unit="ms", goal=f"<= {goal} ms, <= 40 MiB more, pages p95 < 100 ms", **more)


def configured() -> None:
    """The codes of the owner's telephone are made by the product."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


if __name__ == "__main__":
    configured()
    main()
