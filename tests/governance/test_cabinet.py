"""« Mes entreprises »: one line a company, the most urgent first, and nothing of a company one does not belong to."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import companies_of, scope
from accounts.enums import Role
from accounts.models import Company, Membership
from approvals.actions import stopping as actions
from governance.cabinet import Place, _reading, _readings, named, places
from ledger.enums import Verdict
from ledger.models import Check
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.accounts.test_confirming import clock  # noqa: F401
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.register import rows
from tests.reviews.weeks import open_week


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def join(person: Person, company: Company, role: Role = Role.OWNER) -> Person:
    with scope(company):
        return Person(person.user, Membership.objects.create(company=company, user=person.user, role=role, started_at=AT))


def client_company(person: Person, name: str, role: Role = Role.OWNER) -> Person:
    return join(person, make_company(name, name.lower().replace(" ", "-")), role)


def found(person: Person) -> list[Place]:
    return places(person.user, companies_of(person.user), AT)


def break_record(person: Person) -> None:
    with scope(person.company):
        common = {"asked_at": AT, "asked_by_name": "Garde-fou", "ended_at": AT}
        Check.objects.create(company_id=person.company.pk, verdict=Verdict.ALTERED, found=[], **common)


def page(person: Person, **query: str) -> str:
    return sign_in(person).get(reverse("cabinet"), query).content.decode()


@pytest.mark.slow
def test_of_fifty_companies_one_sees_the_forty_nine_one_belongs_to(alice: Person) -> None:
    for number in range(48):
        client_company(alice, f"Client {number:02d}", Role.GUEST)
    foreign = make_person(make_company("Cinquantième", "cinquantieme"), "Driss Amari", Role.OWNER)
    with scope(foreign.company):
        rows.agent(foreign.company, "Agent étranger", AT)
    shown = page(alice)
    assert shown.count('name="company"') >= 49
    assert [f"Client {number:02d}" in shown for number in range(48)] == [True] * 48
    assert "Cinquantième" not in shown
    assert "Agent étranger" not in shown
    assert len(found(alice)) == 49


def test_a_broken_record_comes_before_a_stop_and_a_stop_before_what_lacks(alice: Person) -> None:
    calm, stopped, broken = (client_company(alice, name) for name in ("Calme", "Coupée", "Changée"))
    with scope(stopped.company):
        rows.agent(stopped.company, "Facturier", AT)
        actions.stop(stopped.company, agent=None, by=stopped.membership, at=AT)
    break_record(broken)
    listed = found(alice)
    assert [place.name for place in listed][:2] == ["Changée", "Coupée"]
    assert (listed[1].stops, listed[1].agents, listed[0].is_broken) == (1, 1, True)
    assert calm.company.name in [place.name for place in listed]
    shown = page(alice).partition("<main")[2]
    assert shown.index("Changée") < shown.index("Coupée") < shown.index("Calme")
    assert "1 arrêt" in shown


def test_each_role_shows_what_it_sees_in_its_company(alice: Person) -> None:
    for name, role in (("Lue", Role.GUEST), ("Relue", Role.REVIEWER)):
        there = client_company(alice, name, role)
        break_record(there)
        with scope(there.company):
            rows.agent(there.company, "Facturier", AT)
    told = {place.name: place for place in found(alice)}
    assert (told["Lue"].sealed, told["Lue"].lacks_mail, told["Lue"].today.now, told["Lue"].agents) == (None, None, (), 1)
    assert (told["Relue"].is_broken, told["Relue"].lacks_mail) == (True, None)
    assert told[alice.company.name].lacks_mail is True
    shown = page(alice)
    assert "Non montré" in shown
    assert "Invité (consulte)" in shown


def test_one_s_own_way_of_signing_in_is_not_said_once_a_company(alice: Person) -> None:
    client_company(alice, "Cliente")
    assert [duty.title for place in found(alice) for duty in place.today.now if "vérification" in duty.title] == []


def test_a_company_is_found_by_its_name_whatever_the_accents() -> None:
    listed = [("a", "Café de l’Étoile"), ("b", "Garage Noël"), ("c", "Noël et fils")]
    assert [name for _, name in named(listed, "NOEL")] == ["Garage Noël", "Noël et fils"]  # type: ignore[arg-type]
    assert [name for _, name in named(listed, "etoile cafe")] == ["Café de l’Étoile"]  # type: ignore[arg-type]
    assert len(named(listed, "")) == 3  # type: ignore[arg-type]


def test_one_may_see_only_those_where_something_is_to_do(alice: Person) -> None:
    client_company(alice, "Tranquille", Role.GUEST)
    rows_of = r'id="open-'
    assert len(re.findall(rows_of, page(alice))) == 2
    assert len(re.findall(rows_of, page(alice, seulement="oui"))) == 1
    assert "Aucune entreprise ne correspond" in page(alice, cherche="Introuvable")


def test_one_click_opens_that_company_on_that_duty(alice: Person, driss: Person) -> None:
    join(alice, driss.company)
    with scope(driss.company):
        agent = rows.agent(driss.company, "Relance", AT)
    browser = sign_in(alice)
    duty = next(place for place in found(alice) if place.name == "Garage Driss").first
    assert duty
    assert str(agent.pk) in duty.url
    assert browser.get(duty.url).status_code == 404
    answer = browser.post(reverse("accounts:choose_company"), {"company": str(driss.company.pk), "next": duty.url}, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(duty.url, 302)])


def test_the_company_one_is_in_stands_on_every_page_with_the_way_to_the_others(alice: Person, driss: Person) -> None:
    browser = sign_in(alice)
    assert 'class="switch"' not in browser.get("/").content.decode()
    join(alice, driss.company)
    for address in ("/", "/agents/", "/registre/", "/compte/", "/mes-entreprises/", "/aide/"):
        bar = browser.get(address).content.decode().partition('class="switch"')[2].partition("</details>")[0]
        assert "<strong><bdi>Vasseur Menuiserie</bdi></strong>" in bar
        assert "<bdi>Garage Driss</bdi></button>" in bar


def test_who_looks_after_several_companies_begins_with_all_of_them(clock, alice: Person, driss: Person) -> None:  # noqa: F811
    join(alice, driss.company)
    key, _ = give_factors(alice)
    browser = Client()
    give_password(browser, alice.user.email)
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW)}).headers["Location"] == "/mes-entreprises/"


def test_a_name_is_text_whatever_it_holds(alice: Person, driss: Person) -> None:
    join(alice, driss.company)
    with scope(driss.company):
        Company.objects.filter(pk=driss.company.pk).update(name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(alice)


def test_who_belongs_to_no_company_any_more_is_told_so(alice: Person) -> None:
    with scope(alice.company):
        Membership.objects.of(alice.company).update(ended_at=AT)
    browser = sign_in(alice)
    session = browser.session
    del session["company"]  # else the session itself is over
    session.save()
    answer = browser.get(reverse("cabinet"))
    assert (answer.status_code, "Vous ne travaillez plus pour aucune entreprise" in answer.content.decode()) == (403, True)


def furnish(there: Person, *names: str) -> None:
    with scope(there.company):
        for name in names:
            agent = rows.agent(there.company, name, AT)
            rows.right(agent, AT)
            rows.processings.attach_agent(rows.whole_sheet(there, AT, name), agent, by=there.membership, at=AT)


def test_a_company_costs_the_same_queries_whatever_it_holds(alice: Person) -> None:
    def asked() -> int:
        _readings.clear()
        with CaptureQueriesContext(connection) as queries:
            found(alice)
        return len(queries)

    found(alice)
    alone = asked()
    there = client_company(alice, "Cliente")
    furnish(there, "Devis")
    two = asked()
    furnish(there, "Facturier", "Relance", "Agenda")
    assert asked() == two
    assert two - alone <= 50


def test_a_page_of_another_company_says_where_one_is(alice: Person, driss: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
    there = join(alice, driss.company)
    lost = sign_in(there).get(f"/agents/{agent.pk}/")
    assert lost.status_code == 404
    assert "Vous êtes chez <bdi>Garage Driss</bdi>" in lost.content.decode()
    assert "Vous êtes chez" not in sign_in(driss).get(f"/agents/{agent.pk}/").content.decode()


def test_a_register_is_read_again_as_soon_as_something_is_recorded(alice: Person) -> None:
    furnish(alice, "Devis")
    before = found(alice)[0].share
    assert found(alice)[0].share == before
    with scope(alice.company):
        rows.bare_sheet(alice, AT)
    assert found(alice)[0].share != before


def test_a_register_is_read_again_the_next_day(alice: Person) -> None:
    furnish(alice, "Devis")
    with scope(alice.company):
        kept = _reading(alice.company, AT)
        assert _reading(alice.company, AT) is kept
        assert _reading(alice.company, AT + timedelta(days=1)) is not kept


def test_reviews_to_sign_and_alerts_count_here_too(alice: Person) -> None:
    with scope(alice.company):
        open_week(alice.company)
    (place,) = found(alice)
    assert "Relire la semaine de vos agents" in [duty.title for duty in (*place.today.now, *place.today.later)]
