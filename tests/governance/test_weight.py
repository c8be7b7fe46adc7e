"""An idle process carries no library that serves only now and then: each weighs from 5 to 25 MiB."""

import subprocess
import sys

import pytest

from tests.guards.sources import ROOT

NOW_AND_THEN = ("openpyxl", "numpy", "weasyprint", "pikepdf", "webauthn", "fontTools", "google.protobuf")
ASKED = f"""
import django, sys
django.setup()
from governance import branches
branches.ripen()
from django.db import connection
from lib.kept import Kept
assert Kept.every and all("_text" in vars(one) for one in Kept.every), "a web process would put them into SQL again"
assert connection.connection is None, "what is forked must hold no connection"
print(*[name for name in {NOW_AND_THEN} if name in sys.modules])
"""


@pytest.mark.slow
def test_web_and_worker_start_without_what_serves_now_and_then() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == ""


def test_a_connection_that_the_worker_has_no_use_for_is_given_back_soon() -> None:
    told = "import django; django.setup(); from governance import branches; from django.db import connection; branches.spare(); "
    told += "print(connection.pool.max_idle == branches.WORKER_IDLE < 60)"
    env = {"DJANGO_SETTINGS_MODULE": "governance.settings", "PATH": "/usr/bin:/bin", "GARDEFOU_DATA": str(ROOT / "build" / "tests")}
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
