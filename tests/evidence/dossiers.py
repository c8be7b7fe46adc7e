"""Dossiers made for tests, and what their own program says of them."""

import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from accounts.boundary import scope
from evidence import actions, keeping, making
from evidence.models import Dossier
from tests.cast import AT, Person

DAY = AT.date()


def asked(alice: Person) -> Dossier:
    with scope(alice.company):
        return actions.ask(alice.company, DAY - timedelta(days=30), DAY, by=alice.membership, at=AT)


def prepared(alice: Person, now: datetime = AT) -> Dossier:
    dossier = asked(alice)
    assert making.run(alice.company.pk, dossier.pk, now=lambda: now)
    with scope(alice.company):
        return Dossier.objects.get(pk=dossier.pk)


def unpacked(dossier: Dossier, folder: Path) -> Path:
    with zipfile.ZipFile(keeping.path_of(dossier)) as zipped:
        zipped.extractall(folder)
    return folder


def verdict(folder: Path) -> tuple[int, str]:
    """What the dossier's own program says, with nothing of ours around."""
    run = subprocess.run([sys.executable, "-I", "verifier.py"], cwd=folder, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout
