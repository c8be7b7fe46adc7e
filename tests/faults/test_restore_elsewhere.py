"""Backup and restore on a real PostgreSQL server (DATABASE_URL): the same archive, and a database of its own for each restore."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.ready_made import ready_made
from tests.faults.real_server import DEBIAN, RealServer, real_server
from tests.faults.stack import folder

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not DEBIAN, reason="no PostgreSQL of the system here")]


@pytest.fixture(scope="module")
def server() -> Iterator[RealServer]:
    with folder() as place, real_server(place) as running:
        yield running


@pytest.fixture(scope="module")
def backed_up(server: RealServer) -> Iterator[tuple[Installation, Path, str]]:
    with folder() as place:
        house = Installation(place, **server.database("one"))
        house.does("prepare")
        house.does("load_demo")
        yield (house, *house.back_up("--new-phrase"))


def test_it_comes_back_in_a_new_database_and_the_old_one_stays(server: RealServer, backed_up: tuple[Installation, Path, str]) -> None:
    house, archive, phrase = backed_up
    with folder() as place:
        machine = Installation(place, **server.database("two"))
        said = machine.does("restore", str(archive), said=f"{phrase}\n")
        assert "INTACT" in said
        before, after = house.counts(), machine.counts()
        assert {name: after[name] for name in after if name.startswith(("inventory_", "register_"))} == {
            name: before[name] for name in before if name.startswith(("inventory_", "register_"))
        }
        assert "agents" in machine.does("load_demo")


def test_a_database_that_is_not_empty_is_left_alone(backed_up: tuple[Installation, Path, str]) -> None:
    house, archive, phrase = backed_up
    before = house.counts()
    with folder() as place:
        done = Installation(place, **house.extra).run("restore", str(archive), said=f"{phrase}\n")
    assert done.returncode == 1
    assert "n’est pas vide" in done.stderr
    assert house.counts() == before


def test_without_the_owner_of_the_tables_it_is_said(backed_up: tuple[Installation, Path, str]) -> None:
    house, _, _ = backed_up
    done = Installation(house.data, DATABASE_URL=house.extra["DATABASE_URL"]).run("backup")
    assert done.returncode == 1
    assert "DATABASE_MIGRATOR_URL" in done.stderr


def test_what_our_own_newer_server_wrote_is_refused_by_an_older_one(server: RealServer) -> None:
    with folder() as here, folder() as there:
        house = Installation(ready_made(here))
        archive, phrase = house.back_up("--new-phrase")
        done = Installation(there, **server.database("three")).run("restore", str(archive), said=f"{phrase}\n")
    assert done.returncode == 1
    assert "plus récent que celui d’ici" in done.stderr
