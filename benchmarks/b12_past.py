"""B12: what keeping the past costs. 400 sheets of six lines, 20 changes of every line, then the register as it was, against the one of now;
and one row inserted with its past, against the same row without.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # before any model is imported

from django.db import connection  # noqa: E402

from accounts.boundary import scope  # noqa: E402
from accounts.enums import Role  # noqa: E402
from accounts.past import as_on  # noqa: E402
from benchmarks.result import report  # noqa: E402
from inventory.models import DataSubject, ProcessedData, Processing, Purpose, Recipient, SecurityMeasure  # noqa: E402
from register import documents  # noqa: E402
from tests.cast import AT, Person, make_company, make_person  # noqa: E402
from tests.database import database  # noqa: E402
from tests.register import rows  # noqa: E402

SHEETS, CHANGES, COPIES = 400, 20, 10


def timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def inserted(owner: Person) -> tuple[float, float]:
    """(microseconds a row without what keeps its past, and with it), as PostgreSQL itself counts them."""
    with scope(owner.company), connection.cursor() as cursor:
        cursor.execute(
            """explain (analyze, format json)
               insert into inventory_purpose (id, company_id, processing_id, position, description, basis, justification)
               select gen_random_uuid(), company_id, id, 7, purpose, 'contrat', name from inventory_processing, generate_series(1, %s)""",
            [COPIES],
        )
        (told,) = cursor.fetchone()[0]
    spent = sum(trigger["Time"] for trigger in told["Triggers"] if trigger["Trigger Name"] == "keep_past")
    return 1000 * (told["Execution Time"] - spent) / (SHEETS * COPIES), 1000 * told["Execution Time"] / (SHEETS * COPIES)


def opened(owner: Person) -> float:
    """Seconds to open every sheet, one act a line, as an import does."""
    with scope(owner.company):
        return timed(lambda: [rows.whole_sheet(owner, AT, f"Fiche {number}") for number in range(SHEETS)])


def changed(owner: Person) -> list[datetime]:
    """Moments before each round of changes of every line."""
    moments = []
    for number in range(CHANGES):
        moments.append(clock())
        with scope(owner.company):
            Processing.objects.of(owner.company).update(purpose=f"But {number}")
            Purpose.objects.of(owner.company).update(justification=f"Raison {number}")
            ProcessedData.objects.of(owner.company).update(retention=f"{number} ans")
            for model in (DataSubject, Recipient, SecurityMeasure):
                model.objects.of(owner.company).update(precision=f"Précision {number}")  # type: ignore[attr-defined]
    return moments


def clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def built(owner: Person, moment: datetime | None) -> float:
    """Best of three."""
    taken = []
    for _ in range(3):
        with scope(owner.company), ExitStack() as stack:
            if moment:
                stack.enter_context(as_on(moment))
            taken.append(timed(lambda: documents.build(owner.company, AT)))
    return min(taken)


def main() -> None:
    with database():
        owner = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)
        took = opened(owner)
        moments = changed(owner)
        with scope(owner.company), connection.cursor() as cursor:
            cursor.execute("select count(*), pg_total_relation_size('accounts_pastrow') / 1048576.0 from accounts_pastrow")
            number, mib = cursor.fetchone()
        now = built(owner, None)
        for name, moment in (("first", moments[0]), ("middle", moments[CHANGES // 2]), ("last", moments[-1])):
            words = f"B12 register as on its {name} day, {SHEETS} sheets, {CHANGES} changes of every line"
            report(words, floor=now, figure=built(owner, moment), unit="s", goal="< 1.5 s", rows=number, mib=round(float(mib), 1))
        alone, kept = inserted(owner)
        report("B12 one row inserted and kept", floor=alone, figure=kept, unit="µs", goal="a sheet takes 20,000 µs", opened=round(took, 1))


if __name__ == "__main__":
    main()
