"""A worker killed twenty times during a stream of mails: each cause arrives, and a copy always bears the number of the first."""

import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE

import pytest
from django.db import connection

from accounts.actions.mail import set_up
from accounts.boundary import scope
from accounts.enums import Role
from outbox import actions
from outbox.models import Message
from outbox.rules import LEASE
from tests.cast import AT, Person, make_company, make_person
from tests.faults.stack import until
from tests.outbox.conftest import by, states, write
from tests.outbox.post_office import open_office

KILLS = 20
PATIENCE = 60  # seconds: a busy machine is no fault
MAILS = 60
ROOT = Path(__file__).parents[2]


@pytest.fixture
def alice(transactional_db, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(actions, "wake", lambda _: None)  # no broker here: the sweep finds them
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)


class Couriers:
    """One at a time, each with a clock one lease ahead of the one before: nobody waits for real."""

    def __init__(self) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.outbox.courier", str(connection.settings_dict["NAME"])]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, text=True)
        assert self.heard() == "ready"
        self.count = 0

    def heard(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Killed at the end of the block."""
        assert self.process.stdin
        self.process.stdin.write(f"{self.count * LEASE.total_seconds()}\n")
        self.process.stdin.flush()
        self.count += 1
        child = int(self.heard())
        try:
            yield
        finally:
            os.kill(child, signal.SIGKILL)
            assert self.heard() == "gone"

    def close(self) -> None:
        self.process.communicate(timeout=60)


def is_over(person: Person) -> bool:
    """A quick courier may send more than two before it is killed: then nothing is left for the last ones."""
    return set(states(person)) == {"sent"}


@pytest.mark.slow
def test_killed_twenty_times_nothing_is_lost_and_no_cause_has_two_numbers(alice: Person) -> None:
    with open_office(with_password=True) as office:
        office.pause = 0.002
        with scope(alice.company):
            set_up(alice.company, by(office.port), by=alice.actor, at=AT)
        write(alice, MAILS, at=AT - timedelta(days=30))
        with contextlib.closing(Couriers()) as couriers:
            for _ in range(KILLS):
                with couriers.at_work():
                    wanted = len(office.kept) + 2
                    until(lambda wanted=wanted: len(office.kept) >= wanted or is_over(alice), PATIENCE)
            with couriers.at_work():
                until(lambda: is_over(alice), PATIENCE)
    assert set(states(alice)) == {"sent"}
    with scope(alice.company):
        numbers = set(Message.objects.values_list("message_id", flat=True))
    assert set(office.kept_ids) == numbers
    assert len(numbers) == MAILS
    copies = sum((office.kept_ids - Counter(numbers)).values())
    assert copies <= KILLS
    assert len({str(mail["Subject"]) for mail in office.kept}) == MAILS
