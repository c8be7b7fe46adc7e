"""The emergency stop on a stack whose worker and broker stay dead, and on one whose disk is full: every next call is refused."""

import contextlib
import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.browsers import Browser
from tests.faults.kit import call, record_of, settled, verdict
from tests.faults.ready_made import ready_made
from tests.faults.stack import TRUNK, WORKER, Stack, folder, lines_read, until
from tests.faults.test_full_disk import fill, small_disk  # noqa: F401  (fixture)

pytestmark = pytest.mark.slow
STOPS = int(os.environ.get("GARDEFOU_STOPS", "50"))
AGENTS = 20  # a key may ask sixty times a minute
HEARD_SECONDS = 2.0
CODE_SECONDS = 200.0  # a code of the second factor is good for five minutes
ACTION = {"type": "payment", "tool": "virement", "payee": {"name": "Lebrun", "reference": "F-1"}}
SMALL, LARGE = ({"amount": {"value": value, "currency": "EUR"}} for value in ("10.00", "5000.00"))

MAKE = """
import json, sys, django
django.setup()
from django.utils import timezone
from accounts.boundary import scope
from accounts.models import Company, Membership
from api.actions import keys
from api.enums import Scope
from approvals.enums import Answer, Measure
from approvals.models import Limit
from inventory.enums import State
from inventory.models import Agent, AgentState
at, told = timezone.now(), []
with scope(sys.argv[1]):
    company = Company.objects.get(pk=sys.argv[1])
    boss = Membership.objects.of(company).select_related("user", "company").first()
    Limit.objects.create(company=company, type="payment", measure=Measure.AMOUNT, value=1000_00, answer=Answer.ASK, set_at=at)
    for number in range(int(sys.argv[2])):
        agent = Agent.objects.create(company=company, name=f"Robot {number}", purpose="Essai", declared_at=at, changed_at=at)
        AgentState.objects.create(company=company, agent=agent, state=State.ACTIVE, at=at)
        told.append([str(agent.pk), keys.make(agent, list(Scope), by=boss, at=at)])
print(json.dumps(told))
"""


@dataclass
class Robot:
    """One agent behind its key; a connection of its own for each call, as most programs do."""

    port: int
    agent: str
    key: str
    grant: str = ""
    digest: str = ""
    pending: str = ""

    def call(self, method: str, path: str, body: Any = None, name: str = "") -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Idempotency-Key": name or "n"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())

    def ask(self, amount: dict[str, Any], name: str) -> tuple[int, dict[str, Any]]:
        return self.call("POST", "/api/v1/approvals", {"action": ACTION | amount}, name)

    def spend(self) -> tuple[int, dict[str, Any]]:
        return self.call("POST", f"/api/v1/approvals/{self.grant}/consume", {"action_digest": self.digest})

    def wait(self) -> tuple[float, str]:
        """When the answer came, and what it says."""
        _, said = self.call("GET", f"/api/v1/approvals/{self.pending}?wait=45")
        return time.monotonic(), said["agent_state"]

    def ready(self) -> "Robot":
        """With a yes not used yet, and a demand that waits."""
        (_, small), (_, large) = self.ask(SMALL, "small"), self.ask(LARGE, "large")
        assert (small["state"], large["state"]) == ("approved", "pending")
        self.grant, self.digest, self.pending = small["id"], small["action_digest"], large["id"]
        return self


@dataclass
class Boss:
    """Who stops and lifts, in a browser."""

    browser: Browser
    proven_at: float = 0.0

    def stop(self, agent: str = "") -> str:
        answer = self.browser.post(f"/arret/agents/{agent}/" if agent else "/arret/tout/", why="Essai")
        assert answer.code == 302, answer
        return answer.to

    def lift(self, page: str) -> None:
        if time.monotonic() - self.proven_at > CODE_SECONDS:
            self.browser.prove()
            self.proven_at = time.monotonic()
        assert self.browser.post(f"{page}fin/", why="Vu").to == "/arret/"


def staffed(stack: Stack, agents: int) -> tuple[Boss, list[Robot]]:
    (who,) = settled(stack, 1)
    browser = Browser(f"http://127.0.0.1:{stack.port}", who)
    browser.sign_in()
    made = json.loads(call(stack, "-c", MAKE, who["company"], str(agents)))
    return Boss(browser), [Robot(stack.port, agent, key).ready() for agent, key in made]


@pytest.fixture
def crippled() -> Iterator[tuple[Stack, Boss, list[Robot]]]:
    """No worker, no broker, and those who would bring them back are held."""
    with folder() as place:
        stack = Stack(ready_made(place)).start()
        keepers: list[int] = []
        try:
            boss, robots = staffed(stack, AGENTS)
            keepers = [stack.pid, *stack.find(TRUNK)]
            for keeper in keepers:
                os.kill(keeper, signal.SIGSTOP)
            for word in (WORKER, "valkey-server"):
                for pid in stack.find(word):
                    stack.kill(pid)
            until(lambda: not stack.broker())
            yield stack, boss, robots
        finally:
            for keeper in keepers:
                os.kill(keeper, signal.SIGCONT)
            stack.stop()


def test_every_next_call_is_refused_within_two_seconds(crippled: tuple[Stack, Boss, list[Robot]]) -> None:
    stack, boss, robots = crippled
    took = []
    for number in range(STOPS):
        robot = robots[number % AGENTS]
        start = time.monotonic()
        page = boss.stop(robot.agent if number % 3 else "")
        code, said = robot.spend() if number % 2 else robot.ask(LARGE, f"n-{number}")
        took.append(time.monotonic() - start)
        assert (code, said["code"]) == (403, "agent-suspended")
        boss.lift(page)
        assert robot.call("POST", "/api/v1/heartbeat", {})[1]["agent_state"] == "active"
    took.sort()
    print(f"{len(took)} stops, each next call refused; from the click: {_figures(took)}")  # noqa: T201
    assert took[-1] < HEARD_SECONDS
    heard = [line for line in record_of(stack) if line["act"] == "stop.heard"]
    assert len(heard) == STOPS


def test_calls_that_wait_are_told_within_two_seconds(crippled: tuple[Stack, Boss, list[Robot]]) -> None:
    stack, boss, robots = crippled
    took = []
    with ThreadPoolExecutor(AGENTS) as pool:
        for _ in range(max(2, STOPS // 100)):
            waits = [pool.submit(robot.wait) for robot in robots]
            until(lambda: lines_read(stack.port) >= AGENTS)
            opened = time.monotonic()
            until(lambda since=opened: time.monotonic() - since > 1)  # long enough for all of them to wait
            assert not any(one.done() for one in waits)
            start = time.monotonic()
            page = boss.stop()
            answers = [one.result() for one in waits]
            assert {state for _, state in answers} == {"suspended"}
            took += [at - start for at, _ in answers]
            boss.lift(page)
    took.sort()
    print(f"{len(took)} waiting calls told; from the click: {_figures(took)}")  # noqa: T201
    assert took[-1] < HEARD_SECONDS
    assert verdict(stack) == "intact"


def test_calls_that_wait_are_answered_before_a_stop_of_the_server() -> None:
    with folder() as place, ThreadPoolExecutor(AGENTS) as pool:
        stack = Stack(ready_made(place)).start()
        _, robots = staffed(stack, AGENTS)
        waits = [pool.submit(robot.call, "GET", f"/api/v1/approvals/{robot.pending}?wait=45") for robot in robots]
        until(lambda: lines_read(stack.port) >= AGENTS)
        opened = time.monotonic()
        until(lambda: time.monotonic() - opened > 1)
        assert stack.stop() == 0
        assert [(code, said["state"]) for code, said in (one.result() for one in waits)] == [(200, "pending")] * AGENTS


def _figures(took: list[float]) -> str:
    return f"median {took[len(took) // 2] * 1000:.0f} ms, most {took[-1] * 1000:.0f} ms"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_on_a_full_disk_no_next_call_goes_through(small_disk: Path) -> None:  # noqa: F811
    stack = Stack(small_disk).start()
    try:
        boss, robots = staffed(stack, 3)
        until((small_disk / "place-gardee").exists)
        ballast = fill(small_disk)
        page = boss.stop(robots[0].agent)
        refused = [robots[0].spend(), *(robots[0].ask(LARGE, f"n-{number}") for number in range(20))]
        assert {(code, said["code"]) for code, said in refused} <= {(403, "agent-suspended"), (503, "unavailable")}
        ballast.unlink()
        until(lambda: robots[0].spend()[0] == 403)
        assert robots[1].spend()[0] == 200
        assert boss.browser.get(page).code == 200
        until(lambda: "stop.heard" in {line["act"] for line in record_of(stack)})
    finally:
        stack.stop()
