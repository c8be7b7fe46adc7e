"""What the first page says of reviews, and to whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Absence
from lib.duties import Duty
from reviews.actions.answering import answer
from reviews.actions.signing import sign
from reviews.due import due
from reviews.enums import Verdict
from reviews.models import Review
from tests.cast import AT, Person, sign_in
from tests.reviews.test_answering import points

pytestmark = pytest.mark.django_db


def told(person: Person, days: float = 2) -> list[Duty]:
    with scope(person.company):
        return due(person.company, person.membership, AT + timedelta(days=days))


def test_a_week_is_to_read_from_its_first_day_and_says_before_when(week: Review, alice: Person) -> None:
    first, later = told(alice, 0)[0], told(alice)[0]
    assert (first.title, first.minutes, first.due_on) == ("Relire la semaine de vos agents", 5, None)
    assert first.why == "Encore 2 points à relire, puis vous signez."
    assert (later.due_on, later.tone, later.label) == (week.due_at.date(), "watch", "Commencer")


def test_a_late_week_is_red(week: Review, alice: Person) -> None:
    assert told(alice, 8)[0].tone == "stop"


def test_it_says_what_is_left_until_it_is_signed(week: Review, alice: Person) -> None:
    with scope(week.company):
        first, second = points(week)
        answer(first, Verdict.NORMAL, by=alice.membership, at=AT)
    assert told(alice)[0].why == "Encore 1 point à relire, puis vous signez."
    assert told(alice)[0].label == "Reprendre"
    with scope(week.company):
        answer(second, Verdict.NORMAL, by=alice.membership, at=AT)
    assert told(alice)[0].label == "Signer"
    with scope(week.company):
        sign(week, by=alice.membership, at=AT)
    assert told(alice) == []


def test_it_is_said_to_whoever_reviews(week: Review, alice: Person, sofia: Person, rachid: Person, benoit: Person) -> None:
    assert [bool(told(one)) for one in (alice, rachid, sofia, benoit)] == [True, True, False, False]
    with scope(week.company):
        Review.objects.of(week.company).update(reviewer=rachid.membership, deputy=sofia.membership)
    assert [bool(told(one)) for one in (alice, rachid, sofia)] == [False, True, False]
    assert [bool(told(one, 8)) for one in (alice, rachid, sofia)] == [True, True, True]


def test_what_was_decided_is_to_be_done(week: Review, alice: Person) -> None:
    with scope(week.company):
        answer(points(week)[0], Verdict.UNKNOWN, by=alice.membership, at=AT)
    duty = told(alice)[1]
    assert (duty.title, duty.url) == ("Donner suite à 1 point de revue", reverse("reviews:remedies"))


def test_the_first_page_leads_to_the_review(week: Review, alice: Person) -> None:
    assert reverse("reviews:review", args=[week.pk]) in sign_in(alice).get("/").content.decode()


def away(person: Person, stand_in: Person) -> None:
    with scope(person.company):
        days = {"starts_on": AT.date(), "until": AT.date() + timedelta(days=3)}
        who = {"membership": person.membership, "stand_in": stand_in.membership, "said_by": person.membership}
        Absence.objects.create(company=person.company, said_at=AT, **who, **days)


def test_it_is_said_to_the_stand_in_of_whoever_is_away(week: Review, rachid: Person, sofia: Person, alice: Person) -> None:
    away(rachid, sofia)
    with scope(week.company):
        Review.objects.of(week.company).update(reviewer=rachid.membership)
    (duty,) = told(sofia)
    assert duty.why == "Encore 2 points à relire, puis vous signez. En l’absence de Rachid Noël, c’est à vous."
    assert told(alice) == []
    assert told(sofia, 5) == [], "back"


def test_it_is_said_to_deputy_and_owners_when_the_stand_in_may_not_sign(
    week: Review, rachid: Person, chloe: Person, sofia: Person, alice: Person
) -> None:
    away(rachid, chloe)
    with scope(week.company):
        Review.objects.of(week.company).update(reviewer=rachid.membership, deputy=sofia.membership)
    assert [bool(told(one)) for one in (chloe, sofia, alice)] == [False, True, True]


def test_a_page_without_a_review_asks_nobody_who_is_away(alice: Person, django_assert_num_queries: Any) -> None:
    with scope(alice.company), django_assert_num_queries(2):
        assert due(alice.company, alice.membership, AT) == []
