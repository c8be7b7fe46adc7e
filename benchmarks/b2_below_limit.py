"""B2: a demand that the limits let through: key, twenty limits, decision, its sealed row, one commit. Floor: a view of the same server with
one committed INSERT. One call at a time, the two in turn, so that both meet the same disk and the same neighbours.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from tests.load.house import House, house
from tests.load.line import Line, spread

WARM, CALLS = 300, 3000


def measured(home: House) -> tuple[list[float], list[float]]:
    """Seconds of each bare call, and of each demand."""
    bare, line = Line(home.port), Line(home.port, home.keys[0])
    floor, asked = [], []
    for number in range(WARM + CALLS):
        status, said, seconds = bare.call("POST", "/api/floor", {})
        assert status == 200, (status, said)
        floor.append(seconds)
        status, said, seconds = line.ask(f"n-{number}")
        assert (status, said["reason"]) == (200, "below_limit"), said
        asked.append(seconds)
    return floor[WARM:], asked[WARM:]


def main() -> None:
    with house() as home:
        floor, asked = measured(home)
    for name, place, goal in (("p50", 0, "<= 4x"), ("p99", 2, "<= 6x")):
        report(f"B2 below a limit, {name}", floor=1000 * spread(floor)[place], figure=1000 * spread(asked)[place], unit="ms", goal=goal)


if __name__ == "__main__":
    main()
