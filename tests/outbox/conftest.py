"""A mail server, a company that sends by it, and a clock that the test moves."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from accounts import mailing
from accounts.actions.mail import Given, set_up
from accounts.boundary import scope
from outbox import smtp
from outbox.actions import Cause, Letter, post
from outbox.enums import Protection
from outbox.models import Message
from tests.cast import AT, Person
from tests.outbox.post_office import PASSWORD, USER, PostOffice, open_office


class Clock:
    """What deliver_due asks for the time."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **more: float) -> None:
        self.at += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextlib.contextmanager
def hasty() -> Iterator[None]:
    """Nobody waits long for a server that says nothing; one that answers, on a busy machine, is given its time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(smtp, "TIMEOUT", 1)
        yield


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office(with_password=True) as opened:
        yield opened


def by(port: int, **more: str | int) -> Given:
    usual = {"provider": "other", "host": "127.0.0.1", "port": port, "protection": Protection.NONE, "username": USER, "sender": USER}
    return Given(**(usual | {"password": PASSWORD} | more))


@pytest.fixture
def sends(alice: Person, office: PostOffice) -> Person:
    """Alice, whose company sends by the office."""
    with scope(alice.company):
        set_up(alice.company, by(office.port), by=alice.actor, at=AT)
    return alice


def write(person: Person, count: int = 1, *, at: datetime = AT, has_link: bool = False) -> None:
    with scope(person.company):
        for number in range(count):
            letter = Letter(f"Message {number}", f"Le texte {number}", f"<p>Le texte {number}</p>", has_link)
            assert post(Cause("essai", number), letter, to=f"p{number}@vasseur.example", at=at)


def states(person: Person) -> list[str]:
    with scope(person.company):
        return [str(message.state) for message in Message.objects.order_by("cause_id")]


def one(person: Person) -> Message:
    with scope(person.company):
        return Message.objects.get()


def deliver(clock: Clock) -> int:
    return mailing.deliver_due(now=clock)


def settle(clock: Clock, person: Person, rounds: int = 60) -> None:
    """The sweep of each minute, until nothing waits."""
    for _ in range(rounds):
        with contextlib.suppress(StopIteration):
            if "waiting" not in states(person):
                return
        deliver(clock)
        clock.forward(minutes=1)
