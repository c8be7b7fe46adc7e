"""The pages of reviews: the list, a review, its points, the signature, what is to be done."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Company
from approvals.models import Limit, Suspension
from inventory.models import Agent, Permission
from reviews import documents
from reviews.actions.answering import NotTaken, answer
from reviews.actions.remedying import open_remedy
from reviews.actions.signing import sign
from reviews.enums import Code, Kind, RemedyKind, Verdict
from reviews.models import Answer, Point, Remedy, Review, SignOff
from reviews.rules.drafts import Window
from tests.cast import AT, Person, sign_in
from tests.register import rows
from tests.reviews.test_answering import points
from tests.reviews.weeks import WEEK, open_week

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def say(client: Client, point: Point, verdict: Verdict, note: str = "") -> str:
    answer = client.post(reverse("reviews:answer", args=[point.pk]), {"verdict": verdict.value, "note": note}, follow=True)
    return answer.content.decode()


def points_in(week: Review) -> list[Point]:
    with scope(week.company):
        return points(week)


def test_before_the_first_review_the_page_says_how_it_goes_and_when(alice: Person) -> None:
    words = text(sign_in(alice), reverse("reviews:reviews"))
    assert "Votre première revue arrive bientôt" in words
    assert "Elle s’ouvre vendredi" in words
    assert words.count("<h3>") == 3


def test_the_first_point_without_an_answer_is_open(week: Review, alice: Person) -> None:
    client, (first, second) = sign_in(alice), points_in(week)
    words = text(client, reverse("reviews:review", args=[week.pk]))
    assert "La semaine de vos agents, en 2 points" in words
    assert "0 point relu sur 2" in words
    assert reverse("reviews:answer", args=[first.pk]) in words
    assert "Encore 2 points à relire avant de pouvoir signer." in words
    words = say(client, first, Verdict.NORMAL, "Vu")
    assert "1 point relu sur 2" in words
    assert reverse("reviews:answer", args=[second.pk]) in words
    assert "Vu" in words
    assert "Changer" in words


def test_another_person_goes_on_where_the_first_left(week: Review, alice: Person, rachid: Person) -> None:
    first, second = points_in(week)
    say(sign_in(alice), first, Verdict.NORMAL)
    words = text(sign_in(rachid), reverse("reviews:review", args=[week.pk]))
    assert "Alice Martin" in words
    words = say(sign_in(rachid), second, Verdict.NORMAL)
    assert "Votre nom, l’heure et vos réponses seront scellés." in words


def test_a_word_is_not_lost_by_whoever_changes_their_answer(week: Review, alice: Person, rachid: Person) -> None:
    first, _ = points_in(week)
    say(sign_in(alice), first, Verdict.NORMAL, "Vu avec Benoît")
    address = reverse("reviews:point", args=[first.pk])
    assert 'value="Vu avec Benoît"' in text(sign_in(alice), address)
    assert 'value="Vu avec Benoît"' not in text(sign_in(rachid), address)


def test_who_only_reads_has_no_button(week: Review, chloe: Person) -> None:
    client, (first, _) = sign_in(chloe), points_in(week)
    assert reverse("reviews:answer", args=[first.pk]) not in text(client, reverse("reviews:review", args=[week.pk]))
    assert client.post(reverse("reviews:answer", args=[first.pk]), {"verdict": "normal"}).status_code == 404


def test_a_signature_waits_for_a_code_then_says_who_signed(week: Review, alice: Person) -> None:
    client = sign_in(alice)
    for point in points_in(week):
        say(client, point, Verdict.NORMAL)
    address = reverse("reviews:sign", args=[week.pk])
    assert sign_in(alice, proven=False).post(address).headers["Location"].startswith("/compte/verification/")
    assert "Relisez, puis signez." in client.post(address, {"note": "Sans avoir ouvert la page"}, follow=True).content.decode()
    seen = {"seen": text(client, reverse("reviews:review", args=[week.pk])).split('name="seen" value="')[1].split('"')[0]}
    words = client.post(address, {"note": "Bonne semaine", **seen}, follow=True).content.decode()
    assert "Signée par Alice Martin" in words
    assert "Le compte rendu se prépare" in words
    assert "Bonne semaine" in words
    again = client.post(address, follow=True).content.decode()
    assert "Cette revue était déjà signée." in again
    with scope(week.company):
        assert SignOff.objects.of(week.company).count() == 1
    assert "elle ne prend plus de réponse" in say(client, points_in(week)[0], Verdict.WRONG)
    assert "Signée par Alice Martin" in text(client, reverse("reviews:reviews"))


def test_the_list_counts_the_same_minutes_as_the_first_page(week: Review, alice: Person) -> None:
    assert "Comptez 5 minutes." in text(sign_in(alice), reverse("reviews:reviews"))
    with scope(week.company):
        Review.objects.of(week.company).filter(pk=week.pk).update(kind=Kind.RIGHTS)
    assert "Comptez 10 minutes." in text(sign_in(alice), reverse("reviews:reviews"))


def test_a_late_review_says_so(alice: Person, week: Review) -> None:
    with scope(week.company):
        Review.objects.of(week.company).update(due_at=AT - timedelta(days=400))
    assert "En retard depuis" in text(sign_in(alice), reverse("reviews:reviews"))


def test_what_is_not_normal_opens_what_can_be_done(week: Review, alice: Person) -> None:
    words = say(sign_in(alice), points_in(week)[0], Verdict.WRONG)
    for kind in (RemedyKind.LIMIT, RemedyKind.RIGHT, RemedyKind.STOP):
        assert reverse(f"reviews:{kind.value}", args=[points_in(week)[0].pk]) in words
    assert "Noter un incident à traiter" in words


def test_a_reader_who_signs_may_only_ask_for_what_others_do(week: Review, rachid: Person) -> None:
    client, (first, _) = sign_in(rachid), points_in(week)
    words = say(client, first, Verdict.WRONG)
    assert reverse("reviews:stop", args=[first.pk]) not in words
    assert "Demander de couper l’agent" in words
    asked = {"kind": "stop", "note": "Il paie sans demander"}
    words = client.post(reverse("reviews:remedy", args=[first.pk]), asked, follow=True).content.decode()
    assert "C’est noté dans les suites à donner." in words
    page = text(client, reverse("reviews:remedies"))
    assert "Il paie sans demander" in page
    assert "Revue de la semaine du" in page, "« 17 actions cette semaine »: of which week"
    assert client.get(reverse("reviews:stop", args=[first.pk])).status_code == 404


def test_a_limit_a_right_and_a_stop_are_done_from_the_point(week: Review, alice: Person) -> None:
    client, (first, _) = sign_in(alice), points_in(week)
    with scope(week.company):
        right = rows.right(first.agent, AT)
    say(client, first, Verdict.WRONG)
    wished = {"agent": str(first.agent_id), "type": "payment", "measure": "amount", "value": "500", "answer": "ask"}
    pages = {"limit": wished, "right": {"right": str(right.pk), "why": "Inutile"}, "stop": {"why": "Doute"}}
    for name, sent in pages.items():
        address = reverse(f"reviews:{name}", args=[first.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, sent).status_code == 302, name
    with scope(week.company):
        done = {one.kind: one for one in Remedy.objects.of(week.company)}
        assert set(done) == {"limit", "right", "stop"}
        assert all(one.done_at and one.done_by_id == alice.membership.pk for one in done.values())
        assert done["right"].done_note.startswith("Droit retiré")
        assert Limit.objects.of(week.company).filter(agent=first.agent, value=50000).exists()
        assert not Permission.objects.of(week.company).current().filter(pk=right.pk).exists()
        assert Suspension.objects.of(week.company).filter(agent=first.agent).exists()


def test_a_limit_that_says_nothing_changes_nothing(week: Review, alice: Person) -> None:
    answer = sign_in(alice).post(reverse("reviews:limit", args=[points_in(week)[0].pk]), {"measure": "amount", "value": "beaucoup"})
    assert answer.status_code == 422
    assert "Écrivez un nombre" in answer.content.decode()
    with scope(week.company):
        assert not Remedy.objects.of(week.company).exists()


def test_what_is_done_is_said_and_can_be_taken_up_again(week: Review, alice: Person) -> None:
    client, (first, _) = sign_in(alice), points_in(week)
    say(client, first, Verdict.UNKNOWN, "Demander à Benoît")
    words = text(client, reverse("reviews:remedies"))
    assert "Demander à Benoît" in words
    with scope(week.company):
        remedy = Remedy.objects.of(week.company).get()
    words = client.post(reverse("reviews:remedy_end", args=[remedy.pk]), {"note": "C’était prévu"}, follow=True).content.decode()
    assert "C’était prévu" in words
    assert "toutes les suites sont données" in words
    words = client.post(reverse("reviews:remedy_again", args=[remedy.pk]), follow=True).content.decode()
    assert "C’est fait" in words


def test_an_answer_that_does_not_exist_is_refused_and_nothing_changes(week: Review, alice: Person) -> None:
    answer = sign_in(alice).post(reverse("reviews:answer", args=[points_in(week)[0].pk]), {"verdict": "maybe"})
    assert answer.status_code == 422
    assert "Choisissez une réponse." in answer.content.decode()
    with scope(week.company):
        assert not Answer.objects.of(week.company).exists()


def test_a_stranger_finds_no_review(week: Review, driss: Person) -> None:
    client, (first, _) = sign_in(driss), points_in(week)
    for name, key in (("review", week.pk), ("point", first.pk), ("actions", first.pk), ("paper", week.pk)):
        assert client.get(reverse(f"reviews:{name}", args=[key])).status_code == 404
    for name, key in (("answer", first.pk), ("sign", week.pk), ("remedy", first.pk)):
        assert client.post(reverse(f"reviews:{name}", args=[key]), {"verdict": "normal", "kind": "ask"}).status_code == 404


def test_what_the_last_review_left_is_done_from_its_point(week: Review, alice: Person) -> None:
    client, (first, _second) = sign_in(alice), points_in(week)
    say(client, first, Verdict.UNKNOWN, "Demander à Benoît")
    with scope(week.company):
        left = Remedy.objects.of(week.company).get()
        facts = {"kind": "ask", "number": 1, "since": "2026-11-16", "remedies": [str(left.pk)]}
        again = Point.objects.create(company=week.company, review=week, rank=3, code=Code.FOLLOW_UP, facts=facts)
    words = text(client, reverse("reviews:point", args=[again.pk]))
    assert "Reste à faire" in words
    assert "Demander à Benoît" in words
    sent = {"point": str(again.pk), "note": "Il a dit oui"}
    answer = client.post(reverse("reviews:remedy_end", args=[left.pk]), sent, follow=True)
    assert "Il a dit oui" in answer.content.decode()
    assert answer.redirect_chain[0][0].startswith(reverse("reviews:point", args=[again.pk]))


def test_what_is_said_done_of_an_earlier_review_is_done_at_the_signature(week: Review, alice: Person) -> None:
    with scope(week.company):
        first, _second = points_in(week)
        left = [open_remedy(first, kind, by=alice.membership, at=AT) for kind in (RemedyKind.INCIDENT, RemedyKind.LIMIT)]
        later = open_week(week.company, Agent.objects.of(week.company).get(), 0, replace(WEEK, period=AT.date() + timedelta(days=7)))
        carried = [
            Point.objects.create(company=week.company, review=later, rank=n, code=Code.FOLLOW_UP, facts=_facts(one))
            for n, one in enumerate(left, 1)
        ]
        with pytest.raises(NotTaken):
            answer(carried[0], Verdict.NORMAL, by=alice.membership, at=AT)
        for point, verdict in zip(carried, (Verdict.DONE, Verdict.TO_DO), strict=True):
            answer(point, verdict, "Vu ensemble", by=alice.membership, at=AT)
        assert Remedy.objects.of(week.company).open().count() == 2
        sign(later, by=alice.membership, at=AT)
        assert [one.kind for one in Remedy.objects.of(week.company).open()] == [RemedyKind.LIMIT]
        told = documents.build(later).remedies
    assert told == ("Revue précédente, traiter un incident\u00a0: fait (Vu ensemble)", "Revue précédente, poser une limite\u00a0: à faire")


def _facts(left: Remedy) -> dict[str, object]:
    return {"kind": left.kind, "number": 1, "since": "2026-11-16", "remedies": [str(left.pk)]}


def test_a_review_costs_the_same_with_twelve_points(week: Review, alice: Person) -> None:
    with scope(week.company):
        agent = Agent.objects.of(week.company).get()
        long = open_week(week.company, agent, 12, replace(WEEK, period=AT.date() + timedelta(days=1)))
    client, counted = sign_in(alice), []
    for review in (week, week, long):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("reviews:review", args=[review.pk]))
        counted.append(len(asked))
    assert counted[1] == counted[2]


def test_twenty_follow_ups_stand_by_agent_and_kind(company: Company, alice: Person) -> None:
    with scope(company):
        agents = [rows.agent(company, name, AT) for name in ("Facturier", "Relance")]
        for number, kind in enumerate([RemedyKind.ASK, RemedyKind.LIMIT, RemedyKind.ASK, RemedyKind.INCIDENT] * 5):
            at = AT - timedelta(weeks=number)
            week = open_week(company, agents[number % 2], 1, Window(at.date(), at - timedelta(days=7), at, at + timedelta(days=7)))
            open_remedy(points_in(week)[0], kind, f"Mot {number}", by=alice.membership, at=AT + timedelta(minutes=number))
    words = text(sign_in(alice), reverse("reviews:remedies"))
    assert words.count('aria-labelledby="agent-') == 2
    assert [words.count(f"<h3>{name} ({many})</h3>") for name, many in (("Se renseigner", 10), ("Poser une limite", 5))] == [1, 1]
    assert words.count("Dire que c’est fait") == 20
    assert '<details class="details" open><summary>Dire' not in words
