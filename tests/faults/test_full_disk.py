"""The disk of a whole Garde-fou is full, PostgreSQL's files and ours: no act is done, the stop is, and all goes on once there is room."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.browsers import Browser
from tests.faults.kit import call, record_of, settled, verdict
from tests.faults.stack import Stack, folder, until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")]
SAID = "Rien ne peut être enregistré pour l’instant"
SIZE = "200m"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    with folder() as place:
        place.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", place], capture_output=True, check=False)
        if mount.returncode:
            pytest.skip("this machine does not let us mount")
        try:
            yield place
        finally:
            until(lambda: subprocess.run(["umount", place], check=False, capture_output=True).returncode == 0)


@pytest.fixture
def stack(small_disk: Path) -> Iterator[Stack]:
    running = Stack(small_disk).start()
    yield running
    running.stop()


def fill(place: Path) -> Path:
    """To the last byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    return ballast


def test_a_full_disk_lets_a_stop_through_and_nothing_else(stack: Stack, small_disk: Path) -> None:
    (who,) = settled(stack, 1)
    browser = Browser(f"http://127.0.0.1:{stack.port}", who)
    browser.sign_in()
    browser.prove()
    until((small_disk / "place-gardee").exists)
    before = record_of(stack)
    ballast = fill(small_disk)
    done, refused = 0, 0
    for number in range(400):  # PostgreSQL's files still have a little room inside
        answer = browser.post("/compte/", name=f"Nom {number} " + "x" * 80)
        done, refused = done + (answer.code == 302), refused + (answer.code == 503)
        if answer.code == 503:
            assert SAID in answer.text
        if refused >= 5:
            break
    assert refused >= 5, (done, refused)
    assert browser.get("/agents/").code == 200
    stopped = browser.post("/arret/tout/", why="Disque plein")
    assert stopped.code == 302
    assert "Disque plein" in browser.get("/arret/").text
    ballast.unlink()
    until(lambda: browser.post("/compte/", name="De retour").code == 302)
    call(stack, "-c", RECOVER)
    after = record_of(stack)
    renamed = [line for line in after[len(before) :] if line["act"] == "person.renamed"]
    assert len(renamed) == done + 1
    assert [line["detail"]["why"] for line in after if line["act"] == "stop.all"] == ["Disque plein"]
    assert verdict(stack) == "intact"


RECOVER = """
import datetime, django
django.setup()
import approvals.clock as clock
clock.IN_FLIGHT = datetime.timedelta(0)
clock.recover_stops.run()
"""
