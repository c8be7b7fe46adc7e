"""« Mes sessions »: where one is signed in, each of which one may end from elsewhere; a browser never seen before is recorded."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Session
from accounts.rules import device_words
from accounts.session_store import kept_as
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import PASSWORD, Person, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(clock, alice: Person) -> str:
    return give_factors(alice)[0]


def come_in(person: Person, key: str, agent: str, step: int = 0) -> Client:
    browser = Client(headers={"user-agent": agent})
    give_password(browser, person.user.email)
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW, step)}).status_code == 302
    return browser


@pytest.fixture
def here(key, alice) -> Client:
    return come_in(alice, key, FIREFOX)


@pytest.fixture
def there(here, key, alice, clock) -> Client:
    clock.shift(timedelta(seconds=30))
    return come_in(alice, key, SAFARI, 1)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (SAFARI, "Safari sur iPhone"),
        (CHROME, "Chrome sur Linux"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 15"), "Chrome sur Android"),
        (CHROME + " Edg/131.0", "Edge sur Linux"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_said_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.asvs("V7.5.2")
def test_sessions_are_listed_with_what_one_recognises_them_by(here, there) -> None:
    page = here.get("/compte/").content.decode()
    assert "Firefox sur Windows" in page
    assert "Safari sur iPhone" in page
    assert page.count("Celle-ci") == 1
    assert here.session.session_key not in page
    assert there.session.session_key not in page


@pytest.mark.asvs("V7.2.1", "V7.5.2")
def test_one_session_is_ended_and_the_other_goes_on(here, there, inside) -> None:
    number = Session.objects.get(session_key=kept_as(there.session.session_key)).number
    assert here.post(f"/compte/sessions/{number}/fin/").status_code == 302
    assert there.get("/compte/").status_code == 302
    assert here.get("/compte/").status_code == 200
    assert newest()[0].sentence == "Alice Martin a fermé l’une de ses sessions (Safari sur iPhone)"
    here.post(f"/compte/sessions/{number}/fin/")
    assert [line.act for line in newest()].count("person.session_ended") == 1


def test_the_others_are_ended_at_once_even_those_that_wait_for_a_code(here, there, alice, inside) -> None:
    begun = Client()
    give_password(begun, alice.user.email)
    here.post("/compte/sessions/autres/fin/")
    assert there.get("/compte/").status_code == 302
    assert begun.get("/connexion/code/").headers["Location"] == "/connexion/"
    assert here.get("/compte/").status_code == 200
    assert newest()[0].act == "person.other_sessions_ended"


def test_the_session_of_somebody_else_is_not_ended(here, benoit) -> None:
    number = Session.objects.get(session_key=kept_as(here.session.session_key)).number
    sign_in(benoit).post(f"/compte/sessions/{number}/fin/")
    assert here.get("/compte/").status_code == 200


def test_a_session_left_alone_is_no_longer_listed(here, there, clock, settings) -> None:
    settings.IDLE_SECONDS = 3600
    clock.shift(timedelta(minutes=40))
    assert here.get("/compte/").status_code == 200
    clock.shift(timedelta(minutes=40))
    assert "Safari sur iPhone" not in here.get("/compte/").content.decode()


def test_a_new_password_ends_the_others_in_the_list_too(here, there) -> None:
    here.post("/compte/mot-de-passe/", {"password": PASSWORD, "new_password": "trois hérons bleus sur le quai"})
    page = here.get("/compte/").content.decode()
    assert "Firefox sur Windows" in page
    assert "Safari sur iPhone" not in page


def test_a_browser_never_seen_is_recorded_and_a_known_one_is_not(here, key, alice, inside, clock) -> None:
    assert [line.act for line in newest()[:2]] == ["signin.opened", "signin.new_device"]
    assert newest()[1].sentence == "Alice Martin se connecte depuis un appareil nouveau (Firefox sur Windows)"
    here.post("/deconnexion/")
    clock.shift(timedelta(seconds=30))
    give_password(here, alice.user.email)
    here.post("/connexion/code/", {"code": code_of(key, NOW, 1)})
    assert [line.act for line in newest()].count("signin.new_device") == 1


def test_ending_the_one_at_hand_leads_to_the_sign_in(here, alice, inside) -> None:
    here.get("/compte/")
    number = Session.objects.get(session_key=here.session.row_key).number
    here.post(f"/compte/sessions/{number}/fin/")
    assert here.get("/compte/").headers["Location"].startswith("/connexion/")
    assert newest()[0].act == "person.session_ended"
