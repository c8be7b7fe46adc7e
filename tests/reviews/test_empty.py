"""A review of rights that comes due with nothing to look at: nobody signs nothing, and its day is accounted for."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.boundary import companies_of, scope
from governance.campaign import standings
from inventory.enums import Verb
from ledger.queries import newest
from outbox.models import Message
from reviews.actions import asking
from reviews.actions.answering import AlreadySigned
from reviews.actions.due import open_due
from reviews.actions.nudging import nudge
from reviews.actions.signing import sign
from reviews.due import due
from reviews.enums import Kind
from reviews.models import Review
from reviews.queries.pages import ended_reviews, open_reviews
from reviews.rules.drafts import Window
from tests.cast import AT, Person, sign_in
from tests.register import rows

pytestmark = pytest.mark.django_db
RIGHTS = Window(AT.date(), AT - timedelta(days=30), AT, AT + timedelta(days=14))


@pytest.fixture
def closed(alice: Person) -> Review:
    with scope(alice.company):
        rows.agent(alice.company, "Facturier", AT)
        found = open_due(alice.company, Kind.RIGHTS, RIGHTS, at=AT)
    assert found is not None
    return found


def test_it_is_closed_and_sealed_and_opened_no_second_time(alice: Person, closed: Review) -> None:
    with scope(alice.company):
        assert closed.closed_at == AT
        said = "La revue des droits du 23\u00a0novembre 2026 n’avait rien à relire\u00a0: ni droit ni compte pour 1 agent"
        assert newest(1)[0].sentence == said
        assert open_due(alice.company, Kind.RIGHTS, RIGHTS, at=AT + timedelta(minutes=1)) is None
        assert Review.objects.of(alice.company).count() == 1


def test_nobody_is_asked_called_or_late_about_it(alice: Person, closed: Review) -> None:
    long_after = AT + timedelta(days=60)
    with scope(alice.company):
        assert open_reviews(alice.company) == []
        assert list(Review.objects.of(alice.company).overdue(long_after)) == []
        assert due(alice.company, alice.membership, long_after) == []
        assert not nudge(alice.company, closed.pk, at=long_after)
        assert not Message.objects.exists()
        with pytest.raises(AlreadySigned):
            sign(closed, by=alice.membership, at=AT)


def test_the_pages_say_it_and_what_to_do(alice: Person, closed: Review) -> None:
    browser = sign_in(alice)
    page = browser.get(reverse("reviews:review", args=[closed.pk])).content.decode()
    assert "Rien à relire le" in page
    assert "1 agent, et aucun droit ni compte écrit dans sa fiche." in page
    assert "Signer la revue" not in page
    assert "Rien à relire\u00a0: fermée" in browser.get(reverse("reviews:reviews")).content.decode()
    with scope(alice.company):
        assert [row.review for row in ended_reviews(alice.company)] == [closed]
    (one,) = standings(alice.user, companies_of(alice.user), AT)
    assert (one.rights, one.last_rights and one.last_rights.review) == (None, closed)
    assert "Rien à relire," in browser.get(reverse("cabinet_reviews")).content.decode()


def test_rights_written_the_same_day_are_reviewed_when_asked(alice: Person, closed: Review) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Relance", AT)
        rows.right(agent, AT, Verb.SEND, "Relances")
        again = asking.ask(alice.company, None, by=alice.membership, at=AT + timedelta(hours=2))
        assert again.pk == closed.pk
        assert (again.closed_at, again.points.count(), again.opened_at) == (None, 1, AT + timedelta(hours=2))
        assert [row.review for row in open_reviews(alice.company)] == [closed]


def test_one_right_is_enough_to_open_it(alice: Person) -> None:
    with scope(alice.company):
        rows.right(rows.agent(alice.company, "Facturier", AT), AT)
        found = open_due(alice.company, Kind.RIGHTS, RIGHTS, at=AT)
        assert found is not None
        assert (found.closed_at, found.points.count()) == (None, 1)
