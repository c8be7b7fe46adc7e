"""A purge killed ten times by kill -9: no content goes without its row, none twice, and what is left is intact."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from ledger import checkpoints
from ledger.enums import Kind, Reason
from ledger.models import Entry
from tests.cast import AT, make_company
from tests.faults.stack import until
from tests.ledger.old_rows import old_months, write_old
from tests.ledger.test_checkpoints import check

__all__ = ["old_months"]

KILLS = 10
ROWS = 240
ROOT = Path(__file__).parents[2]


@pytest.fixture
def record_keys(old_months: None, settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


def empty(company: Company) -> int:
    with scope(company):
        return Entry.objects.filter(payload=None).count()


@pytest.mark.slow
def test_killed_ten_times_every_content_went_with_its_row(record_keys: Path, transactional_db: None) -> None:
    company = make_company("Vasseur Menuiserie", "vasseur")
    with scope(company):
        for number in range(ROWS):
            write_old(company, (Kind.SIGNIN, Kind.RIGHT)[number % 2], 400)
        write_old(company, Kind.RIGHT, 10)
    with scope(company):
        checkpoints.sign(company.pk, Reason.ASKED, at=AT)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.ledger.purger", str(connection.settings_dict["NAME"]), str(record_keys)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        for number in range(KILLS + 1):
            process.stdin.write("\n")
            process.stdin.flush()
            child = int(process.stdout.readline())
            before = empty(company)
            if number < KILLS:
                until(lambda before=before: empty(company) > before or empty(company) == ROWS // 2, 10)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            assert process.stdout.readline() == "gone\n"
        process.stdin.close()
    assert empty(company) == ROWS // 2
    with scope(company):
        checkpoints.sign(company.pk, Reason.ASKED, at=AT)
        report = check(company)
    assert (report.verdict, report.erased) == ("intact", ROWS // 2)
