"""B5: the agents page of a company of 1,000 agents, 50 shown, full HTML; then the pages of a company of 300 agents and 400 sheets.

Floor: what an established register's interface takes for the same list as bare JSON (45 ms, measured once beside ours).
"""

import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # before any model is imported

from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from accounts.enums import Role  # noqa: E402
from benchmarks.large import furnish  # noqa: E402
from benchmarks.result import report  # noqa: E402
from tests.cast import make_company, make_person, sign_in  # noqa: E402
from tests.database import database  # noqa: E402
from tests.database import owner as superuser  # noqa: E402

PEER_MS = 45.0
ROUNDS = 25
PAGES = {
    "/": "first page",
    "/agents/": "agents",
    "/agents/?q=0042": "search of an agent",
    "/registre/": "register",
    "/ce-qui-manque/": "what is missing",
}


def browser_of(slug: str, agents: int, sheets: int) -> Any:
    """The owner of a large company, signed in."""
    owner = make_person(make_company(slug.title(), slug), "Alice Martin", Role.OWNER)
    furnish(owner, agents, sheets, datetime.now(UTC))
    with superuser(connection.settings_dict["NAME"]) as admin:
        admin.execute("analyze")  # as PostgreSQL does by itself within the minute after a large import
    return sign_in(owner)


def timed(browser: Any, address: str) -> tuple[float, int, int]:
    """(median milliseconds, queries, bytes) of one page, after three warm ones."""
    for _ in range(3):
        answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        browser.get(address)
    taken = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        browser.get(address)
        taken.append(1000 * (time.perf_counter() - before))
    return statistics.median(taken), len(asked), len(answer.content)


def main() -> None:
    setup_test_environment(debug=False)
    with database():
        browser = browser_of("mille", 1000, 0)
        took, queries, size = timed(browser, "/agents/")
        report("B5 agents page, 1,000 agents", floor=PEER_MS, figure=took, unit="ms", goal="< 1.00", queries=queries, bytes=size)
        browser = browser_of("grande", 300, 400)
        for address, name in PAGES.items():
            took, queries, size = timed(browser, address)
            words = f"B5 {name}, 300 agents and 400 sheets"
            report(words, floor=PEER_MS, figure=took, unit="ms", goal="pleasant", queries=queries, bytes=size)


if __name__ == "__main__":
    main()
