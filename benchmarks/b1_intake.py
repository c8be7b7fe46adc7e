"""B1: 100,000 actions in batches of 100 over HTTP, sealed and committed, of one company, then of eight. Floor: COPY of the same rows,
prepared, into both tables with their indexes. Three times each, in turn: which process a line falls to is luck, and the floor moves too.
"""

import json
import selectors
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from tests.faults.kit import call
from tests.load.house import House, house
from tests.load.line import Line

ACTIONS, BATCH, LINES, TURNS = 100_000, 100, 8, 3
PATIENCE = 60  # seconds
FLOOR = """
import io, time
import django
django.setup()
from tests.database import owner
with owner("gardefou") as boss:
    took = 0.0
    for table in ("journal_action", "ledger_entry"):
        boss.execute(f"create table floor_{table} (like {table} including all)")
        kept = io.BytesIO()
        with boss.cursor().copy(f"copy (select * from {table} limit ROWS) to stdout (format binary)") as read:
            for part in read:
                kept.write(part)
        begun = time.perf_counter()
        with boss.cursor().copy(f"copy floor_{table} from stdin (format binary)") as write:
            write.write(kept.getvalue())
        took += time.perf_counter() - begun
        boss.execute(f"drop table floor_{table}")
    print(took)
"""


def bodies(place: int, many: int, turn: int = 0) -> list[bytes]:
    """Batches of one line, written before the clock starts."""
    now, begin = datetime.now(UTC), turn * many
    firsts = range(begin, begin + many, BATCH)
    return [json.dumps({"actions": [_action(place, first + n, now) for n in range(BATCH)]}).encode() for first in firsts]


def _action(place: int, number: int, now: datetime) -> dict[str, Any]:
    at = (now - timedelta(milliseconds=number)).isoformat()
    told = {"id": f"a-{place}-{number}", "occurred_at": at, "type": "message.send", "tool": "gmail.send", "outcome": "done"}
    return told | {"target": f"client-{number % 500}@exemple.fr", "summary": "Relance de la facture", "sequence": number}


def poured(home: House, keys: list[str], turn: int = 0) -> float:
    """Seconds, over eight lines, each of which sends its next batch once the last one is answered. Whoever sends has its words ready and
    reads the answers afterwards: what it takes of the processors is not there for those it measures."""
    share = ACTIONS // LINES
    lines = [Line(home.port, keys[place % len(keys)]) for place in range(LINES)]
    told = [[line.written("POST", "/api/v1/actions", body) for body in bodies(place, share, turn)] for place, line in enumerate(lines)]
    left = dict(zip(lines, map(iter, told), strict=True))
    answers: list[tuple[int, bytes]] = []
    begun = time.perf_counter()
    with selectors.DefaultSelector() as ready:
        for line in lines:
            _send_next(line, left[line], ready)
        while ready.get_map():
            answered = ready.select(PATIENCE)
            assert answered, "no answer any more"
            for key, _ in answered:
                ready.unregister(key.fileobj)
                answers.append(key.data.read())
                _send_next(key.data, left[key.data], ready)
    took = time.perf_counter() - begun
    assert all(status == 200 for status, _ in answers), next(one for one in answers if one[0] != 200)
    kept = sum(json.loads(said)["accepted"] for _, said in answers)
    assert kept == ACTIONS, kept
    return took


def _send_next(line: Line, left: Iterator[bytes], ready: selectors.BaseSelector) -> None:
    if words := next(left, b""):
        line.socket.sendall(words)
        ready.register(line.socket, selectors.EVENT_READ, line)


def main() -> None:
    for companies, goal in ((1, ">= 0.20"), (8, ">= 0.35")):
        taken, floor = 0.0, 0.0
        with house(companies, agents=LINES // companies) as home:
            for turn in range(TURNS):
                taken += poured(home, home.keys, turn)
                floor += float(call(home.stack, "-c", FLOOR.replace("ROWS", str(ACTIONS))).split()[-1])
        rates = {"floor": TURNS * ACTIONS / floor, "figure": TURNS * ACTIONS / taken}
        words = "one company" if companies == 1 else f"{companies} companies"
        report(f"B1 intake, {words}", **rates, unit="actions/s", goal=goal, batch=BATCH, lines=LINES, turns=TURNS, sender="one thread")


if __name__ == "__main__":
    main()
