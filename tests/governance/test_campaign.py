"""« Les revues de mes entreprises »: one line a company, the late ones first, and the rights of all of them asked at once."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.boundary import companies_of, scope
from accounts.enums import Role
from governance.campaign import ask_everywhere, standings
from reviews.actions.due import open_due
from reviews.enums import Kind
from reviews.models import Review
from reviews.rules.drafts import Window
from tests.cast import AT, Person, make_person, sign_in
from tests.governance.test_cabinet import client_company
from tests.register import rows
from tests.reviews.weeks import open_week

pytestmark = pytest.mark.django_db
LONG_AGO = AT - timedelta(days=30)
LATE = Window(LONG_AGO.date(), LONG_AGO - timedelta(days=7), LONG_AGO, LONG_AGO + timedelta(days=7))


def with_rights(person: Person) -> None:
    with scope(person.company):
        rows.right(rows.agent(person.company, "Facturier", AT), AT)


def test_the_late_ones_come_first_each_with_its_state(alice: Person) -> None:
    client = client_company(alice, "Zinguerie Morel")
    with scope(client.company):
        open_week(client.company, window=LATE)
    found = standings(alice.user, companies_of(alice.user), AT)
    assert [(one.name, one.late, bool(one.week)) for one in found] == [("Zinguerie Morel", 1, True), ("Vasseur Menuiserie", 0, False)]
    with time_machine.travel(AT):
        page = sign_in(alice).get(reverse("cabinet_reviews")).content.decode()
    for words in ("1 entreprise a une revue en retard", "0 sur 2", "En retard depuis"):
        assert words in page, words


def test_the_rights_of_all_are_asked_once_where_one_reviews(alice: Person) -> None:
    with_rights(alice)
    mine, read = client_company(alice, "Zinguerie Morel"), client_company(alice, "Garage Petit", Role.GUEST)
    for one in (mine, read):
        with_rights(one)
    assert ask_everywhere(alice.user, companies_of(alice.user), at=AT) == 2
    assert ask_everywhere(alice.user, companies_of(alice.user), at=AT) == 0
    with scope(read.company):
        assert not Review.objects.exists()
    with scope(mine.company):
        assert Review.objects.get().kind == Kind.RIGHTS
    page = sign_in(alice).post(reverse("cabinet_reviews_ask"), follow=True).content.decode()
    assert "Rien de plus à ouvrir" in page


def test_a_company_one_does_not_belong_to_is_not_there(alice: Person, driss: Person) -> None:
    with_rights(alice)
    assert [one.name for one in standings(driss.user, companies_of(driss.user), AT)] == [driss.company.name]
    sign_in(driss).post(reverse("cabinet_reviews_ask"))
    with scope(alice.company):
        assert not Review.objects.exists()


def test_whoever_reviews_nowhere_is_not_asked_to_open_anything(alice: Person) -> None:
    guest = make_person(alice.company, "Gaël Invité", Role.GUEST)
    assert reverse("cabinet_reviews_ask") in sign_in(alice).get(reverse("cabinet_reviews")).content.decode()
    assert reverse("cabinet_reviews_ask") not in sign_in(guest).get(reverse("cabinet_reviews")).content.decode()


def test_many_companies_each_stand_where_they_are(alice: Person) -> None:
    names = ("Zinguerie Morel", "Garage Petit", "Boulangerie Hardy", "Fleurs Colin")
    clients = {name: client_company(alice, name) for name in names}
    with scope(clients["Zinguerie Morel"].company):
        open_week(clients["Zinguerie Morel"].company, window=LATE)
    with scope(clients["Garage Petit"].company):
        open_week(clients["Garage Petit"].company)
    company = clients["Boulangerie Hardy"].company
    with scope(company):
        rows.agent(company, "Agent", AT)
        open_due(company, Kind.RIGHTS, Window(AT.date(), LONG_AGO, AT, AT + timedelta(days=14)), at=AT)
    assert [one.name for one in standings(alice.user, companies_of(alice.user), AT)] == [
        "Zinguerie Morel", "Garage Petit", "Boulangerie Hardy", "Fleurs Colin", "Vasseur Menuiserie",
    ]  # fmt: skip
    with time_machine.travel(AT):
        page = sign_in(alice).get(reverse("cabinet_reviews")).content.decode()
    assert [page.count(words) for words in ("En retard depuis", "0 sur 2 points relus,", "Rien à relire,")] == [1, 2, 1]
