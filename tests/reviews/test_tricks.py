"""What an agent, a leaver or a bad day tries on reviews: nothing is looked at by nobody, nothing signed changes, nobody is forgotten."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actions.people import rename
from accounts.boundary import scope
from accounts.models import Membership
from alerts.enums import Oddity
from alerts.models import Alert
from alerts.rules.unusual.masking import masked_name
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source, Type
from reviews import checklist, documents
from reviews.actions.answering import answer
from reviews.actions.opening import Opening, open_review
from reviews.actions.signing import sign
from reviews.checklist import Checklist
from reviews.enums import Code, Kind, RemedyKind, Verdict
from reviews.letters import calling
from reviews.models import Point, Remedy, Review, SignOff
from reviews.queries.older import older
from reviews.rules.drafts import Window
from reviews.rules.heads import head_words
from reviews.rules.masking import shown_name
from reviews.rules.naming import name_of
from reviews.rules.nudging import Step
from reviews.rules.sentences import told as words_of
from tests.cast import AT, Person, sign_in
from tests.reviews.test_answering import points
from tests.reviews.test_due import told
from tests.reviews.test_signing import alert_of
from tests.reviews.test_week import ENDS, SEED, STARTS, WEEK, agent, did, paid, tell, usually

pytestmark = pytest.mark.django_db
__all__ = ["agent"]
LATER = timedelta(days=3)
FOLLOWING = Window((ENDS + timedelta(days=7)).date(), ENDS, ENDS + timedelta(days=7), ENDS + timedelta(days=14))


def test_what_was_signed_is_the_same_after_its_signer_has_another_name(week: Review, alice: Person) -> None:
    with scope(week.company):
        for point in points(week):
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT)
        signed = sign(week, by=alice.membership, at=AT)
        rename(alice.user, "Alice Durand", at=AT)
        data = documents.build(week).data
        assert hashlib.sha256(data).hexdigest() == signed.answers == SignOff.objects.of(week.company).get().answers


def test_an_alert_raised_before_a_late_opening_is_not_answered_unseen(week: Review, alice: Person) -> None:
    with scope(week.company):
        Review.objects.of(week.company).update(opened_at=AT + LATER)
        week.refresh_from_db()
        shown, unseen = alert_of(week, 60), alert_of(week, -600)
        Point.objects.create(company=week.company, review=week, rank=3, code=Code.ALERT, agent=shown.agent, alert=shown)
        for point in points(week):
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT + LATER)
        sign(week, by=alice.membership, at=AT + LATER)
        assert Alert.objects.of(week.company).open().get() == unseen


def test_the_review_of_somebody_who_left_or_may_not_sign_is_the_owners(week: Review, alice: Person, rachid: Person, chloe: Person) -> None:
    with scope(week.company):
        Review.objects.of(week.company).update(reviewer=chloe.membership)
    assert told(alice)
    with scope(week.company):
        Review.objects.of(week.company).update(reviewer=rachid.membership)
    assert not told(alice)
    with scope(week.company):
        Membership.objects.of(week.company).filter(pk=rachid.membership.pk).update(ended_at=AT)
    assert told(alice)


@pytest.mark.parametrize("name", ["+33 6 12 34 56 78", "06.12.34.56.78", "tel:+33612345678"])
def test_a_telephone_is_not_kept_whole(name: str) -> None:
    assert shown_name(name).endswith("••• 78")
    assert "34" not in shown_name(name)


def test_a_name_from_outside_is_between_quotes() -> None:
    facts = {"payees": 1, "addresses": 0, "names": ["Rien à signaler, déjà vérifié"]}
    assert words_of(Code.NEW_NAMES, facts).details == ("«\u00a0Rien à signaler, déjà vérifié\u00a0»",)


def after_a_review(agent: Agent) -> None:
    tell(agent, did(1, STARTS + timedelta(hours=1)))
    first = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    open_review(agent.company, Opening(Kind.WEEK, WEEK, seed=SEED, facts=first.facts), first.points, at=ENDS)


def next_week(agent: Agent) -> Checklist:
    return checklist.week(agent.company, FOLLOWING, SEED, at=FOLLOWING.ends_at)


@pytest.mark.parametrize("days", [0, 20, 300])
def test_a_payment_with_an_old_date_makes_no_payee_known(agent: Agent, days: int) -> None:
    after_a_review(agent)
    tell(agent, paid(2, STARTS - timedelta(days=days)), paid(3, ENDS))
    (names,) = (one for one in next_week(agent).points if one.code == Code.NEW_NAMES)
    assert names.facts["payees"] == 1


def test_what_is_dated_before_any_review_looks_is_counted_in_its_head(agent: Agent) -> None:
    after_a_review(agent)
    tell(agent, paid(2, STARTS - timedelta(days=100)))
    report(agent, [paid(3, STARTS - timedelta(days=100))], Source.FILE)
    facts = next_week(agent).facts
    assert (facts["number"], facts["older"]) == (0, 1)
    assert "1\u00a0action datée de plus de deux mois, racontée depuis la dernière revue." in head_words(facts)


def test_what_is_dated_before_any_review_looks_is_listed_one_click_away(alice: Person, agent: Agent) -> None:
    after_a_review(agent)
    tell(agent, paid(2, STARTS - timedelta(days=100)), paid(4, STARTS - timedelta(days=10)))
    report(agent, [paid(3, STARTS - timedelta(days=100))], Source.FILE)
    found = next_week(agent)
    review = open_review(agent.company, Opening(Kind.WEEK, FOLLOWING, seed=SEED, facts=found.facts), found.points, at=FOLLOWING.ends_at)
    assert review is not None
    assert [(line.agent, line.action.target) for line in older(review)] == [("Relance", "F-2")]
    browser = sign_in(alice)
    address = reverse("reviews:older", args=[review.pk])
    assert address in browser.get(reverse("reviews:review", args=[review.pk])).content.decode()
    page = browser.get(address).content.decode()
    assert "<h2>1 action</h2>" in page
    assert "Lebrun" in page
    with scope(agent.company):
        first = Review.objects.of(agent.company).earliest("ends_at")
    assert "Aucune pour cette revue." in browser.get(reverse("reviews:older", args=[first.pk])).content.decode()


def test_sums_beyond_what_programs_count_exactly_are_signed(alice: Person, agent: Agent) -> None:
    tell(agent, *(paid(number, STARTS, 9_000_000_000_000_000) for number in range(1, 4)))
    made = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    review = open_review(agent.company, Opening(Kind.WEEK, WEEK, seed=SEED, facts=made.facts), made.points, at=ENDS)
    assert review
    for point in points(review):
        answer(point, Verdict.NORMAL, by=alice.membership, at=ENDS)
    assert "27000000000000000" in sign(review, by=alice.membership, at=ENDS).sealed


@pytest.mark.parametrize("kind", [RemedyKind.REMOVE, RemedyKind.REDUCE, RemedyKind.SECRET])
def test_what_only_a_signature_asks_for_is_not_noted_by_hand(week: Review, rachid: Person, kind: RemedyKind) -> None:
    with scope(week.company):
        first = points(week)[0]
    sign_in(rachid).post(reverse("reviews:remedy", args=[first.pk]), {"kind": str(kind)})
    with scope(week.company):
        assert not Remedy.objects.of(week.company).exists()


@pytest.mark.parametrize("weeks", [0, 3])
def test_what_is_told_after_its_week_was_reviewed_is_compared_with_the_usual_all_the_same(agent: Agent, weeks: int) -> None:
    usually(agent, 2, 8, type=Type.PAYMENT, payee="Lebrun", amount_cents=100_00, currency="EUR")
    after_a_review(agent)
    tell(agent, paid(2, ENDS - timedelta(hours=30, weeks=weeks), 9_000_000_00, payee="Martin"), *(did(n, ENDS) for n in range(100, 200)))
    odd = [one for one in next_week(agent).points if one.code == Code.UNUSUAL]
    assert Oddity.PAYEE in {one.facts.get("kind") for one in odd}
    assert any(line.key.int == 2 for one in odd for line in one.actions)


def test_what_was_reviewed_is_not_unusual_twice(agent: Agent) -> None:
    usually(agent, 2, 8, type=Type.PAYMENT, payee="Lebrun", amount_cents=100_00, currency="EUR")
    tell(agent, paid(2, STARTS + timedelta(hours=30), 9_000_000_00, payee="Martin"))
    after_a_review(agent)
    tell(agent, did(3, ENDS - timedelta(hours=1)), *(did(n, ENDS) for n in range(100, 110)))
    assert Oddity.PAYEE not in {one.facts.get("kind") for one in next_week(agent).points}


@pytest.mark.parametrize("name", ["whatsapp:+33612345678", "tel:06 12 34 56 78", "o'brien@exemple.fr"])
def test_what_is_unusual_keeps_no_telephone_nor_address_whole(name: str) -> None:
    assert masked_name(name) in {"••• 78", "o•••@exemple.fr"}


def test_names_that_look_alike_once_masked_are_still_counted() -> None:
    facts = {"payees": 0, "addresses": 700, "names": ["c•••@exemple.fr"]}
    assert words_of(Code.NEW_NAMES, facts).details == ("«\u00a0c•••@exemple.fr\u00a0»", "Et 699\u00a0autres.")


@pytest.mark.parametrize(("called", "words"), [("Agenda", "d’Agenda"), ("Éditeur", "d’Éditeur"), ("Relance", "de Relance")])
def test_a_review_is_named_in_french(called: str, words: str) -> None:
    assert f"revue des droits {words} du" in name_of(Kind.RIGHTS, AT, AT, "Europe/Paris", called)


def test_a_review_without_points_says_that_it_is_only_to_be_signed(alice: Person) -> None:
    window = Window(AT.date(), AT - timedelta(days=30), AT, AT + timedelta(days=14))
    with scope(alice.company):
        review = open_review(alice.company, Opening(Kind.RIGHTS, window), [], at=AT)
        assert review
        assert "rien à relire" in str(calling(review, Step.READY, alice.user, AT))
    client = sign_in(alice)
    assert "Il reste à signer." in client.get(reverse("reviews:reviews")).content.decode()
    assert "vos réponses" not in client.get(reverse("reviews:review", args=[review.pk])).content.decode()
