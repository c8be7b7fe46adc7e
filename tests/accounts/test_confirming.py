"""« Confirmer que c’est vous »: what matters waits for a code of less than five minutes, and is then done as it was asked."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from accounts.actions.opening import welcome
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import MailServer, Membership, User
from accounts.session_store import SessionStore
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import Person, sign_in

NADIA = {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "reviewer"}
ADD = "/equipe/ajout/"


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(clock, alice: Person) -> str:
    return give_factors(alice)[0]


@pytest.fixture
def browser(key, alice: Person) -> Client:
    return sign_in(alice, proven=False)


def is_there() -> bool:
    return User.objects.filter(email=NADIA["email"]).exists()


def confirm(browser: Client, asked, code: str):
    """The page of the code as a browser sends it: its hidden field too, then the same again where a 307 says."""
    address = asked.headers["Location"]
    page = browser.get(address)
    number = re.search(r'name="demande" value="([^"]+)"', page.content.decode())[1]
    return browser.post(address, {"code": code, "demande": number}, follow=True)


def test_what_was_asked_is_done_right_after_the_code(browser, key) -> None:
    assert browser.get(ADD).status_code == 200
    asked = browser.post(ADD, NADIA)
    assert not is_there()
    done = confirm(browser, asked, code_of(key, NOW))
    assert done.redirect_chain == [(ADD, 307)]
    assert "/acces/" in done.content.decode()
    assert User.objects.get(email=NADIA["email"]).name == "Nadia Brun"


def test_a_proof_holds_five_minutes(browser, key, clock) -> None:
    confirm(browser, browser.post(ADD, NADIA), code_of(key, NOW))
    clock.shift(timedelta(minutes=4, seconds=59))
    assert browser.post(ADD, NADIA | {"email": "b@vasseur.example"}).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert browser.post(ADD, NADIA | {"email": "c@vasseur.example"}).headers["Location"].startswith("/compte/verification/")


def test_a_wrong_code_does_nothing_and_the_next_right_one_does(browser, key) -> None:
    asked = browser.post(ADD, NADIA)
    refused = confirm(browser, asked, "000000")
    assert refused.status_code == 403
    assert 'name="demande"' in refused.content.decode()
    assert not is_there()
    confirm(browser, asked, code_of(key, NOW))
    assert is_there()


def test_a_printed_code_serves_as_well(clock, alice) -> None:
    _, codes = give_factors(alice)
    browser = sign_in(alice, proven=False)
    address = browser.post(ADD, NADIA).headers["Location"]
    number = address.partition("=")[2]
    assert f"?demande={number}&amp;papier=1" in browser.get(address).content.decode()
    browser.post(f"{address}&papier=1", {"code": codes[0], "demande": number}, follow=True)
    assert is_there()


def test_a_spent_code_proves_nothing(browser, key, alice) -> None:
    mine = Client()
    give_password(mine, alice.user.email)
    mine.post("/connexion/code/", {"code": code_of(key, NOW)})
    assert confirm(mine, mine.post(ADD, NADIA), code_of(key, NOW)).status_code == 403
    assert not is_there()


def test_what_was_badly_written_comes_back_at_its_own_address(browser, key) -> None:
    done = confirm(browser, browser.post(ADD, NADIA | {"email": "nadia"}), code_of(key, NOW))
    assert done.request["PATH_INFO"] == ADD
    assert "Indiquez une adresse e-mail" in done.content.decode()
    assert "Nadia Brun" in done.content.decode()


def test_it_is_done_once_however_often_the_page_is_asked_again(browser, key, inside) -> None:
    asked = browser.post(ADD, NADIA)
    confirm(browser, asked, code_of(key, NOW))
    again = browser.post(ADD, {"code": "000000", "demande": asked.headers["Location"].partition("=")[2]})
    assert again.headers["Location"] == "/"
    assert Membership.objects.of(inside).filter(user__email=NADIA["email"]).count() == 1


def test_what_waits_is_of_one_session_and_sealed(browser, key, alice) -> None:
    asked = browser.post(ADD, NADIA)
    kept = SessionStore(browser.session.session_key).load()
    assert "nadia" not in str(kept)
    other = sign_in(alice, proven=False)
    number = asked.headers["Location"].partition("=")[2]
    other.post(asked.headers["Location"], {"code": code_of(key, NOW), "demande": number}, follow=True)
    assert not is_there()


def test_the_proof_of_one_person_is_not_the_proof_of_another(browser, clock, alice, benoit) -> None:
    session = browser.session
    session["gf_proven"] = [int(NOW.timestamp()), str(benoit.user.pk)]
    session.save()
    assert browser.post(ADD, NADIA).headers["Location"].startswith("/compte/verification/")


def test_a_new_sign_in_forgets_the_proof(key, alice, clock) -> None:
    browser = sign_in(alice)
    browser.post("/deconnexion/")
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    assert browser.post(ADD, NADIA).headers["Location"].startswith("/compte/verification/")


def test_without_the_right_there_is_no_page_to_confirm(clock, chloe) -> None:
    assert sign_in(chloe, proven=False).post(ADD, NADIA).status_code == 404


def test_a_role_and_a_departure_wait_too(browser, key, inside, chloe, clock) -> None:
    confirm(browser, browser.post(f"/equipe/{chloe.membership.pk}/", {"role": "steward"}), code_of(key, NOW))
    assert Membership.objects.of(inside).get(user=chloe.user).role == Role.STEWARD
    clock.shift(timedelta(minutes=6))
    browser.post(f"/equipe/{chloe.membership.pk}/depart/")
    assert Membership.objects.of(inside).current().filter(user=chloe.user).exists()


def test_stopping_never_waits(browser) -> None:
    assert browser.post("/arret/tout/", {}).headers["Location"].startswith("/arret/")


def test_lifting_waits_and_keeps_the_reason(browser, key, inside, alice) -> None:
    from approvals.models import Lifting, Suspension

    browser.post("/arret/tout/", {})
    stop = Suspension.objects.of(inside).get()
    confirm(browser, browser.post(f"/arret/{stop.pk}/fin/", {"why": "Fausse alerte, tout est revérifié."}), code_of(key, NOW))
    assert Lifting.objects.of(inside).get().why == "Fausse alerte, tout est revérifié."


def test_the_way_back_is_where_one_came_from(browser) -> None:
    asked = browser.post(ADD, NADIA, headers={"Referer": "http://testserver/equipe/ajout/"})
    assert 'href="/equipe/ajout/"' in browser.get(asked.headers["Location"]).content.decode()


def test_what_was_asked_in_one_company_is_not_done_in_another(browser, key, alice, driss) -> None:
    with scope(driss.company):
        welcome(driss.company, alice.user, Role.OWNER, by=driss.actor, at=NOW)
    asked = browser.post("/equipe/ajout/", NADIA).headers["Location"]
    browser.post("/entreprise/choisir/", {"company": str(driss.company.pk)})
    answer = browser.post(asked, {"code": code_of(key, NOW)})
    assert answer.status_code == 302  # nothing waits here
    browser.post("/equipe/ajout/", {"demande": asked.partition("=")[2]})
    assert not User.objects.filter(email=NADIA["email"]).exists()


def test_the_settings_of_mail_wait_for_a_code_and_keep_the_provider(browser, key, alice, inside) -> None:
    words = {"sender": "a@vasseur.example", "username": "a", "password": "secret", "host": "smtp.x.example"}
    words |= {"port": "587", "protection": "starttls"}
    asked = browser.post("/entreprise/messagerie/reglages/?fournisseur=ovh", words).headers["Location"]
    again = browser.post(asked, {"code": code_of(key, NOW)})
    assert (again.status_code, again.headers["Location"]) == (307, "/entreprise/messagerie/reglages/?fournisseur=ovh")
    browser.post(again.headers["Location"], {"demande": asked.partition("=")[2]})
    assert MailServer.objects.get().provider == "ovh"


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "%2F%2Fevil"]
)
def test_nobody_is_sent_elsewhere_after_the_code(browser, key, path: str) -> None:
    answer = browser.post(f"/compte/verification/?{urlencode({'next': path})}", {"code": code_of(key, NOW)})
    assert answer.headers["Location"] == "/compte/"
