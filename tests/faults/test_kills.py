"""PostgreSQL, the web and the worker are killed (kill -9) while people write and mail leaves: nothing that was acknowledged is lost.

Three kills in the suite; `GARDEFOU_KILLS=20 pytest -s tests/faults/test_kills.py` for the whole, with its figures.
"""

import contextlib
import os
import random
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.faults.browsers import LOST, Answer, Browser, found
from tests.faults.kit import call, messages_of, record_of, settled, verdict
from tests.faults.ready_made import ready_made
from tests.faults.stack import WEB, WORKER, Stack, folder, until
from tests.outbox.post_office import PostOffice, open_office

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("GARDEFOU_KILLS", "3"))
SEED = int(os.environ.get("GARDEFOU_SEED", "1"))
PEOPLE = 4
BACK = 30.0 if KILLS < 20 else 15.0  # seconds: on a busy machine coming back is what counts; alone, how fast is


@dataclass
class Writer:
    """Somebody at work: a name changed, an agent stopped and let go, a newcomer added and written to. Notes what was acknowledged."""

    browser: Browser
    number: int
    ended: threading.Event
    names: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    mailed: list[str] = field(default_factory=list)
    unsure: int = 0
    errors: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        turn = 0
        while not self.ended.is_set():
            for act in (self._rename, self._stop, self._lift, self._invite):
                if not self.ended.is_set():
                    act(turn)
            turn += 1

    def _rename(self, turn: int) -> None:
        name = f"Personne {self.number} nom {turn}"
        if self._done(self.browser.post("/compte/", name=name), "/compte/"):
            self.names.append(name)

    def _stop(self, turn: int) -> None:
        path = f"/arret/agents/{self.browser.who['agent']}/"
        why = f"Arrêt {self.number}-{turn}"
        is_free = self.browser.get(path).code == 200  # else an earlier one stands, and this asking changes nothing
        if is_free and self._done(self.browser.post(path, why=why), "/arret/"):
            self.reasons.append(why)

    def _lift(self, turn: int) -> None:
        path = f"/arret/agents/{self.browser.who['agent']}/"
        held = self.browser.get(path).to
        why = f"Levée {self.number}-{turn}"
        said = held.startswith("/arret/") and self._done(self.browser.post(f"{held}fin/", why=why), "/arret/")
        if said and self.browser.get(path).code == 200:  # a stop that only a file holds is not lifted yet, and the page says so
            self.reasons.append(why)

    def _invite(self, turn: int) -> None:
        email = f"n{self.number}-{turn}@course.example"
        answer = self.browser.post("/equipe/ajout/", name="Nadia Brun", email=email, role="guest")
        if not self._done(answer, ""):
            return
        self.added.append(email)
        path = found(r'action="(/equipe/[^"]+/lien/envoi/)"', answer.text)
        if path and self._done(self.browser.post(path, token=found(r'name="token" value="([^"]+)"', answer.text)), "/equipe/"):
            self.mailed.append(email)

    def _done(self, answer: Answer, to: str) -> bool:
        self.unsure += answer.code == LOST
        if answer.code not in (200, 302):
            self.errors[answer.code] += 1
            self.ended.wait(0.05)
            return False
        return answer.code == (302 if to else 200) and answer.to.startswith(to)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as opened:
        opened.pause = 0.01
        yield opened


@pytest.fixture
def stack(office: PostOffice) -> Iterator[Stack]:
    with folder() as place:
        running = Stack(ready_made(place), EMAIL_URL=f"smtp://127.0.0.1:{office.port}").start()
        until(lambda: bool(running.find(WORKER)))
        yield running
        running.stop()


@contextlib.contextmanager
def at_work(stack: Stack) -> Iterator[list[Writer]]:
    ended = threading.Event()
    writers = []
    for number, who in enumerate(settled(stack, PEOPLE)):
        browser = Browser(f"http://127.0.0.1:{stack.port}", who)
        browser.sign_in()
        browser.prove()
        writers.append(Writer(browser, number, ended))
    for writer in writers:
        writer.thread.start()
    try:
        yield writers
    finally:
        ended.set()
        for writer in writers:
            writer.thread.join(60)


def killed(stack: Stack, part: str) -> float:
    """Seconds until pages and the worker are back, and the killed one gone."""
    until(lambda: bool(stack.find(WEB)))
    old = {"postgres": stack.postmaster, "web": lambda: max(stack.find(WEB)), "worker": lambda: stack.one(WORKER)}[part]()
    visitor = Browser(f"http://127.0.0.1:{stack.port}", {"company": ""}, patience=2)
    stack.kill(old)

    def is_back() -> bool:
        running = [stack.postmaster(), *stack.find(WEB), *stack.find(WORKER)]
        return old not in running and visitor.get("/sante/").code == 200 and bool(stack.find(WORKER))

    return until(is_back)


def left_of(stack: Stack) -> list[str]:
    return sorted(row["message_id"] for row in messages_of(stack) if row["state"] != "sent")


def wait_for_more(writers: list[Writer], office: PostOffice) -> None:
    """Each of them goes on, and mail leaves, before the next kill."""
    before, left = sum(len(writer.names) for writer in writers), len(office.kept)
    until(lambda: sum(len(writer.names) for writer in writers) > before + PEOPLE)
    if KILLS >= 20:
        until(lambda: len(office.kept) > left, 90)


@pytest.mark.asvs("V2.3.3")
def test_nothing_acknowledged_is_lost_and_no_mail_has_two_numbers(stack: Stack, office: PostOffice) -> None:
    dice = random.Random(SEED)  # noqa: S311
    parts = [("postgres", "web", "worker")[turn % 3] for turn in range(KILLS)]
    dice.shuffle(parts)
    times: dict[str, list[float]] = {"postgres": [], "web": [], "worker": []}
    with at_work(stack) as writers:
        for part in parts:
            wait_for_more(writers, office)
            threading.Event().wait(dice.uniform(0, 0.3))
            times[part].append(killed(stack, part))
        wait_for_more(writers, office)
    until(lambda: left_of(stack) == left_of(stack), 90)  # the worker has sent what it could: what a killed one held waits for its lease
    call(stack, "-c", AFTERWARDS)
    if log := os.environ.get("GARDEFOU_KILLS_LOG"):
        shutil.copytree(stack.data / "log", log, dirs_exist_ok=True)
    figures = _examined(writers, record_of(stack), messages_of(stack), office)
    print({part: f"{max(seconds):.1f} s" for part, seconds in times.items() if seconds}, figures)  # noqa: T201
    assert max(max(seconds, default=0) for seconds in times.values()) < BACK
    assert verdict(stack) == "intact"


def _examined(writers: list[Writer], lines: list[dict[str, Any]], rows: list[dict[str, Any]], office: PostOffice) -> dict[str, object]:
    assert [line["seq"] for line in lines] == list(range(len(lines)))
    said = Counter(line["act"] for line in lines)
    subjects = {(line["act"], line["about"][0]["name"]) for line in lines}
    for writer in writers:
        assert {("person.renamed", name) for name in writer.names} <= subjects
    reasons = [line["detail"]["why"] for line in lines if line["act"] in ("stop.agent", "stop.lifted_agent")]
    assert {why for writer in writers for why in writer.reasons} <= set(reasons)
    assert max(Counter(reasons).values()) == 1
    added, mailed = [[email for writer in writers for email in getattr(writer, what)] for what in ("added", "mailed")]
    assert said["person.joined"] >= len(added)
    assert {row["state"] for row in rows} <= {"sent"}
    sent_to = {row["to"] for row in rows}
    assert set(mailed) <= sent_to
    numbers = {row["message_id"] for row in rows}
    assert set(office.kept_ids) == numbers  # each left, and nothing under a number we do not know
    assert {str(mail["To"]) for mail in office.kept} == sent_to
    assert max(Counter(row["to"] for row in rows if row["to"] in added).values()) == 1  # one invitation, one message
    copies = sum(office.kept_ids.values()) - len(numbers)
    assert copies <= KILLS
    acknowledged = sum(len(writer.names) + len(writer.reasons) + len(writer.added) + len(writer.mailed) for writer in writers)
    errors = sum((writer.errors for writer in writers), Counter[int]())
    assert set(errors) <= {LOST, 503}  # no answer, or one that says what happened
    told = {"acknowledged": acknowledged, "unsure": sum(writer.unsure for writer in writers), "refused": dict(errors)}
    return told | {"lines": len(lines), "mails": len(numbers), "copies": copies}


# What the sweeps of the next hours do.
AFTERWARDS = """
import datetime, django
django.setup()
import approvals.clock as clock
clock.IN_FLIGHT = datetime.timedelta(0)
clock.recover_stops.run()
from django.utils import timezone
from accounts.mailing import deliver_due
for minutes in (0, 11, 30, 60, 400):
    deliver_due(now=lambda: timezone.now() + datetime.timedelta(minutes=minutes))
"""
