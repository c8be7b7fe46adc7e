"""What is said of a point: the newest answer counts, all are kept, and a signed review takes no more."""

from datetime import timedelta

import pytest

from accounts.boundary import scope
from ledger.queries import newest
from reviews.actions.answering import AlreadySigned, NotTaken, answer
from reviews.actions.signing import sign
from reviews.enums import RemedyKind, Verdict
from reviews.models import Answer, Point, Remedy, Review
from reviews.queries.answers import newest_answer
from tests.cast import AT, Person

pytestmark = pytest.mark.django_db


def points(review: Review) -> list[Point]:
    return list(Point.objects.of(review.company).filter(review=review).select_related("review__company").order_by("rank"))


def test_the_newest_answer_counts_and_both_are_kept(week: Review, alice: Person, rachid: Person) -> None:
    with scope(week.company):
        first, _ = points(week)
        answer(first, Verdict.WRONG, "Trop de virements", by=alice.membership, at=AT)
        answer(first, Verdict.NORMAL, by=rachid.membership, at=AT + timedelta(minutes=1))
        said = newest_answer(first)
        assert said
        assert (said.verdict, said.by.user.name) == (Verdict.NORMAL, "Rachid Noël")
        assert Answer.objects.of(week.company).count() == 2
        assert newest()[0].sentence.startswith("Rachid Noël a répondu «\u00a0C’est normal\u00a0» au point 1 de la revue de la semaine")


def test_the_same_said_twice_is_one_answer(week: Review, alice: Person) -> None:
    with scope(week.company):
        first, _ = points(week)
        for _again in range(2):
            answer(first, Verdict.NORMAL, "Vu", by=alice.membership, at=AT)
        assert Answer.objects.of(week.company).count() == 1


def test_a_right_is_not_kept_in_a_review_of_the_week(week: Review, alice: Person) -> None:
    with scope(week.company), pytest.raises(NotTaken):
        answer(points(week)[0], Verdict.KEEP, by=alice.membership, at=AT)


def test_not_knowing_leaves_a_question_that_is_dropped_once_one_knows(week: Review, alice: Person) -> None:
    with scope(week.company):
        first, _ = points(week)
        answer(first, Verdict.UNKNOWN, "Demander à Benoît", by=alice.membership, at=AT)
        asked = Remedy.objects.of(week.company).get()
        assert (asked.kind, asked.note, asked.done_at) == (RemedyKind.ASK, "Demander à Benoît", None)
        answer(first, Verdict.NORMAL, by=alice.membership, at=AT)
        asked.refresh_from_db()
        assert asked.done_at == AT
        answer(first, Verdict.UNKNOWN, by=alice.membership, at=AT)
        asked.refresh_from_db()
        assert (asked.done_at, asked.note) == (None, "Demander à Benoît")


def test_a_signed_review_takes_no_more(week: Review, alice: Person) -> None:
    with scope(week.company):
        for point in points(week):
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT)
        sign(week, by=alice.membership, at=AT)
        with pytest.raises(AlreadySigned):
            answer(points(week)[0], Verdict.WRONG, by=alice.membership, at=AT)
        assert Answer.objects.of(week.company).count() == 2
