"""Killed at each statement while a week's review is opened: the whole review with its points and its line of the record, or nothing. The
next sweep then opens what is missing, once.
"""

import os
import signal
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from ledger.models import Entry
from reviews import checklist
from reviews.actions.opening import Opening, open_review
from reviews.enums import Kind
from reviews.models import Point, PointAction, Review
from reviews.rules.drafts import Window
from tests.cast import AT, Person
from tests.faults.test_killed_decision import END, run
from tests.register import rows

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SEED = bytes(32)


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Relance", AT - timedelta(days=30))
        told = [Reported(UUID(int=n), AT - timedelta(hours=n), "message.send", target=f"client-{n}@exemple.fr") for n in range(1, 40)]
        report(made, told, Source.API)
        return made


def week(number: int) -> Window:
    """Each try has a period of its own."""
    return Window(AT.date() + timedelta(days=number), AT - timedelta(days=7), AT, AT + timedelta(days=7))


def opening(alice: Person, number: int) -> bool:
    made = checklist.week(alice.company, week(number), SEED, at=AT)
    return bool(open_review(alice.company, Opening(Kind.WEEK, week(number), seed=SEED, facts=made.facts), made.points, at=AT))


def killed(alice: Person, number: int, when: int | str) -> bool:
    """A process of its own, ended by kill -9 before its statement `when`. True when it was."""
    child = os.fork()
    if child == 0:
        try:
            DatabaseWrapper._connection_pools = {}
            settings.DATABASES["default"]["OPTIONS"] |= {"pool": False}
            connections["default"] = connections.create_connection("default")
            run(alice, lambda: opening(alice, number), when, lambda: os.kill(os.getpid(), signal.SIGKILL))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def standing(alice: Person, number: int) -> tuple[int, int, int, int]:
    """(reviews, points, actions behind them, lines of the record) of that period."""
    with scope(alice.company):
        found = list(Review.objects.of(alice.company).filter(period=week(number).period))
        points = Point.objects.of(alice.company).filter(review__in=found)
        lines = Entry.objects.filter(company_id=alice.company.pk).values_list("payload", flat=True)
        sealed = sum(str(one.pk).encode() in bytes(payload or b"") for one in found for payload in lines)
        return len(found), points.count(), PointAction.objects.of(alice.company).filter(point__in=points).count(), sealed


def test_a_review_is_opened_whole_or_not_at_all_and_once(alice: Person, agent: Agent) -> None:
    statements = run(alice, lambda: opening(alice, 0), 0, lambda: None)
    whole = standing(alice, 0)
    assert whole[0] == whole[3] == 1
    assert min(whole) > 0
    for number, when in enumerate([*range(1, statements + 1), *END], start=1):
        assert killed(alice, number, when), when
        assert standing(alice, number) == (whole if when == "after" else (0, 0, 0, 0)), when
        with scope(alice.company):
            assert opening(alice, number) is (when != "after"), "the next sweep opens what is missing"
            assert not opening(alice, number), "and never twice"
        assert standing(alice, number)[:1] == (1,)
