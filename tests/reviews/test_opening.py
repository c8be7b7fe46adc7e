"""A review is opened once, with its points, and the record tells it."""

from datetime import timedelta

import pytest

from accounts.boundary import scope
from ledger.queries import newest
from reviews.actions.opening import Opening, open_review
from reviews.enums import Code, Kind
from reviews.models import Review
from reviews.rules.drafts import Draft, Window
from reviews.rules.naming import name_of
from tests.cast import AT, Person

pytestmark = pytest.mark.django_db

WEEK = Window(AT.date(), AT - timedelta(days=7), AT, AT + timedelta(days=7))


def test_a_review_is_opened_once_a_period(alice: Person) -> None:
    company = alice.company
    with scope(company):
        drafts = [Draft(Code.TOTALS, facts={"number": 3}), Draft(Code.SAMPLE)]
        opened = open_review(company, Opening(Kind.WEEK, WEEK), drafts, at=AT)
        assert opened is not None
        assert [point.code for point in opened.points.all()] == [Code.TOTALS, Code.SAMPLE]
        assert "a ouvert la revue de la semaine" in newest()[0].sentence
        assert open_review(company, Opening(Kind.WEEK, WEEK), drafts, at=AT) is None
        assert Review.objects.of(company).count() == 1


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ((2026, 11, 14), (2026, 11, 21), "revue de la semaine du 14 au 21\u00a0novembre"),
        ((2026, 10, 30), (2026, 11, 6), "revue de la semaine du 30\u00a0octobre au 6\u00a0novembre"),
        ((2026, 12, 25), (2027, 1, 1), "revue de la semaine du 25\u00a0décembre 2026 au 1er\u00a0janvier 2027"),
    ],
)
def test_a_week_is_named_by_its_two_days(starts: tuple[int, int, int], ends: tuple[int, int, int], said: str) -> None:
    first, last = (AT.replace(year=y, month=m, day=d, hour=12) for y, m, d in (starts, ends))
    assert name_of(Kind.WEEK, first, last, "Europe/Paris") == said
