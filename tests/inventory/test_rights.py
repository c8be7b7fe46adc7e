"""Rights are given, changed, taken away, and end by themselves on the company's day; each time with one entry."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Company
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration, declare
from inventory.actions.rights import AlreadyWithdrawn, Asked, Terms, change, expire_due, grant, withdraw
from inventory.enums import EndCause, State
from inventory.models import Agent, Permission, Withdrawal
from ledger.queries import history, newest
from tests.cast import AT, Person


@pytest.fixture
def agent(alice: Person, inside: Company) -> Agent:
    identity = Identity(name="Relance", purpose="Relancer les clients")
    return declare(inside, Declaration(identity=identity, state=State.ACTIVE), by=alice.membership, at=AT)


def test_a_right_is_given_with_its_reason_and_its_end(agent: Agent, alice: Person) -> None:
    right = grant(agent, Asked("send", "des relances", "Relancer", until=date(2027, 3, 31)), by=alice.membership, at=AT)
    assert list(Permission.objects.of(agent.company).current()) == [right]
    told = history(right.pk)[0].sentence
    assert "Alice Martin" in told
    assert "31\u00a0mars 2027" in told


def test_a_change_says_what_is_not_as_before(agent: Agent, alice: Person) -> None:
    right = grant(agent, Asked("read", "Clients", "Lire", until=date(2027, 3, 31)), by=alice.membership, at=AT)
    change(right, Terms("Lire", date(2027, 3, 31), segment="Public", is_needed=True), by=alice.membership, at=AT)
    told = history(right.pk)[0].sentence
    assert told.startswith("Alice Martin a changé le droit «\u00a0Lire : Clients – Public\u00a0»")
    assert told.endswith("jusqu’au 31\u00a0mars 2027 (changé aussi\u00a0: la partie, s’il est indispensable)")
    size = len(newest(500))
    change(right, Terms("Lire", date(2027, 3, 31), segment="Public", is_needed=True), by=alice.membership, at=AT)
    assert len(newest(500)) == size


def test_a_right_that_begins_later_is_given_but_not_yet_held(agent: Agent, alice: Person) -> None:
    right = grant(agent, Asked("read", "Clients", starts_on=date(2027, 3, 1), is_endless=True), by=alice.membership, at=AT)
    held = Permission.objects.of(agent.company)
    assert [held.begun(day).count() for day in (date(2027, 2, 28), date(2027, 3, 1))] == [0, 1]
    assert (right.when, right.on_what) == ("À partir du 1er\u00a0mars 2027, sans limite", "Clients")
    assert "à partir du 1er\u00a0mars 2027, sans limite" in history(right.pk)[0].sentence


def test_a_right_is_taken_away_once(agent: Agent, alice: Person) -> None:
    right = grant(agent, Asked("send", "des relances", is_endless=True), by=alice.membership, at=AT)
    withdraw(right, why="Plus utile", by=alice.membership, at=AT)
    size = len(newest(500))
    with pytest.raises(AlreadyWithdrawn):
        withdraw(right, why="Encore", by=alice.membership, at=AT)
    with pytest.raises(AlreadyWithdrawn):
        change(right, Terms(is_endless=True), by=alice.membership, at=AT)
    assert len(newest(500)) == size
    assert not Permission.objects.of(agent.company).current().exists()


@pytest.mark.parametrize(
    ("zone", "at", "ended"),
    [
        ("Europe/Paris", datetime(2026, 11, 30, 22, 59, tzinfo=UTC), 0),
        ("Europe/Paris", datetime(2026, 11, 30, 23, 1, tzinfo=UTC), 1),
        ("America/Guadeloupe", datetime(2026, 12, 1, 3, 59, tzinfo=UTC), 0),
        ("America/Guadeloupe", datetime(2026, 12, 1, 4, 1, tzinfo=UTC), 1),
        ("Indian/Reunion", datetime(2026, 11, 30, 20, 1, tzinfo=UTC), 1),
    ],
)
def test_a_right_ends_by_itself_when_its_last_day_is_over_at_the_company_s(
    agent: Agent, alice: Person, zone: str, at: datetime, ended: int
) -> None:
    company = agent.company
    company.time_zone = zone
    company.save(update_fields=["time_zone"])
    right = grant(agent, Asked("send", "des relances", until=date(2026, 11, 30)), by=alice.membership, at=AT)
    assert [expire_due(company, at=at), expire_due(company, at=at)] == [ended, 0]
    assert [one.cause for one in Withdrawal.objects.of(company).filter(permission=right)] == [EndCause.EXPIRED] * ended
    assert [line.by_name for line in newest(1) if line.act == "permission.expired"] == ["Garde-fou"] * ended
