"""Every route of the site, and what each person gets there (tests/guards/role_matrix.py). A route that is missing there fails."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import User
from inventory.models import Agent, AgentDraft
from register.models import ImpactAssessment
from tests.accounts.journeys import give_password
from tests.cast import PASSWORD, Person, make_company, make_person, sign_in
from tests.guards.role_matrix import FRESH, LOOKING, PRESSING, WHO
from tests.guards.world import Ids, furnish

DEVELOPERS = {"components", "components_question"}  # not on a real site
SAID = {"approvals:account": {"agent": "agent_id", "connection": "connection_id"}}  # buttons that say what they are about
# What is of a person or of everybody, not of a company.
OF_NOBODY = {"accounts:access_link", "accounts:app_removal", "accounts:session_end", "help_page"}
OF_NOBODY |= {"api:error"}  # what a refusal means is no company's affair
OF_NOBODY |= {"accounts:passkey_removal", "accounts:device_forget", "accounts:record_term", "inventory:vocabulary", "inventory:word_new"}
SECOND = {"inventory:processing_confirm": {"line_id": "purpose_id"}}


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


ROUTES = {name: pattern for name, pattern in routes(get_resolver()) if name not in DEVELOPERS}


@pytest.mark.asvs("V8.1.1")
def test_every_route_stands_in_the_matrix() -> None:
    assert sorted(LOOKING) == sorted(ROUTES)
    assert sorted(PRESSING) == sorted(name for name, codes in LOOKING.items() if 405 in codes)


@pytest.mark.asvs("V8.2.2")
def test_the_object_of_another_company_is_not_there() -> None:
    for name in ROUTES.keys() - OF_NOBODY:
        if keys_of(name):
            assert LOOKING[name][WHO.index("stranger")] in (404, 405), name
            assert "stranger" not in PRESSING.get(name, ()), name


@pytest.mark.asvs("V7.5.3")
def test_what_needs_a_fresh_code_says_so() -> None:
    assert sorted(FRESH) == sorted(name for name, pattern in ROUTES.items() if getattr(pattern.callback, "gf_fresh", False))


@pytest.fixture
def everyone(db, settings, tmp_path: Path) -> tuple[dict[str, Client], Ids]:
    settings.DATA_DIR = tmp_path
    company = make_company("Vasseur Menuiserie", "vasseur")
    owner = make_person(company, "Alice Martin", Role.OWNER)
    people = {str(role): make_person(company, f"Rôle{role.value} Martin", role) for role in Role if role != Role.OWNER}
    stranger = make_person(make_company("Garage Driss", "garage"), "Driss Amari", Role.OWNER)
    browsers = {"anonymous": Client(), "password": with_password_only(owner), "stranger": sign_in(stranger), "owner": sign_in(owner)}
    people["colleague"] = make_person(company, "Collègue Martin", Role.STEWARD)
    ids = furnish(owner)
    put_in_charge(people["steward"], ids)
    return browsers | {name: sign_in(person) for name, person in people.items()}, ids


def put_in_charge(person: Person, ids: Ids) -> None:
    """Of every agent of the company, of its declaration and of its impact assessment."""
    company = person.company
    with scope(company):
        Agent.objects.of(company).update(in_charge=person.membership)
        AgentDraft.objects.of(company).update(started_by=person.membership)
        ImpactAssessment.objects.of(company).update(processing=ids["processing_id"])


def with_password_only(person: Person) -> Client:
    browser = Client()
    user = User.objects.get(pk=person.user.pk)
    user.set_password(PASSWORD)
    user.save()
    person.user.refresh_from_db()
    assert give_password(browser, user.email).status_code == 302
    return browser


def ask(browser: Client, name: str, ids: Ids, method: str) -> HttpResponse:
    """One request, whose consequences are undone."""
    keys = {key: ids[SECOND.get(name, {}).get(key, key)] for key in keys_of(name)}
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        asked = {field: str(ids[key]) for field, key in SAID.get(name, {}).items()}
        address = reverse(name, kwargs=keys)
        answer = browser.post(address, asked) if method == "POST" else browser.generic(method, address)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def keys_of(name: str) -> set[str]:
    """Every argument in the address, those of the includes too."""
    resolver = get_resolver()
    for part in name.split(":")[:-1]:
        resolver = resolver.namespace_dict[part][1]
    possibilities = resolver.reverse_dict.getlist(name.rpartition(":")[2])
    return set(possibilities[0][0][0][1])


@pytest.mark.slow
@pytest.mark.asvs("V6.3.3", "V8.2.1")
def test_everybody_sees_what_the_matrix_says(everyone) -> None:
    browsers, ids = everyone
    seen = {name: tuple(ask(browsers[who], name, ids, "GET").status_code for who in WHO) for name in sorted(ROUTES)}
    assert {name: codes for name, codes in seen.items() if codes != LOOKING.get(name)} == {}


@pytest.mark.slow
def test_asking_for_the_head_of_a_page_is_answered_as_looking_is(everyone) -> None:
    browsers, ids = everyone
    owner = WHO.index("owner")
    heads = {name: ask(browsers["owner"], name, ids, "HEAD").status_code for name in sorted(ROUTES)}
    assert {name: code for name, code in heads.items() if code != LOOKING[name][owner]} == {}


@pytest.mark.slow
def test_who_does_not_see_a_page_does_not_press_its_button(everyone) -> None:
    browsers, ids = everyone
    closed = [
        (name, who, code)
        for name, codes in sorted(LOOKING.items())
        for who, code in zip(WHO, codes, strict=True)
        if 200 in codes and code in (302, 404)
    ]
    pressed = {(name, who): (ask(browsers[who], name, ids, "POST").status_code, code) for name, who, code in closed}
    assert {key: codes for key, codes in pressed.items() if codes[0] not in (codes[1], 405)} == {}


@pytest.mark.slow
@pytest.mark.asvs("V8.2.1", "V8.3.1")
def test_everybody_presses_what_the_matrix_says(everyone) -> None:
    browsers, ids = everyone
    got = {(name, who): ask(browsers[who], name, ids, "POST").status_code for name in sorted(PRESSING) for who in WHO}
    assert {key: code for key, code in got.items() if not right(*key, code)} == {}


@pytest.mark.slow
@pytest.mark.asvs("V7.5.3")
def test_the_owner_without_a_fresh_code_is_asked_for_one_and_nothing_is_done(everyone) -> None:
    browsers, ids = everyone
    session = browsers["owner"].session
    del session["gf_proven"]
    session.save()
    asked = {name: ask(browsers["owner"], name, ids, "POST").headers.get("Location", "") for name in FRESH}
    assert {name: to for name, to in asked.items() if not to.startswith("/compte/verification/?demande=")} == {}


def right(name: str, who: str, code: int) -> bool:
    if who in PRESSING[name]:
        return code not in (403, 404, 405, 500)
    return code == (302 if who in ("anonymous", "password") else 404)
