"""A weekly total counts all that leaves, whoever sends it and however it is told; and what a changed limit does to answers given."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from approvals.actions.asking import NotSpent, ask, cancel, spend
from approvals.actions.limiting import Wished, end_limit, set_limit
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest, Limit
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from tests.approvals.test_requests import AT, LATER, asked, limit
from tests.cast import Person
from tests.register import rows

ACCOUNT = "FR7630006000011234567890189"
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def agent(alice: Person, inside: Any) -> Agent:
    return rows.agent(alice.company, "Facturier", AT)


@pytest.fixture
def weekly(alice: Person, inside: Any) -> Limit:
    return limit(alice, Measure.WEEK_PAYEE, 3000_00, type="payment")


def piece(agent: Agent, cents: int, number: int = 0, **more: Any) -> ApprovalRequest:
    return ask(agent, asked(cents, sent_as=f"n-{number}", reference=f"F-{number}", **more), at=AT)


def done(agent: Agent, cents: int, number: int = 0, **more: Any) -> None:
    told = {"type": "payment", "tool": "creer_virement", "payee": "Lebrun", "account": ACCOUNT, "amount_cents": cents, "currency": "EUR"}
    report(agent, [Reported(UUID(int=number + 1), AT - timedelta(hours=1), **(told | more))], Source.API)  # type: ignore[arg-type]


def test_what_was_paid_without_asking_counts_for_every_agent(alice: Person, agent: Agent, weekly: Limit) -> None:
    done(agent, 2500_00)
    other = rows.agent(alice.company, "Relance", AT)
    assert piece(other, 500_00).state == RequestState.APPROVED
    assert piece(other, 1, 1).state == RequestState.PENDING


def test_what_is_granted_then_told_counts_once(agent: Agent, weekly: Limit) -> None:
    first = piece(agent, 1500_00)
    spend(agent, first.pk, bytes(first.digest), at=AT)
    done(agent, 1500_00, approval_id=first.pk)
    assert piece(agent, 1500_00, 1).state == RequestState.APPROVED
    assert piece(agent, 1, 2).state == RequestState.PENDING


def test_a_grant_that_is_not_this_payee_s_covers_nothing(agent: Agent, weekly: Limit) -> None:
    other = piece(agent, 100_00, account="FR1420041010050500013M02606", payee="Morel")
    done(agent, 2950_00, approval_id=other.pk)
    assert piece(agent, 100_00, 1).state == RequestState.PENDING


def test_what_is_taken_back_is_free_again(agent: Agent, weekly: Limit) -> None:
    first = piece(agent, 3100_00)
    assert piece(agent, 1, 1).state == RequestState.PENDING
    cancel(agent, first.pk, at=AT)
    assert piece(agent, 2999_00, 2).state == RequestState.APPROVED


def test_paying_back_lowers_nothing(agent: Agent, weekly: Limit) -> None:
    done(agent, 2900_00)
    done(agent, 2900_00, 1, type="credit", tool="rembourser")
    assert piece(agent, 50_00).state == RequestState.PENDING


@pytest.mark.parametrize("is_told", [True, False])
def test_of_two_currencies_there_is_no_total(agent: Agent, weekly: Limit, is_told: bool) -> None:
    if is_told:
        done(agent, 1_00, currency="JPY")
    else:
        assert piece(agent, 1_00, currency="USD").state == RequestState.PENDING
    assert piece(agent, 1_00, 1).state == RequestState.PENDING


def test_outside_the_days_it_is_asked(alice: Person, agent: Agent) -> None:
    set_limit(alice.company, Wished(Measure.HOURS, type="payment", days=(1, 2, 3, 4, 5)), by=alice.membership, at=AT)
    assert piece(agent, 5_00).state == RequestState.APPROVED  # a Friday
    saturday = ask(agent, asked(6_00, sent_as="samedi", reference="F-8"), at=AT + timedelta(days=1))
    assert saturday.state == RequestState.PENDING


def test_above_so_much_two_people_are_asked(alice: Person, agent: Agent) -> None:
    set_limit(alice.company, Wished(Measure.AMOUNT, Answer.TWO, type="payment", value=5000_00), by=alice.membership, at=AT)
    assert (piece(agent, 5000_00).people, piece(agent, 5000_01, 1).people) == (1, 2)


def test_a_limit_changed_or_ended_takes_back_the_answers_not_used(alice: Person, agent: Agent) -> None:
    by, wished = alice.membership, Wished(Measure.AMOUNT, type="payment", value=1000_00)
    held = set_limit(alice.company, wished, by=by, at=AT)
    first, second = piece(agent, 900_00), piece(agent, 800_00, 1)
    harder = set_limit(alice.company, Wished(Measure.AMOUNT, type="payment", value=500_00), by=by, at=AT, instead_of=held)
    with pytest.raises(NotSpent, match="rule-changed"):
        spend(agent, first.pk, bytes(first.digest), at=LATER)
    end_limit(harder, by=by, at=LATER)
    with pytest.raises(NotSpent, match="rule-changed"):
        spend(agent, second.pk, bytes(second.digest), at=LATER)
