"""Two phones at once, on connections of their own: the database lets one of them win."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.enums import Role
from approvals import markers
from approvals.actions import stopping as actions
from approvals.clock import recover_stops
from approvals.queries import stops as queries
from ledger.queries import newest
from tests.cast import AT, Person, make_company, make_person

PHONES = 6
ASKED = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)  # well before any clock this test may run under


@pytest.fixture
def alice(transactional_db) -> Person:
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)


def together(act) -> list[str]:
    """The outcome of the same act from several phones at the same moment."""
    barrier = Barrier(PHONES)

    def one(_: int) -> str:
        barrier.wait(60)
        try:
            return act() or "done"
        except (actions.AlreadyStopped, actions.AlreadyLifted):
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(PHONES) as phones:
        return sorted(phones.map(one, range(PHONES)))


@pytest.mark.asvs("V2.3.4")
def test_six_phones_stop_once_and_lift_once(alice: Person) -> None:
    company = alice.company

    def stop() -> None:
        with scope(company):
            actions.stop(company, agent=None, by=alice.membership, at=AT)

    assert together(stop).count("done") == 1
    with scope(company):
        [held] = queries.standing(company)

    def lift() -> None:
        with scope(company):
            actions.lift(company, held, why="Corrigé", by=alice.membership, at=AT)

    assert together(lift).count("done") == 1
    with scope(company):
        assert queries.standing(company) == []
        assert [line.act for line in newest()] == ["stop.lifted_all", "stop.all"]
    assert markers.of_company(company.pk) == []


def test_a_request_that_is_undone_does_not_take_the_stop_with_it(alice: Person) -> None:
    company = alice.company
    with pytest.raises(ZeroDivisionError), scope(company):
        actions.stop(company, agent=None, by=alice.membership, at=ASKED)
        1 / 0  # noqa: B018  (anything that goes wrong after the stop, the commit itself included)
    with scope(company):
        assert [held.is_recorded for held in queries.standing(company)] == [False]
    recover_stops()
    with scope(company):
        assert [held.is_recorded for held in queries.standing(company)] == [True]
        assert [(line.act, line.at) for line in newest()] == [("stop.all", ASKED)]
    assert markers.companies() == []
