"""The whole stack, started as the owner starts it, with its parts killed under it. Never the developer's own data."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.processes import alive
from tests.faults.stack import TRUNK, WEB, WORKER, Stack, descendants, folder, until

pytestmark = pytest.mark.slow
BACK = 30.0  # seconds: it does come back. How fast is for the benchmarks to say, not for a busy machine's tests


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with folder() as place:
        yield place


@pytest.fixture(scope="module")
def house(data: Path) -> Iterator[Stack]:
    """One for all these tests, in whatever order and on whichever process they run."""
    made = Stack(data)
    yield made
    if made.process and not made.ended():
        made.stop()


@pytest.fixture
def stack(house: Stack) -> Stack:
    """Running, all its parts up."""
    if house.ended():
        house.start()
    until(lambda: bool(house.find(WORKER)) and house.database() and house.broker())
    return house


@pytest.fixture
def stopped(house: Stack) -> Stack:
    """It ran once and is stopped: its data are there."""
    if house.process is None:
        house.start()
    if not house.ended():
        house.stop()
    return house


def test_the_owner_reads_the_address_and_how_to_stop(stack: Stack) -> None:
    assert f"Garde-fou est prêt : http://localhost:{stack.port}" in stack.output()


@pytest.mark.asvs("V16.5.2")
def test_a_killed_broker_comes_back(stack: Stack) -> None:
    stack.kill(stack.one("valkey-server"))
    assert until(stack.broker) < BACK


def test_a_killed_web_server_comes_back_and_leaves_no_old_worker(stack: Stack) -> None:
    old = stack.find(WEB)
    stack.kill(min(old))
    assert until(lambda: stack.page() and not any(map(alive, old))) < BACK


def test_a_killed_web_worker_comes_back(stack: Stack) -> None:
    old = max(stack.find(WEB))
    stack.kill(old)
    assert until(lambda: stack.page() and not alive(old)) < BACK


def test_a_killed_trunk_comes_back_with_its_branches_and_leaves_no_old_one(stack: Stack) -> None:
    old = [*stack.find(TRUNK), *stack.find(WEB), *stack.find(WORKER)]
    stack.kill(old[0])
    assert until(lambda: stack.page() and bool(stack.find(WORKER)) and not any(map(alive, old))) < BACK


def test_before_the_branches_there_is_one_thread_and_no_connection(stack: Stack) -> None:
    trunk = stack.one(TRUNK)
    assert len(list(Path(f"/proc/{trunk}/task").iterdir())) == 1
    assert [path for path in Path(f"/proc/{trunk}/fd").iterdir() if str(path.readlink()).startswith("socket:")] == []


def test_every_web_process_takes_its_share_of_connections(stack: Stack) -> None:
    until(lambda: len(stack.find(WEB)) > min(2, len(os.sched_getaffinity(0))))
    lines = [socket.create_connection(("127.0.0.1", stack.port)) for _ in range(40)]
    for line in lines:
        line.sendall(b"GET /sante/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65_536)
    held = [
        sum(str(path.readlink()).startswith("socket:") for path in Path(f"/proc/{pid}/fd").iterdir()) for pid in sorted(stack.find(WEB))
    ]
    for line in lines:
        line.close()
    assert min(held[1:]) > 5


def test_a_killed_task_worker_comes_back(stack: Stack) -> None:
    old = stack.one(WORKER)
    stack.kill(old)
    assert until(lambda: bool(stack.find(WORKER)) and not alive(old)) < BACK


def test_a_killed_database_comes_back_with_its_pages(stack: Stack) -> None:
    old = stack.postmaster()
    stack.kill(old)
    assert until(lambda: stack.postmaster() not in (0, old) and stack.database() and stack.page()) < BACK


@pytest.mark.asvs("V13.2.1")
def test_nobody_else_on_the_machine_reads_the_data(stack: Stack) -> None:
    seen = [path for path in [stack.data, *stack.data.rglob("*")] if path.exists() and path.stat().st_mode & 0o077]
    assert seen == []


def test_no_zombie_is_left(stack: Stack) -> None:
    until(lambda: all(alive(pid) for pid in descendants(stack.pid)))


def test_a_second_one_on_the_same_data_is_refused(stack: Stack) -> None:
    second = Stack(stack.data).launch()
    assert second.exit_code() == 1
    assert "Garde-fou tourne déjà" in second.output()
    assert stack.page()


def test_a_killed_supervisor_leaves_no_child_and_the_next_start_adopts_the_database(stack: Stack) -> None:
    children = [pid for pid in descendants(stack.pid) if "postgres" not in Path(f"/proc/{pid}/comm").read_text()]
    database = stack.postmaster()
    stack.kill(stack.pid)
    stack.exit_code()
    assert until(lambda: not any(map(alive, children))) < BACK
    assert alive(database, "postgres")
    stack.start()
    assert stack.postmaster() == database


def test_ctrl_c_stops_everything_and_keeps_the_data(stack: Stack) -> None:
    everyone = [*descendants(stack.pid), stack.postmaster()]
    assert stack.stop() == 0
    assert not any(map(alive, everyone))
    assert "Vos données restent dans" in stack.output()
    assert (stack.store / "pg" / "PG_VERSION").exists()


def test_a_second_start_finds_its_data_and_changes_nothing(stopped: Stack) -> None:
    stopped.start()
    assert "Mise à jour" not in stopped.output()
    assert stopped.stop() == 0


def test_a_data_folder_of_another_postgresql_is_refused_and_left_alone(stopped: Stack) -> None:
    version = stopped.store / "pg" / "PG_VERSION"
    real = version.read_text()
    version.write_text("14\n")
    refused = Stack(stopped.data).launch()
    assert refused.exit_code() == 1
    version.write_text(real)
    assert "écrites par PostgreSQL 14" in refused.output()
    assert "Traceback" not in refused.output()


def test_a_taken_port_is_said_and_nothing_is_left_running(stopped: Stack) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused = Stack(stopped.data, other.getsockname()[1]).launch()
        assert refused.exit_code() == 1
    assert f"Le port {refused.port} est déjà pris" in refused.output()
    assert not alive(refused.postmaster(), "postgres")


def test_plain_http_on_a_network_is_refused_with_what_mends_it(stopped: Stack) -> None:
    refused = Stack(stopped.data, GARDEFOU_URL="http://garde-fou.exemple.fr").launch()
    assert refused.exit_code() == 1
    assert "doit commencer par https://" in refused.output()
    assert "Traceback" not in refused.output()
    assert not alive(refused.postmaster(), "postgres")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize(("option", "sentence"), [("size=1m", "est plein"), ("ro", "en lecture seule")])
def test_a_disk_that_cannot_be_written_gets_a_sentence(option: str, sentence: str) -> None:
    with folder() as place:
        place.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", option, "tmpfs", place], capture_output=True, check=False)
        if mount.returncode:
            pytest.skip("this machine does not let us mount")
        try:
            refused = Stack(place).launch()
            assert refused.exit_code() == 1
            assert sentence in refused.output()
            assert "Traceback" not in refused.output()
        finally:
            subprocess.run(["umount", place], check=True)
