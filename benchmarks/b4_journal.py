"""B4: the first page of a company whose agents did a million things, against one whose agents did a thousand; then the journal's pages, and
an agent's demand to pay somebody they have paid for a year.

Floor: the same page of the small company, in the same run. Actions are sealed rows, reported by the hundred as agents do.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # before any model is imported

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from accounts.boundary import scope  # noqa: E402
from accounts.enums import Role  # noqa: E402
from api.actions import keys  # noqa: E402
from api.enums import Scope  # noqa: E402
from benchmarks.large import furnish  # noqa: E402
from benchmarks.result import report as said  # noqa: E402
from inventory.models import Agent  # noqa: E402
from journal.actions.intake import report  # noqa: E402
from journal.enums import Source, Type  # noqa: E402
from journal.rules.reported import Reported  # noqa: E402
from tests.cast import Person, make_company, make_person, sign_in  # noqa: E402
from tests.database import database  # noqa: E402
from tests.database import owner as superuser  # noqa: E402

SMALL, LARGE = 1_000, int(os.environ.get("GARDEFOU_BENCH_ACTIONS", "1000000"))
AGENTS, DAYS, BATCH, ROUNDS = 20, 360, 500, 15
SLOW_MS = 5.0
TOOLS = (("gmail.send", Type.MESSAGE), ("creer_virement", Type.PAYMENT), ("crm.update", Type.RECORD), ("drive.read", Type.READ))
PAYEES = 3_000
RARE = 1_000  # one action in so many failed, one in ten times so many is a decision
PAGES = {
    "/": "first page",
    "/journal/": "journal",
    "/journal/?agent={agent}": "journal of an agent",
    "/agents/{agent}/": "an agent",
    "/journal/outils/": "tools",
    "/journal/?issue=failed": "journal, failures",
    "/journal/?au={day}": "journal from a day",
    "/journal/?q=Durand+0042": "journal, two words",
    "/journal/?q=introuvable": "journal, a word nobody said",
    "/journal/?nature=decision": "journal, a rare kind",
    "/journal/?montant=900000": "journal, an amount nobody paid",
    "/journal/?essais=on": "journal, tests",
}
SAME = 4  # of them are held to the ratio: they are read every day
GOAL = "<= 1.50, no query > 5 ms, as many queries"


def told(many: int, now: datetime) -> Iterator[Reported]:
    """Spread over a year, oldest first."""
    chance = random.Random(4)  # noqa: S311 (the same every time)
    for n in range(many):
        tool, kind = TOOLS[n % len(TOOLS)]
        paid = kind == Type.PAYMENT
        yield Reported(
            UUID(int=n),
            now - timedelta(seconds=(many - n) * DAYS * 86_400 // many),
            Type.DECISION if n % (10 * RARE) == 7 else kind,
            tool="" if n % (10 * RARE) == 7 else tool,
            target=f"Dossier Durand {chance.randrange(10_000):04}",
            payee=f"Fournisseur {n % PAYEES:04}" if paid else "",
            amount_cents=chance.randrange(100, 200_000) if paid else None,
            currency="EUR" if paid else "",
            outcome="failed" if n % RARE == 3 else "done",
            number=n // BATCH,
        )


def furnished(slug: str, many: int, now: datetime) -> tuple[Any, str, Any, float]:
    """(a browser of the owner, one of the agents, that agent's own line, seconds it took)."""
    owner: Person = make_person(make_company(slug.title(), slug), "Alice Martin", Role.OWNER)
    furnish(owner, AGENTS, 0, now)
    with scope(owner.company):
        agents = list(Agent.objects.of(owner.company).select_related("company").order_by("name"))
    batch, number, started = list[Reported](), 0, time.perf_counter()
    for one in told(many, now):
        batch.append(one)
        if len(batch) == BATCH:
            with scope(owner.company):
                report(agents[number % AGENTS], batch, Source.API)
            batch, number = [], number + 1
    with scope(owner.company):
        report(agents[0], [*batch, Reported(uuid4(), now, Type.OTHER)], Source.API)
        key = keys.make(agents[0], list(Scope), by=owner.membership, at=now)
    line = Client(headers={"authorization": f"Bearer {key}"})
    return sign_in(owner), str(agents[0].pk), line, time.perf_counter() - started


def demand(line: Any, name: str) -> Any:
    """An agent asks to pay."""
    payee = {"name": "Fournisseur 0101", "reference": name}
    action = {"type": "payment", "tool": "creer_virement", "amount": {"value": "12.00", "currency": "EUR"}, "payee": payee}
    return line.post("/api/v1/approvals", {"action": action}, content_type="application/json", headers={"idempotency-key": name})


def seen(ask: Callable[[], Any], what: str) -> tuple[float, list[float]]:
    """(milliseconds of an answer, of each of its queries)."""
    asked = list[float]()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        before = time.perf_counter()
        answer = execute(sql, params, many, context)
        asked.append(1000 * (time.perf_counter() - before))
        return answer

    before = time.perf_counter()
    with connection.execute_wrapper(count):
        answer = ask()
    took = 1000 * (time.perf_counter() - before)
    assert answer.status_code in (200, 202), (what, answer.status_code, answer.content)
    return took, asked


def timed(asks: Sequence[Callable[[int], Any]], what: str) -> list[tuple[float, int, float]]:
    """Of the small and of the large one, in turns: (median milliseconds, queries, the slowest one's median milliseconds)."""
    rounds: tuple[list[Any], list[Any]] = [], []
    for number in range(ROUNDS + 3):
        for place, ask in enumerate(asks):
            told = seen(partial(ask, number), what)
            if number >= 3:
                rounds[place].append(told)
    return [_summed(one) for one in rounds]


def _summed(rounds: list[tuple[float, list[float]]]) -> tuple[float, int, float]:
    usual = statistics.mode(len(asked) for _, asked in rounds)  # once in a while a page also notes that the session lives on
    slowest = max(statistics.median(of) for of in zip(*(asked for _, asked in rounds if len(asked) == usual), strict=True))
    return statistics.median(took for took, _ in rounds), usual, slowest


def main() -> None:
    setup_test_environment(debug=False)
    now = datetime.now(UTC)
    with database():
        small, agent_small, line_small, _ = furnished("petite", SMALL, now)
        large, agent_large, line_large, seconds = furnished("grande", LARGE, now)
        print(f"{LARGE} actions sealed in {seconds:.0f} s")
        with superuser(connection.settings_dict["NAME"]) as admin:
            admin.execute("vacuum analyze")  # as PostgreSQL does by itself after a large import
        day = f"{now - timedelta(days=200):%Y-%m-%d}"
        for place, (address, name) in enumerate(PAGES.items()):
            both = ((small, agent_small), (large, agent_large))
            pages = [partial(_page, browser, address.format(agent=agent, day=day)) for browser, agent in both]
            compared(pages, name, GOAL if place < SAME else "pleasant")
        compared([lambda number, line=line: demand(line, f"n-{number}") for line in (line_small, line_large)], "a demand to pay", GOAL)


def _page(browser: Any, address: str, _: int) -> Any:
    return browser.get(address)


def compared(asks: Sequence[Callable[[int], Any]], name: str, goal: str) -> None:
    (floor, queries_small, _), (took, queries, slowest) = timed(asks, name)
    more = {"queries": queries, "queries_small": queries_small, "slowest_query_ms": round(slowest, 2)}
    said(f"B4 {name}, {LARGE} actions against {SMALL}", floor=floor, figure=took, unit="ms", goal=goal, **more)


if __name__ == "__main__":
    main()
