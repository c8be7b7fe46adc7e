"""Whoever comes from an earlier version keeps everything: their backup is put back, migrated, read and verified by today's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.stack import folder
from tests.upgrades import PHRASE

pytestmark = pytest.mark.slow

FIXTURES = sorted(Path(__file__).parent.glob("*.gfs"))
PAGES = ("/", "/agents/", "/registre/", "/ce-qui-manque/", "/journal-scelle/", "/equipe/", "/entreprise/", "/sauvegardes/")
LARGEST = 300_000  # bytes: they stay in the tree for ever


@pytest.fixture(scope="module", params=FIXTURES, ids=lambda path: path.stem)
def upgraded(request: pytest.FixtureRequest) -> Iterator[tuple[Installation, str]]:
    with folder() as place:
        machine = Installation(place)
        yield machine, machine.does("restore", str(request.param), said=f"{PHRASE}\n")


def test_there_is_a_version_to_come_from() -> None:
    assert FIXTURES
    assert [path.name for path in FIXTURES if path.stat().st_size > LARGEST] == []


def test_its_record_is_intact_after_the_migrations(upgraded: tuple[Installation, str]) -> None:
    machine, said = upgraded
    assert "INTACT" in said
    assert machine.run("migrate", "--check").returncode == 0
    assert "INTACT" in machine.does("verify_record")


def test_its_pages_are_read(upgraded: tuple[Installation, str]) -> None:
    machine, _ = upgraded
    said = machine.does("load_demo")  # the company is there: a new password
    assert "déjà là" in said
    password, key = re.search(r"Mot de passe\s+(\S+)", said), re.search(r"la vôtre : ([A-Z2-7 ]+)", said)
    assert password
    assert key
    claire = ("claire@demo.example", password[1], key[1].strip().replace(" ", ""))
    assert machine.sign_in(claire, *PAGES) == dict.fromkeys(PAGES, 200)
