"""« Le rythme des revues »: an owner sets it, reviewers read it; it is sealed, once, and makes nothing late."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.hooks import hand_over, held_by, left_behind
from accounts.models import Membership
from ledger.models import Entry
from ledger.queries import newest
from reviews.actions.opening import Opening, open_review
from reviews.actions.rhythm import Wanted, set_rhythm
from reviews.enums import Every, Kind
from reviews.models import Review, Rhythm
from reviews.queries.clocks import standing_of
from reviews.rules.drafts import Window
from tests.cast import AT, Person, sign_in
from tests.register import rows

pytestmark = pytest.mark.django_db
URL = "reviews:rhythm"


def sent(**more: Any) -> dict[str, Any]:
    return {"week_day": "0", "week_at": "17:30", "rights_every": "quarter", "reviewer": "", "deputy": "", "wants_digest": "on"} | more


def test_an_owner_sets_it_and_the_record_says_it(alice: Person, rachid: Person, sofia: Person) -> None:
    answer = sign_in(alice).post(reverse(URL), sent(reviewer=rachid.membership.pk, deputy=sofia.membership.pk), follow=True)
    assert "C’est enregistré." in answer.content.decode()
    with scope(alice.company):
        kept = Rhythm.objects.get()
        assert (kept.week_day, kept.week_at, kept.rights_every) == (0, time(17, 30), Every.QUARTER)
        assert (kept.reviewer_id, kept.deputy_id) == (rachid.membership.pk, sofia.membership.pk)
        assert newest()[0].sentence == (
            "Alice Martin a réglé le rythme des revues\u00a0: le lundi à 17\u00a0h\u00a030, droits tous les trois mois, "
            "relecture par Rachid Noël, remplacement par Sofia Petit, message du lundi"
        )


def test_saving_it_again_changes_nothing_and_is_not_sealed(alice: Person) -> None:
    browser = sign_in(alice)
    browser.post(reverse(URL), sent())
    with scope(alice.company):
        before = Entry.objects.count(), Rhythm.objects.get().set_at
    assert "Rien n’a changé." in browser.post(reverse(URL), sent(), follow=True).content.decode()
    with scope(alice.company):
        assert (Entry.objects.count(), Rhythm.objects.get().set_at) == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"week_at": "25:00"}, "Indiquez une heure, par exemple 08:00."),
        ({"week_at": ""}, "Indiquez une heure, par exemple 08:00."),
        ({"reviewer": "11111111-1111-4111-8111-111111111111"}, "Choisissez une personne de la liste."),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(alice: Person, given: dict[str, str], words: str) -> None:
    answer = sign_in(alice).post(reverse(URL), sent(**given))
    assert words in answer.content.decode()
    with scope(alice.company):
        assert not Rhythm.objects.exists()


def test_nobody_replaces_themselves_and_only_those_who_may_sign_are_offered(alice: Person, rachid: Person, chloe: Person) -> None:
    pk = rachid.membership.pk
    shown = sign_in(alice).post(reverse(URL), sent(reviewer=pk, deputy=pk)).content.decode()
    assert "Personne ne se remplace soi-même." in shown
    assert "Chloé Blanc" not in shown
    refused = sign_in(alice).post(reverse(URL), sent(reviewer=chloe.membership.pk)).content.decode()
    assert "Choisissez une personne de la liste." in refused


def test_a_reviewer_reads_it_and_cannot_change_it(alice: Person, rachid: Person) -> None:
    with scope(alice.company):
        rows.agent(alice.company, "Facturier", AT)
    browser = sign_in(rachid)
    shown = browser.get(reverse(URL)).content.decode()
    assert "Vendredi à 8\u00a0h" in shown
    assert "Les prochaines" in shown
    assert "Enregistrer" not in shown
    assert browser.post(reverse(URL), sent()).status_code == 404
    with scope(alice.company):
        assert not Rhythm.objects.exists()


def test_new_people_answer_for_the_reviews_that_wait(alice: Person, rachid: Person) -> None:
    company = alice.company
    with scope(company):
        window = Window(AT.date(), AT - timedelta(days=7), AT, AT + timedelta(days=7))
        open_review(company, Opening(Kind.WEEK, window), [], at=AT)
        set_rhythm(company, Wanted(4, time(8), Every.MONTH, rachid.membership), by=alice.membership, at=AT)
        assert Review.objects.get().reviewer_id == rachid.membership.pk


def test_another_hour_begins_from_now_and_makes_nothing_late(alice: Person) -> None:
    company = alice.company  # since long ago, as its agent
    with scope(company):
        rows.agent(company, "Facturier", AT - timedelta(days=100))
        type(company).objects.filter(pk=company.pk).update(created_at=AT - timedelta(days=100))
        assert len(standing_of(company.pk).due(Kind.WEEK, AT)) == len(standing_of(company.pk).due(Kind.RIGHTS, AT)) == 1
        set_rhythm(company, Wanted(0, time(8), Every.YEAR), by=alice.membership, at=AT)
        assert standing_of(company.pk).due(Kind.WEEK, AT) == standing_of(company.pk).due(Kind.RIGHTS, AT) == []
        (week,) = standing_of(company.pk).due(Kind.WEEK, AT + timedelta(days=7))
        assert week.period.isoformat() == "2026-11-30"


def test_the_owner_finds_it_from_the_company_sheet(alice: Person) -> None:
    assert reverse(URL) in sign_in(alice).get(reverse("accounts:company")).content.decode()


def test_whoever_leaves_hands_the_reviews_over_or_the_owners_take_them(alice: Person, rachid: Person, sofia: Person) -> None:
    company = alice.company
    with scope(company):
        set_rhythm(company, Wanted(4, time(8), Every.MONTH, rachid.membership, sofia.membership), by=alice.membership, at=AT)
        (held,) = held_by(rachid.membership, AT)
        assert (held.what, set(held.barred)) == ("Relit et signe les revues", {sofia.membership.pk})
        Membership.objects.of(company).filter(pk=rachid.membership.pk).update(ended_at=AT)
        assert [one.key for one in left_behind(company, AT)[rachid.membership.pk]] == ["reviews-reviewer"]
        assert hand_over(rachid.membership, {held.key: None}, by=alice.membership, at=AT)
        assert Rhythm.objects.get().reviewer is None
        assert left_behind(company, AT) == {}
        assert newest()[0].sentence.endswith("relecture par les dirigeants, remplacement par Sofia Petit, message du lundi")
