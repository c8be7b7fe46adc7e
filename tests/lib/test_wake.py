"""A broker that is away, or says nothing, does not hold up who wakes a worker."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAKE = """
import time
import governance.celery
from lib.wake import _send
_send("accounts.forget", ())
started = time.monotonic()
_send("accounts.forget", ())
print(time.monotonic() - started)
"""


def seconds(data: Path, broker: str, part: str = "web") -> float:
    more = {"GARDEFOU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "governance.settings", "REDIS_URL": broker, "GARDEFOU_PART": part}
    done = subprocess.run(
        [sys.executable, "-c", WAKE], cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=True, timeout=90
    )
    return float(done.stdout)


@pytest.mark.slow
def test_a_broker_that_is_away_costs_no_time(tmp_path: Path) -> None:
    assert seconds(tmp_path, "redis://127.0.0.1:1/0") < 2


@pytest.mark.slow
def test_a_broker_that_says_nothing_costs_two_seconds_at_most(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        assert seconds(tmp_path, f"redis://127.0.0.1:{ear.getsockname()[1]}/0") < 4
