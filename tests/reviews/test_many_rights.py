"""A review of two hundred rights: agent by agent, what stands out first, the rest folded, in as many queries as a small one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from inventory.enums import Verb
from inventory.models import Agent, Permission
from reviews.actions import asking
from reviews.actions.answering import answer
from reviews.enums import Verdict
from reviews.models import Review
from reviews.queries.answers import points_of
from reviews.queries.groups import groups
from reviews.queries.pages import sheet
from tests.cast import AT, Person, sign_in
from tests.register import rows

pytestmark = pytest.mark.django_db
BEFORE = AT - timedelta(days=100)


def agent_with(alice: Person, name: str, rights: int) -> Agent:
    """One right in ten has no reason. Inside the company's scope."""
    agent = rows.agent(alice.company, name, BEFORE)
    told = {"company": alice.company, "agent": agent, "verb": Verb.EDIT, "granted_at": BEFORE, "until": AT.date() + timedelta(days=99)}
    reasons = ("Son travail" if number % 10 else "" for number in range(rights))
    Permission.objects.bulk_create(Permission(**told, resource=f"Dossier {number}", reason=why) for number, why in enumerate(reasons))
    return agent


def review_of(alice: Person, agents: int, rights: int) -> Review:
    with scope(alice.company):
        for number in range(agents):
            agent_with(alice, f"Agent {number} of {agents}", rights)
        return asking.ask(alice.company, None, by=alice.membership, at=AT)


def test_two_hundred_rights_take_as_many_queries_as_four(alice: Person) -> None:
    client, counts = sign_in(alice), []
    for rights in (4, 200):
        with scope(alice.company):
            review = asking.ask(alice.company, agent_with(alice, f"Agent de {rights}", rights), by=alice.membership, at=AT)
        client.get(reverse("reviews:review", args=[review.pk]))
        with CaptureQueriesContext(connection) as told:
            page = client.get(reverse("reviews:review", args=[review.pk]))
        counts.append(len(told))
    assert counts[0] == counts[1] <= 40
    assert len(page.content) < 300_000


def test_each_agent_has_its_rights_what_stands_out_first(alice: Person) -> None:
    review = review_of(alice, 2, 20)
    with scope(alice.company):
        first, second = groups(sheet(review))
        assert (first.name, len(first.flagged), len(first.calm), len(first.done), first.is_open) == ("Agent 0 of 2", 1, 18, 0, True)
        assert (second.name, len(second.flagged), len(second.calm), second.is_open) == ("Agent 1 of 2", 2, 18, False)


def test_a_review_of_one_agent_says_whose_rights(alice: Person) -> None:
    with scope(alice.company):
        review = asking.ask(alice.company, agent_with(alice, "Relance", 3), by=alice.membership, at=AT)
        assert sheet(review).heading == "Les droits de «\u00a0Relance\u00a0», en 3 points"


def test_an_agent_whose_last_point_is_open_is_not_called_read(alice: Person) -> None:
    review = review_of(alice, 1, 2)
    with scope(alice.company):
        first = points_of(review)[0]
        answer(first, Verdict.REMOVE, by=alice.membership, at=AT)
        (one,) = groups(sheet(review))
        assert (one.left, one.is_read) == (0, False)


def test_a_long_list_of_one_agent_stays_folded(alice: Person) -> None:
    review = review_of(alice, 1, 200)
    with scope(alice.company):
        (one,) = groups(sheet(review))
        assert (len(one.flagged), one.is_open) == (19, False)


def test_an_answer_leads_to_the_next_point_at_the_top_of_the_page(alice: Person) -> None:
    review, client = review_of(alice, 2, 20), sign_in(alice)
    with scope(alice.company):
        first, second = points_of(review)[:2]
    told = {"verdict": Verdict.REMOVE.value, "note": ""}
    page = client.post(reverse("reviews:answer", args=[first.pk]), told, follow=True).content.decode()
    assert page.index('id="en-cours"') < page.index("group")
    assert reverse("reviews:answer", args=[second.pk]) in page
    assert "1 point relu" in page


def test_a_word_that_is_needed_is_asked_before_it_is_missed(alice: Person) -> None:
    review, client = review_of(alice, 1, 10), sign_in(alice)
    page = client.get(reverse("reviews:review", args=[review.pk])).content.decode()
    assert "Nécessaire pour garder ou réduire ce droit." in page
    assert "Un mot pour plus tard" not in page
    with scope(alice.company):
        first = points_of(review)[0]
    refused = client.post(reverse("reviews:answer", args=[first.pk]), {"verdict": Verdict.KEEP.value, "note": " "})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "autofocus" in page
    assert "Un mot pour plus tard" not in page
    assert "facultatif" not in page
    assert "pourquoi vous gardez ce droit" in page
