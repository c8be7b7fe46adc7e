"""B2: a demand that the limits let through: key, twenty limits, decision, its sealed row, one commit. Floor: a view of the same server with
one committed INSERT. One call at a time, the two in turn, so that both meet the same disk and the same neighbours. The payments go to a
hundred payees in turn: no company promises three thousand to one in a week, and each is weighed with all that was promised to its payee.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from tests.load.house import House, house
from tests.load.line import Line, spread

WARM, CALLS, PAYEES = 300, 3000, 100


def measured(home: House) -> tuple[list[float], list[float]]:
    """Seconds of each bare call, and of each demand."""
    bare, line = Line(home.port), Line(home.port, home.keys[0])
    floor, asked = [], []
    for number in range(WARM + CALLS):
        status, said, seconds = bare.call("POST", "/api/floor", {})
        assert status == 200, (status, said)
        floor.append(seconds)
        status, said, seconds = line.ask(f"n-{number}", payee=payee(number))
        assert (status, said["reason"]) == (200, "below_limit"), said
        asked.append(seconds)
    return floor[WARM:], asked[WARM:]


def payee(number: int) -> dict[str, str]:
    """One of them, with an account that exists in form, and another invoice."""
    place = number % PAYEES
    bban = f"3000600001{place:011d}89"
    return {"name": f"Lebrun {place}", "account": f"FR{98 - int(bban + '152700') % 97:02d}{bban}", "reference": f"n-{number}"}


def main() -> None:
    with house() as home:
        floor, asked = measured(home)
    for name, place, goal in (("p50", 0, "<= 4x"), ("p99", 2, "<= 6x")):
        report(f"B2 below a limit, {name}", floor=1000 * spread(floor)[place], figure=1000 * spread(asked)[place], unit="ms", goal=goal)


if __name__ == "__main__":
    main()
