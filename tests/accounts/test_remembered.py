"""« Ne plus me demander de code ici »: thirty days, after the password, on this browser alone, and never where a fresh proof is asked."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions.factors import NewFactor, add_authenticator, remove_factor
from accounts.factors import new_key
from accounts.models import Authenticator, RememberedDevice
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import Person


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(clock, alice: Person) -> str:
    return give_factors(alice)[0]


@pytest.fixture
def browser(key, alice) -> Client:
    browser = Client()
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": code_of(key, NOW), "remember": "on"})
    browser.post("/deconnexion/")
    return browser


def where(browser: Client, person: Person) -> str:
    return give_password(browser, person.user.email).headers["Location"]


def test_no_code_is_asked_there_and_one_is_elsewhere(browser, alice, inside) -> None:
    assert where(browser, alice) == "/"
    assert browser.get("/compte/").status_code == 200
    assert newest()[0].act == "signin.opened_remembered"
    assert where(Client(), alice) == "/connexion/code/"


def test_the_password_is_asked_all_the_same(browser, alice) -> None:
    assert give_password(browser, alice.user.email, "un autre mot de passe").status_code == 403
    assert browser.get("/compte/").status_code == 302


def test_it_is_not_remembered_unless_asked(key, alice) -> None:
    other = Client()
    give_password(other, alice.user.email)
    other.post("/connexion/code/", {"code": code_of(key, NOW)})
    assert not RememberedDevice.objects.exists()


def test_it_lasts_thirty_days(browser, alice, clock) -> None:
    clock.shift(timedelta(days=30) - timedelta(seconds=1))
    assert where(browser, alice) == "/"
    browser.post("/deconnexion/")
    clock.shift(timedelta(seconds=1))
    assert where(browser, alice) == "/connexion/code/"


def test_it_proves_nothing_where_a_fresh_proof_is_asked(browser, alice) -> None:
    where(browser, alice)
    assert browser.get("/compte/codes/").headers["Location"].startswith("/compte/verification/")


def test_it_is_listed_and_ended_with_the_session_it_opened(browser, alice, inside) -> None:
    where(browser, alice)
    assert "Appareils où aucun code" in browser.get("/compte/").content.decode()
    browser.post(f"/compte/appareils/{RememberedDevice.objects.get().pk}/oubli/")
    assert newest()[0].act == "factor.device_forgotten"
    assert browser.get("/compte/").status_code == 302
    assert where(browser, alice) == "/connexion/code/"


def test_what_one_holds_serves_nobody_else(browser, benoit, key) -> None:
    give_factors(benoit)
    assert where(browser, benoit) == "/connexion/code/"


def test_signing_out_everywhere_ends_it(browser, alice) -> None:
    where(browser, alice)
    browser.post("/compte/deconnexion-partout/")
    assert where(browser, alice) == "/connexion/code/"


def test_a_removed_app_forgets_every_browser(browser, alice) -> None:
    add_authenticator(alice.user, NewFactor(key=new_key()), by=alice.actor, at=NOW)
    remove_factor(alice.user, Authenticator, Authenticator.objects.filter(user=alice.user)[0].pk, at=NOW)
    assert where(browser, alice) == "/connexion/code/"
