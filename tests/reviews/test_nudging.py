"""Who is called about a review that waits: the reviewer, then the deputy and the owners, stand-ins of the absent, each step once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.models import Absence, Company, Membership
from ledger.queries import newest
from outbox.models import Message
from reviews import sweeping
from reviews.actions import nudging
from reviews.actions.opening import Opening, open_review
from reviews.enums import Code, Kind
from reviews.models import Review, SignOff
from reviews.rules.drafts import Draft, Window
from tests.cast import AT, Person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudging, "is_set_up", lambda _: True)


def opened(company: Company, kind: Kind = Kind.WEEK, **people: Membership) -> Review:
    window = Window(AT.date(), AT - 7 * DAY, AT, AT + (7 if kind == Kind.WEEK else 14) * DAY)
    with scope(company):
        review = open_review(company, Opening(kind, window, **people), [Draft(Code.TOTALS), Draft(Code.SAMPLE)], at=AT)
    assert review is not None
    return review


def sweep(days: float) -> int:
    return sweeping.nudge_all(now=lambda: AT + days * DAY)


def told(company: Company, step: str) -> list[str]:
    with scope(company):
        return sorted(Message.objects.filter(cause_kind=f"review_{step}").values_list("to", flat=True))


def test_each_step_is_said_once_then_silence(alice: Person, rachid: Person, sofia: Person) -> None:
    opened(alice.company, reviewer=rachid.membership, deputy=sofia.membership)
    counts = [sweep(days) for days in (0, 0, 1, 2, 2.5, 6.9, 7, 8, 10, 11, 40)]
    assert counts == [1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]
    team = sorted(one.user.email for one in (alice, rachid, sofia))
    assert told(alice.company, "ready") == told(alice.company, "reminder") == [rachid.user.email]
    assert told(alice.company, "late") == told(alice.company, "last") == team


def test_being_late_is_sealed_with_the_names_of_those_awaited(alice: Person, sofia: Person) -> None:
    opened(alice.company, deputy=sofia.membership)
    sweep(7)
    with scope(alice.company):
        sentence = newest()[0].sentence
    assert sentence.startswith("La revue de la semaine du 16 au 23\u00a0novembre n’est pas signée à temps. Elle attend\u00a0: ")
    assert "Alice Martin" in sentence
    assert "Sofia Petit" in sentence


def test_a_signed_review_is_spoken_of_no_more(alice: Person) -> None:
    company = alice.company
    review = opened(company)
    with scope(company):
        SignOff.objects.create(company=company, review=review, at=AT, by=alice.membership, by_name="Alice Martin", answers="", seq=0)
    assert [sweep(days) for days in (0, 2, 7, 10)] == [0, 0, 0, 0]
    with scope(company):
        assert Review.objects.get(pk=review.pk).next_nudge_at is None
        assert not Message.objects.exists()


def test_the_mail_says_what_when_and_where_and_nothing_of_the_agents(alice: Person) -> None:
    review = opened(alice.company)
    sweep(0)
    with scope(alice.company):
        message = Message.objects.get(cause_kind="review_ready")
    assert message.subject == "Votre revue de la semaine est prête"
    assert "2 points à relire" in message.text
    assert "lundi 30\u00a0novembre à 10\u00a0h\u00a012" in message.text
    assert f"/revues/{review.pk}/" in message.text


def away(person: Person, stand_in: Person) -> None:
    with scope(person.company):
        days = {"starts_on": AT.date(), "until": AT.date() + 3 * DAY}
        who = {"membership": person.membership, "stand_in": stand_in.membership, "said_by": person.membership}
        Absence.objects.create(company=person.company, said_at=AT, **who, **days)


def test_a_stand_in_is_called_while_the_reviewer_is_away(alice: Person, rachid: Person, sofia: Person) -> None:
    away(rachid, sofia)
    opened(alice.company, reviewer=rachid.membership)
    sweep(0)
    assert told(alice.company, "ready") == [sofia.user.email]
    sweep(7)  # back
    assert told(alice.company, "late") == sorted([alice.user.email, rachid.user.email])


def test_a_stand_in_who_may_not_sign_is_not_called_and_the_deputy_is(alice: Person, benoit: Person, sofia: Person) -> None:
    away(alice, benoit)  # an approver stands in for the owner, and may not review
    opened(alice.company, deputy=sofia.membership)
    sweep(0)
    assert told(alice.company, "ready") == [sofia.user.email]


def test_when_nobody_is_there_the_absent_are_written_to(alice: Person, benoit: Person) -> None:
    away(alice, benoit)
    opened(alice.company)
    sweep(0)
    assert told(alice.company, "ready") == [alice.user.email]


def test_a_reviewer_who_left_is_replaced_by_the_owners(alice: Person, rachid: Person) -> None:
    opened(alice.company, reviewer=rachid.membership)
    with scope(alice.company):
        Membership.objects.of(alice.company).filter(pk=rachid.membership.pk).update(ended_at=AT)
    sweep(0)
    assert told(alice.company, "ready") == [alice.user.email]


def test_without_mail_the_steps_pass_in_silence(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudging, "is_set_up", lambda _: False)
    opened(alice.company, Kind.RIGHTS)
    assert [sweep(days) for days in (0, 7, 14, 21, 28)] == [1, 1, 1, 1, 0]
    with scope(alice.company):
        assert not Message.objects.exists()


def test_a_review_that_stumbles_keeps_no_other_waiting(alice: Person, driss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = opened(alice.company), opened(driss.company)
    really = sweeping.nudge

    def sometimes(company: Company, review: Any, *, at: Any) -> bool:
        if review == first.pk:
            raise ZeroDivisionError
        return really(company, review, at=at)

    monkeypatch.setattr(sweeping, "nudge", sometimes)
    assert sweep(0) == 1
    assert told(driss.company, "ready") == [driss.user.email]


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_workers_write_once(alice: Person) -> None:
    opened(alice.company)
    assert sum(together([lambda: sweep(0)] * 8)) == 1
    assert told(alice.company, "ready") == [alice.user.email]
