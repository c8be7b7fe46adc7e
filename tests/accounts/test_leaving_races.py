"""Two owners let the same person go at the same instant, each to somebody else: one wins, wholly."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.actions.leaving import AlreadyGone, HasChanged, cut, leave
from accounts.actions.people import LastOwner
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Membership
from inventory.models import Agent
from tests.accounts.journeys import NOW
from tests.cast import AT, make_company, make_person
from tests.register import rows

HANDS = 4


def together(act) -> list[str]:
    gate = Barrier(HANDS)

    def hand(number: int) -> str:
        gate.wait(timeout=60)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return sorted(pool.map(hand, range(HANDS)))


@pytest.mark.slow
def test_one_of_four_hands_lets_somebody_go(transactional_db) -> None:
    company = make_company("Course", "course")
    owners = [make_person(company, f"Dirigeant{number} Martin", Role.OWNER) for number in range(HANDS)]
    sofia = make_person(company, "Sofia Petit", Role.STEWARD)
    with scope(company):
        agent = rows.agent(company, "Facturier", AT)
        Agent.objects.of(company).update(in_charge=sofia.membership)

    def go(number: int) -> str:
        owner = owners[number].membership
        try:
            with scope(company):
                leave(Membership.objects.of(company).get(pk=sofia.membership.pk), {f"in_charge-{agent.pk}": owner}, by=owner, at=NOW)
        except (AlreadyGone, HasChanged):
            return "late"
        return f"won {number}"

    said = together(go)
    assert said[:3] == ["late"] * 3
    with scope(company):
        winner = owners[int(said[3][-1])].membership
        assert Agent.objects.of(company).get(pk=agent.pk).in_charge == winner


@pytest.mark.slow
def test_four_owners_who_leave_at_once_leave_one(transactional_db) -> None:
    company = make_company("Course", "course")
    owners = [make_person(company, f"Dirigeant{number} Martin", Role.OWNER) for number in range(HANDS)]

    def go(number: int) -> str:
        try:
            with scope(company):
                leave(Membership.objects.of(company).get(pk=owners[number].membership.pk), {}, by=owners[number].membership, at=NOW)
        except LastOwner:
            return "stays"
        return "gone"

    assert together(go) == ["gone", "gone", "gone", "stays"]


@pytest.mark.slow
def test_two_owners_who_cut_each_other_off_do_not_both_go(transactional_db) -> None:
    company = make_company("Course", "course")
    owners = [make_person(company, f"Dirigeant{number} Martin", Role.OWNER) for number in range(HANDS)]

    def go(number: int) -> str:
        other, own = owners[number ^ 1].membership, owners[number].membership
        try:
            with scope(company):
                cut(Membership.objects.of(company).get(pk=other.pk), by=own, at=NOW)
        except (HasChanged, AlreadyGone):
            return "gone before"
        return "cut"

    assert together(go) == ["cut", "cut", "gone before", "gone before"]
