"""The web or PostgreSQL is killed (kill -9) while agents of one company tell by batches: what was acknowledged stands, once."""

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from journal.rules.reported import key_of
from tests.faults.kit import call, record_of, settled, verdict
from tests.faults.ready_made import ready_made
from tests.faults.stack import WEB, Stack, folder, until
from tests.faults.test_stops import MAKE

pytestmark = pytest.mark.slow
AGENTS, BATCH, PATIENCE = 8, 20, 15.0


@dataclass
class Teller:
    """Tells batch after batch, each until it is acknowledged or for nothing: the next one is of other actions."""

    port: int
    key: str
    name: str
    ended: threading.Event
    kept: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def run(self) -> None:
        turn = 0
        while not self.ended.is_set():
            turn += 1
            self._tell([f"{self.name}-{turn}-{number}" for number in range(BATCH)])

    def _tell(self, names: list[str]) -> None:
        body = json.dumps({"actions": [{"id": name, "type": "message.send", "tool": "gmail.send"} for name in names]})
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("POST", "/api/v1/actions", body, {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
            answer = line.getresponse()
            told = json.loads(answer.read())
            self.answers[answer.status] += 1
        except (OSError, http.client.HTTPException, ValueError):
            self.answers[0] += 1
            self.ended.wait(0.05)
            return
        finally:
            line.close()
        if answer.status == 200:
            assert told["accepted"] + told["repeated"] == BATCH
            self.kept += names


@pytest.fixture
def stack() -> Iterator[Stack]:
    with folder() as place:
        running = Stack(ready_made(place)).start()
        yield running
        running.stop()


def test_what_was_acknowledged_stands_once(stack: Stack) -> None:
    company = settled(stack, 1)[0]["company"]
    keys = [key for _, key in json.loads(call(stack, "-c", MAKE, company, str(AGENTS)))]
    ended = threading.Event()
    tellers = [Teller(stack.port, key, f"a{number}", ended) for number, key in enumerate(keys)]
    threads = [threading.Thread(target=teller.run, daemon=True) for teller in tellers]
    for thread in threads:
        thread.start()
    try:
        for victim in (lambda: max(stack.find(WEB)), stack.postmaster):
            before = sum(len(teller.kept) for teller in tellers)
            until(lambda before=before: sum(len(teller.kept) for teller in tellers) > before + 5 * AGENTS * BATCH)  # type: ignore[misc]
            stack.kill(victim())
        before = sum(len(teller.kept) for teller in tellers)
        until(lambda: sum(len(teller.kept) for teller in tellers) > before + 2 * AGENTS * BATCH)
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    lines = record_of(stack)
    assert [line["seq"] for line in lines] == list(range(len(lines)))
    told = Counter(line["detail"]["key"] for line in lines if line["act"] == "action.done")
    assert max(told.values()) == 1
    assert {str(key_of("id", name)) for teller in tellers for name in teller.kept} <= set(told)
    assert set(sum((teller.answers for teller in tellers), Counter[int]())) <= {0, 200, 429, 503}
    assert verdict(stack) == "intact"
