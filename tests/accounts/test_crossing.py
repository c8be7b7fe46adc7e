"""Two tabs, two companies: what was begun in one does not land in the other, and the way back is shown."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Company, Membership, User
from tests.accounts.journeys import NOW, code_of, give_factors
from tests.accounts.test_confirming import ADD, NADIA, clock, confirm, is_there  # noqa: F401
from tests.cast import AT, PASSWORD, Person, sign_in


@pytest.fixture
def two(alice: Person, driss: Person) -> Company:
    """Alice keeps the books of the garage too."""
    join(alice, driss.company, Role.OWNER)
    return driss.company


def join(person: Person, company: Company, role: Role) -> Membership:
    with scope(company):
        return Membership.objects.create(company=company, user=person.user, role=role, started_at=AT)


def go(browser: Client, company: Company, **more: str):
    return browser.post("/entreprise/choisir/", {"company": str(company.pk), **more})


def mark_of(page: str) -> str:
    return re.search(r'name="page_of" value="([^"]+)"', page)[1]


def test_the_sheet_of_one_company_is_not_written_over_the_other(alice: Person, two: Company, company: Company) -> None:
    browser = sign_in(alice)
    page = browser.get("/entreprise/").content.decode()
    go(browser, two)
    sent = browser.post("/entreprise/", {"name": "Écrasé", "page_of": mark_of(page)}, headers={"referer": "http://testserver/entreprise/"})
    assert sent.status_code == 409
    shown = sent.content.decode()
    assert "Vous êtes passé chez <bdi>Garage Driss</bdi> depuis" in shown
    assert "Cette page était celle de <bdi>Vasseur Menuiserie</bdi>" in shown
    with scope(two):
        assert Company.objects.get(pk=two.pk).name == "Garage Driss"
    back = go(browser, company, next=re.search(r'name="next" value="([^"]+)"', shown)[1])
    assert back.headers["Location"] == "/entreprise/"


def test_what_waits_for_a_code_does_not_follow_to_the_other_company(clock, alice: Person, two: Company) -> None:  # noqa: F811
    key = give_factors(alice)[0]
    browser = sign_in(alice, proven=False)
    form = browser.get(ADD).content.decode()
    asked = browser.post(ADD, {**NADIA, "page_of": mark_of(form)})
    page = browser.get(asked.headers["Location"])
    number = re.search(r'name="demande" value="([^"]+)"', page.content.decode())[1]
    browser.session.save()
    session = browser.session
    session["company"] = str(two.pk)  # the other tab, between the two pages
    session.save()
    browser.post(asked.headers["Location"], {"code": code_of(key, NOW), "demande": number}, follow=True)
    assert not is_there()
    sent = browser.post(ADD, {"demande": number, "page_of": mark_of(form)})  # as the first tab's own page would
    assert (sent.status_code, is_there()) == (409, False)


def test_going_over_leaves_what_waited_behind(clock, alice: Person, two: Company, company: Company) -> None:  # noqa: F811
    key = give_factors(alice)[0]
    browser = sign_in(alice, proven=False)
    asked = browser.post(ADD, NADIA)
    go(browser, two)
    assert "gf_asked" not in browser.session
    go(browser, company)
    confirm_nothing = browser.get(asked.headers["Location"]).content.decode()
    assert 'name="demande"' not in confirm_nothing
    assert key
    assert not is_there()


def test_the_session_keeps_nothing_of_the_company_one_leaves(alice: Person, two: Company) -> None:
    browser = sign_in(alice)
    session = browser.session
    session["gf_taken_off"] = {"values": "de la menuiserie"}
    session.save()
    browser.post("/entreprise/", {"name": "Vasseur et fils", "time_zone": "Europe/Paris"})
    went = go(browser, two)
    assert went.headers["Location"] == "/"
    assert "gf_taken_off" not in browser.session
    assert "La fiche de l’entreprise est enregistrée" not in browser.get("/").content.decode()


def test_a_company_one_left_is_not_named(alice: Person, two: Company, company: Company) -> None:
    browser = sign_in(alice)
    go(browser, two)
    with scope(company):
        Membership.objects.of(company).filter(user=alice.user).update(ended_at=AT)
    sent = browser.post("/entreprise/", {"name": "Écrasé", "page_of": str(company.pk)})
    assert sent.status_code == 409
    assert "Vasseur" not in sent.content.decode()
    with scope(two):
        assert Company.objects.get(pk=two.pk).name == "Garage Driss"


@pytest.mark.parametrize("made_in", ["", "abc", "\0", "00000000-0000-0000-0000-000000000000"])
def test_an_invented_mark_is_refused(alice: Person, company: Company, made_in: str) -> None:
    sent = sign_in(alice).post("/entreprise/", {"name": "Écrasé", "page_of": made_in})
    assert sent.status_code == 409
    with scope(company):
        assert Company.objects.get(pk=company.pk).name == "Vasseur Menuiserie"


def test_the_person_s_own_name_is_changed_from_any_company(alice: Person, two: Company, company: Company) -> None:
    browser = sign_in(alice)
    page = browser.get("/compte/").content.decode()
    go(browser, two)
    assert browser.post("/compte/", {"name": "Alice Durand", "page_of": mark_of(page)}).status_code == 302
    assert User.objects.get(pk=alice.user.pk).name == "Alice Durand"


@pytest.mark.parametrize("onward", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_going_over_leads_to_a_page_of_this_site(alice: Person, two: Company, onward: str) -> None:
    assert go(sign_in(alice), two, next=onward).headers["Location"] == "/"


def test_nobody_goes_over_to_a_company_of_others(alice: Person, driss: Person) -> None:
    browser = sign_in(alice)
    assert go(browser, driss.company).status_code == 404
    assert browser.session["company"] == str(alice.company.pk)


@pytest.mark.parametrize("belongs", [True, False])
def test_after_an_hour_away_one_comes_back_to_the_same_company(clock, settings, alice: Person, two: Company, belongs: bool) -> None:  # noqa: F811
    settings.IDLE_SECONDS = 3600
    key = give_factors(alice)[0]
    browser = sign_in(alice)
    go(browser, alice.company)
    browser.get("/agents/")
    clock.shift(timedelta(hours=1))
    asked = browser.get("/agents/")
    if not belongs:
        with scope(alice.company):
            Membership.objects.of(alice.company).filter(user=alice.user).update(ended_at=AT)
    browser.post(asked.headers["Location"], {"email": alice.user.email, "password": PASSWORD})
    back = browser.post("/connexion/code/", {"code": code_of(key, NOW + timedelta(hours=1))})
    assert back.headers["Location"] == "/agents/"
    assert browser.get("/agents/").wsgi_request.company == (alice.company if belongs else two)


def test_somebody_else_on_the_same_browser_stands_in_their_own_company(clock, settings, alice: Person, driss: Person) -> None:  # noqa: F811
    settings.IDLE_SECONDS = 3600
    key = give_factors(driss)[0]
    give_factors(alice)
    browser = sign_in(alice)
    browser.get("/")
    clock.shift(timedelta(hours=1))
    browser.get("/")
    browser.post("/connexion/", {"email": driss.user.email, "password": PASSWORD})
    browser.post("/connexion/code/", {"code": code_of(key, NOW + timedelta(hours=1))})
    assert browser.get("/").wsgi_request.company == driss.company
