"""B14: backing up a company of 300 agents, 400 sheets and 50,000 sealed rows, and its return on an empty machine. Floor: pg_dump alone."""

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from governance import embedded
from tests.faults.installation import Installation
from tests.faults.stack import folder

LARGE = """
from django.utils import timezone
from accounts.boundary import scope
from accounts.enums import Role
from accounts.sealing import sign_all
from benchmarks.large import furnish
from ledger.actions import record
from ledger.entries import SERVER, Subject
from ledger.enums import Kind, Reason
from tests.cast import make_company, make_person
at = timezone.now()
company = make_company("Vasseur Menuiserie", "vasseur")
furnish(make_person(company, "Alice Martin", Role.OWNER), 300, 400, at)
about = Subject("company", company.pk, company.name)
for batch in range(50):
    with scope(company):
        for each in range(1000):
            record(Kind.COMPANY, "company.changed", about, by=SERVER, at=at, detail={"changed": f"{batch} {each}"})
    sign_all(Reason.ROWS, now=timezone.now)
"""
FLOOR = """
import time
from governance.backups import database
before = time.perf_counter()
with database.frozen() as now:
    size = sum(map(len, database.dumped(now)))
print(time.perf_counter() - before, size)
"""


def timed(machine: Installation, *argv: str, said: str = "") -> tuple[float, float]:
    """Seconds, and MiB at the most, of a command."""
    env = os.environ | {"GARDEFOU_DATA": str(machine.data)}
    before = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *argv], cwd=embedded.ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert process.stdin
    process.stdin.write(said.encode())
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return time.perf_counter() - before, used.ru_maxrss / 1024


def main() -> None:
    with folder() as here, folder() as there:
        house = Installation(here)
        house.does("prepare")
        house.python(LARGE)
        _, phrase = house.back_up("--new-phrase")
        floor, dumped = (float(word) for word in house.python(FLOOR).split())
        took, most = timed(house, "backup")
        archive = max((here / "backups").glob("*.gfs"))
        back, back_most = timed(Installation(there), "restore", str(archive), said=f"{phrase}\n")
        more = {"dump_mib": round(dumped / 2**20, 1), "archive_mib": round(archive.stat().st_size / 2**20, 1), "restore_s": round(back, 1)}
        memory = {"memory_mib": round(most), "restore_memory_mib": round(back_most)}
        report("B14 backup", floor=floor, figure=took, unit="s", goal="constant memory, restore <= 60 s", **more, **memory)


if __name__ == "__main__":
    main()
