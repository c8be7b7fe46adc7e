"""One agent calls a thousand times a second; the owner's pages and the other agents must not feel it.

`python -m tests.load.flood 60` on a whole house, through its own web server, with its limits. Prints one line of JSON.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django

from tests.load.house import House, house
from tests.load.line import Line, spread

RATE, PROCESSES, LINES = 1000, 2, 20
PAGES = ("/", "/demandes/", "/agents/", "/journal/")


def pour(port: int, key: str, rate: int, seconds: float) -> Counter[int]:
    """`rate` calls a second on many lines, whatever comes back; statuses (0: the line broke)."""
    with ThreadPoolExecutor(LINES) as pool:
        return sum(pool.map(lambda _: _pour_one(port, key, rate / LINES, seconds), range(LINES)), Counter[int]())


def _pour_one(port: int, key: str, rate: float, seconds: float) -> Counter[int]:
    line, found, begun, sent = Line(port, key), Counter[int](), time.monotonic(), 0
    while (now := time.monotonic() - begun) < seconds:
        if sent >= now * rate:
            time.sleep(sent / rate - now)
            continue
        sent += 1
        try:
            found[line.call("POST", "/api/v1/heartbeat", {})[0]] += 1
        except OSError:
            found[0] += 1
            line.open()
    return found


def others(port: int, keys: list[str], ends: threading.Event, found: list[tuple[int, float]]) -> None:
    """Quiet agents: each tells, asks and reads, twice a second."""
    lines, number = [Line(port, key) for key in keys], 0
    while not ends.wait(0.5 / len(lines)):
        line = lines[number % len(lines)]
        number += 1
        turn = number // len(lines) % 3
        if turn == 0:
            status, _, seconds = line.call("POST", "/api/v1/heartbeat", {})
        elif turn == 1 and number < 50 * len(lines):
            status, _, seconds = line.ask(f"n-{number}")
        else:
            status, _, seconds = line.call("GET", "/api/v1/approvals")
        found.append((status, seconds))


def pages(home: House, ends: threading.Event, found: list[tuple[int, float]]) -> None:
    from tests.faults.browsers import Browser

    browser, number = Browser(f"http://127.0.0.1:{home.stack.port}", home.companies[0]), 0
    browser.sign_in()
    while not ends.wait(0.1):
        begun = time.perf_counter()
        code = browser.get(PAGES[number % len(PAGES)]).code
        found.append((code, time.perf_counter() - begun))
        number += 1


def flood(home: House, seconds: float) -> dict[str, object]:
    """What everybody met while it lasted."""
    keys, port, ends = home.keys, home.stack.port, threading.Event()
    seen: list[tuple[int, float]] = []
    told: list[tuple[int, float]] = []
    quiet = [threading.Thread(target=pages, args=(home, ends, seen)), threading.Thread(target=others, args=(port, keys[1:], ends, told))]
    for thread in quiet:
        thread.start()
    argv = [sys.executable, "-m", "tests.load.flood", "pour", str(port), keys[0], str(RATE // PROCESSES), str(seconds)]
    poured = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    statuses: Counter[str] = Counter()
    for process in poured:
        statuses.update(json.loads(process.communicate()[0]))
    ends.set()
    for thread in quiet:
        thread.join()
    wrong = sum(status not in (200, 202) for status, _ in told)
    return {
        "flood_per_second": round(statuses.total() / seconds),
        "flood_statuses": dict(statuses),
        "pages": len(seen),
        "pages_wrong": sum(code != 200 for code, _ in seen),
        "pages_ms_p50_p95_p99": [round(1000 * one) for one in spread([took for _, took in seen])],
        "others": len(told),
        "others_error_rate": round(wrong / len(told), 5),
        "others_ms_p50_p95_p99": [round(1000 * one) for one in spread([took for _, took in told])],
    }


def main(seconds: float) -> None:
    with house(agents=6) as home:
        print(json.dumps(flood(home, seconds)))  # noqa: T201


def configured() -> None:
    """The codes of the owner's telephone are made by the product."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()


if __name__ == "__main__":
    if sys.argv[1] == "pour":
        print(json.dumps(pour(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))))  # noqa: T201
    else:
        configured()
        main(float(sys.argv[1]))
