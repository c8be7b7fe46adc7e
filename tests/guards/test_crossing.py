"""A form made in one company is taken in no other: over every route of the site, and over every form of the templates."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.boundary import scope
from accounts.crossing import FIELD
from accounts.enums import Role
from accounts.models import Membership
from ledger.models import Head
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.guards.sources import PAGES, text_of
from tests.guards.test_role_matrix import ROUTES, ask
from tests.guards.world import furnish

# Buttons that are the person's own, whatever the company: they choose one, or change how they come in.
OWN = """
accounts:account accounts:password accounts:verification accounts:app_new accounts:app_removal accounts:passkey_new
accounts:passkey_removal accounts:codes_new accounts:end_sessions accounts:device_forget accounts:session_end
accounts:other_sessions accounts:choose_company cabinet_reviews_ask
""".split()
SPECIMENS = "_specimen_forms.html"


def views(mark: str) -> list[str]:
    return sorted(name for name, pattern in ROUTES.items() if getattr(pattern.callback, mark, False))


@pytest.fixture
def world(db, settings, tmp_path: Path) -> tuple[Person, Person, dict]:
    """Alice of the joinery, who also owns the garage: her session stands in the garage."""
    settings.DATA_DIR = tmp_path
    here = make_person(make_company("Garage Driss", "garage"), "Alice Martin", Role.OWNER)
    origin = make_company("Vasseur Menuiserie", "vasseur")
    with scope(origin):
        there = Person(here.user, Membership.objects.create(company=origin, user=here.user, role=Role.OWNER, started_at=AT))
    return here, there, furnish(there)


def sizes(*people: Person) -> list[int]:
    told = []
    for person in people:
        with scope(person.company):
            told.append(Head.objects.get(company_id=person.company.pk).size)
    return told


class Marked(Client):
    """Sends with every form the company it was made in."""

    made_in = ""

    def post(self, path, data=None, **more):
        return super().post(path, {**(data or {}), FIELD: self.made_in}, **more)


def marked(person: Person, made_in: str) -> Marked:
    browser = Marked()
    browser.cookies, browser.made_in = sign_in(person).cookies, made_in
    return browser


@pytest.mark.slow
def test_the_person_s_own_buttons_are_few_and_named(world) -> None:
    here, _there, ids = world
    others, browser = set(views("gf_signed")) - set(OWN), sign_in(here)
    assert {name: code for name in others if (code := ask(browser, name, ids, "POST").status_code) != 405} == {}


def test_every_other_page_is_open_to_all_or_of_a_company() -> None:
    assert sorted(ROUTES) == sorted([*views("gf_open"), *views("gf_signed"), *views("gf_ability")])


@pytest.mark.slow
def test_no_form_of_the_joinery_is_taken_in_the_garage(world) -> None:
    here, there, ids = world
    browser, before = marked(here, str(there.company.pk)), sizes(here, there)
    for name in views("gf_ability"):
        answer = ask(browser, name, ids, "POST")
        shown = answer.content.decode()
        assert (answer.status_code, "Cette page était celle de <bdi>Vasseur Menuiserie</bdi>" in shown) == (409, True), name
    assert sizes(here, there) == before


@pytest.mark.slow
def test_the_same_forms_are_taken_where_they_were_made(world) -> None:
    _here, there, ids = world
    browser = marked(there, str(there.company.pk))
    refused = [name for name in views("gf_ability") if ask(browser, name, ids, "POST").status_code == 409]
    assert refused == []


@pytest.mark.slow
def test_a_form_without_its_mark_is_refused_as_one_without_its_token(world) -> None:
    here, _there, ids = world
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in(here).cookies
    token = "a" * 32
    browser.cookies["csrftoken" if "csrftoken" in browser.cookies else cookie_name()] = token
    for name in ("accounts:company", "inventory:declare", "accounts:team_new"):
        answer = browser.post(address_of(name, ids), {"csrfmiddlewaretoken": token})
        assert answer.status_code == 409, name


def cookie_name() -> str:
    from django.conf import settings

    return settings.CSRF_COOKIE_NAME


def address_of(name: str, _ids: dict) -> str:
    from django.urls import reverse

    return reverse(name)


@pytest.mark.parametrize("path", [path for path in PAGES if path.name != SPECIMENS], ids=lambda path: path.name)
def test_every_form_that_sends_carries_the_mark(path: Path) -> None:
    text = text_of(path)
    assert text.count('method="post"') <= text.count("{% csrf_token %}")
