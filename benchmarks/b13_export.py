"""B13: exporting a record of 200,000 rows, as the worker does: seconds, and how much more memory than for 20,000. Floor: reading the
rows alone. Then the program of the export on its own file, and a checkpoint of long ago compared on the page.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # before any model is imported

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from accounts import archiving  # noqa: E402
from accounts.boundary import scope  # noqa: E402
from accounts.models import Company  # noqa: E402
from benchmarks.result import report  # noqa: E402
from ledger import checkpoints, comparing  # noqa: E402
from ledger.checking import rows  # noqa: E402
from ledger.enums import Reason  # noqa: E402
from ledger.rules import commitment  # noqa: E402
from tests.cast import AT, make_company  # noqa: E402
from tests.database import database  # noqa: E402

SMALL, LARGE, EVERY = 20_000, 200_000, 10_000
PAYLOAD = b"""{"about":[{"id":"6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000003","kind":"agent","name":"Facturier"}],"act":"permission.granted",
"at":"2026-11-23T09:12:00.000001Z","by":{"id":"6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000002","kind":"person","name":"Claire Vasseur"},
"detail":{"verb":"Envoyer"},"v":1}"""


def filled(company: Company, upto: int, since: int = 0) -> str:
    """Rows and a checkpoint now and then; the first note."""
    first = ""
    for _ in range(since, upto, EVERY):
        with scope(company), connection.cursor() as cursor:
            salts = [os.urandom(32) for _ in range(EVERY)]
            cursor.execute(
                """select count(gf_record(3::smallint, %s, salt, sealed, array[]::uuid[]))
                   from unnest(%s::bytea[], %s::bytea[]) as made(salt, sealed)""",
                [PAYLOAD, salts, [commitment(salt, PAYLOAD) for salt in salts]],
            )
        with scope(company):
            made = checkpoints.sign(company.pk, Reason.ROWS, at=AT)
            first = first or (made.note if made else "")
    return first


def timed(company: Company, out: Path) -> float:
    before = time.perf_counter()
    archiving.export_to(out, company.pk, at=AT)
    return time.perf_counter() - before


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    with database(), tempfile.TemporaryDirectory() as folder:
        settings.RECORD_KEYS = Path(folder) / "keys" / "record.json"
        company, out = make_company("Vasseur", "vasseur"), Path(folder) / "journal.zip"
        note = filled(company, SMALL)
        timed(company, out)
        small = peak()
        filled(company, LARGE, SMALL)
        with scope(company):
            before = time.perf_counter()
            list(rows(0, 1))
            for start in range(0, LARGE, 5000):
                list(rows(start, start + 5000))
            floor = time.perf_counter() - before
        took, grew = timed(company, out), peak() - small
        with scope(company):
            before = time.perf_counter()
            outcome = comparing.compare(company.pk, note).outcome
            comparing._root(company.pk, LARGE)
            compared = time.perf_counter() - before
        with zipfile.ZipFile(out) as opened:
            program = opened.extract("verifier.py", folder)
        before = time.perf_counter()
        said = subprocess.run([sys.executable, "-I", "-S", program, out], capture_output=True, text=True, check=False).stdout
        verified, size = time.perf_counter() - before, out.stat().st_size / 2**20
    report(
        "B13 export 200,000 rows", floor=floor, figure=took, unit="s", goal="<= 60 s, memory flat", grew_mib=round(grew, 1),
        zip_mib=round(size, 1), compare_s=round(compared, 2), outcome=outcome, verify_s=round(verified, 1), said=said.splitlines()[0],
    )  # fmt: skip


if __name__ == "__main__":
    main()
