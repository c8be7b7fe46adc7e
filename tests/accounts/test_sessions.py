"""How long a session lasts, how it ends, and that nothing shows before the second factor."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Authenticator, Membership, User
from accounts.session_store import SessionStore
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import PASSWORD, Person, sign_in


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(clock, alice: Person) -> Client:
    key, _ = give_factors(alice)
    browser = Client()
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    return browser


def is_inside(browser: Client) -> bool:
    return browser.get("/compte/").status_code == 200


@pytest.mark.asvs("V7.3.1")
def test_a_session_left_alone_ends(browser, clock, settings) -> None:
    settings.IDLE_SECONDS = 3600
    clock.shift(timedelta(minutes=59))
    assert is_inside(browser)
    clock.shift(timedelta(minutes=60))
    answer = browser.get("/compte/", follow=True)
    assert answer.redirect_chain[0][0] == "/connexion/?next=%2Fcompte%2F"
    assert "Votre session a pris fin" in answer.content.decode()
    clock.shift(timedelta(minutes=-60))
    assert not is_inside(browser)


@pytest.mark.asvs("V7.3.2")
def test_a_session_lasts_twelve_hours_at_most(browser, clock, settings) -> None:
    settings.IDLE_SECONDS = 3600
    for _ in range(23):
        clock.shift(timedelta(minutes=31))
        assert is_inside(browser)
    clock.shift(timedelta(minutes=10))
    assert not is_inside(browser)


def test_being_seen_is_written_once_a_minute_at_most(browser, clock) -> None:
    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get("/compte/")
        return sum("update accounts_session" in (query["sql"] or "") for query in queries)  # what is planned once shows no text

    clock.shift(timedelta(seconds=59))
    assert writes() == 0
    clock.shift(timedelta(seconds=1))
    assert writes() == 1
    assert writes() == 0


def test_a_session_that_was_ended_meanwhile_is_not_written_back(browser) -> None:
    left = SessionStore(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    left["seen"] = "late"
    SessionStore(left.session_key).delete()
    with pytest.raises(UpdateError):
        left.save()
    assert not is_inside(browser)
    assert not left.exists(left.session_key)


def test_sign_out_everywhere_ends_every_session_and_is_recorded(browser, alice, inside) -> None:
    other = sign_in(Person(User.objects.get(pk=alice.user.pk), alice.membership))
    assert is_inside(other)
    browser.post("/compte/deconnexion-partout/")
    assert not is_inside(other)
    assert not is_inside(browser)
    assert newest()[0].sentence == "Compte Alice Martin\u00a0: toutes les sessions ont été fermées par Alice Martin"


@pytest.mark.asvs("V6.2.2", "V6.2.3", "V7.4.3")
def test_a_new_password_ends_the_other_sessions_and_asks_for_the_current_one(browser, alice) -> None:
    other = sign_in(Person(User.objects.get(pk=alice.user.pk), alice.membership))
    new = "trois hérons bleus sur le quai"
    refused = browser.post("/compte/mot-de-passe/", {"password": "faux", "new_password": new})
    assert "pas votre mot de passe actuel" in refused.content.decode()
    weak = browser.post("/compte/mot-de-passe/", {"password": PASSWORD, "new_password": "azertyuiop12"})
    assert weak.context["form"].errors
    assert is_inside(other)
    assert browser.post("/compte/mot-de-passe/", {"password": PASSWORD, "new_password": new}).status_code == 302
    assert is_inside(browser)
    assert not is_inside(other)
    assert User.objects.get(pk=alice.user.pk).check_password(new)


@pytest.mark.asvs("V6.2.3")
def test_guessing_the_current_password_from_inside_is_paused(browser) -> None:
    data = {"password": "faux", "new_password": "trois hérons bleus sur le quai"}
    assert [browser.post("/compte/mot-de-passe/", data).status_code for _ in range(5)] == [403, 403, 403, 403, 429]
    assert browser.post("/compte/mot-de-passe/", data | {"password": PASSWORD}).status_code == 429


@pytest.mark.asvs("V7.4.2")
def test_somebody_who_left_sees_nothing_at_once(browser, alice, inside) -> None:
    Membership.objects.of(inside).filter(user=alice.user).update(ended_at=NOW)
    told = browser.get("/", follow=True)
    assert told.redirect_chain == [("/connexion/", 302)]
    assert "Votre accès à cette entreprise a pris fin" in told.content.decode()
    assert browser.get("/journal-scelle/").status_code == 302


@pytest.mark.asvs("V7.4.2")
def test_a_closed_account_is_out_at_once(browser, alice) -> None:
    User.objects.filter(pk=alice.user.pk).update(is_active=False)
    assert not is_inside(browser)


@pytest.mark.asvs("V7.4.3")
def test_a_removed_factor_no_longer_verifies_its_sessions(browser, alice) -> None:
    Authenticator.objects.filter(user=alice.user).delete()
    assert browser.get("/").headers["Location"] == "/connexion/"


def test_the_factor_of_another_person_verifies_nobody(browser, alice, benoit) -> None:
    give_factors(benoit)
    session = browser.session
    session["otp_device_id"] = Authenticator.objects.get(user=benoit.user).persistent_id
    session.save()
    assert not is_inside(browser)


@pytest.mark.parametrize("planted", ["", "accounts.authenticator/0", "nulle.part/1", "accounts.authenticator/x"])
def test_a_made_up_factor_verifies_nobody(browser, planted: str) -> None:
    session = browser.session
    session["otp_device_id"] = planted
    session.save()
    assert not is_inside(browser)


def test_the_pages_speak_the_time_of_the_company(browser, alice, inside) -> None:
    assert "aujourd’hui à 10\u00a0h\u00a012" in browser.get("/journal-scelle/").content.decode()
    inside.time_zone = "Indian/Reunion"
    inside.save()
    assert "aujourd’hui à 13\u00a0h\u00a012" in browser.get("/journal-scelle/").content.decode()
