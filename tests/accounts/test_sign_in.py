"""Password, then code: one answer for every refusal, a pause after too many, nothing behind the door before both are right."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Authenticator, User
from ledger.enums import Kind
from ledger.models import Entry
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import PASSWORD, Person

WRONG = "L’adresse e-mail ou le mot de passe n’est pas le bon."


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(clock, alice: Person) -> str:
    return give_factors(alice)[0]


def acts(inside) -> list[str]:
    return [line.act for line in newest()]


def test_both_factors_open_the_door(alice, key, clock) -> None:
    browser = Client()
    assert give_password(browser, alice.user.email.upper() + " ").headers["Location"] == "/connexion/code/"
    assert browser.get("/").status_code == 302
    assert browser.post("/connexion/code/", {"code": " ".join(code_of(key, NOW))}).headers["Location"] == "/"
    assert browser.get("/").status_code == 200


@pytest.mark.asvs("V7.2.4")
def test_the_two_steps_change_the_key_of_the_session(alice, key) -> None:
    browser = Client()
    browser.get("/connexion/?next=/compte/")
    browser.cookies["gardefou"] = planted = "plantedplantedplantedplanted1234"
    give_password(browser, alice.user.email)
    after_password = browser.cookies["gardefou"].value
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    assert len({planted, after_password, browser.cookies["gardefou"].value}) == 3


@pytest.mark.asvs("V6.3.8")
def test_unknown_address_wrong_password_and_closed_account_get_one_same_answer(alice, benoit, key) -> None:
    give_factors(benoit)
    User.objects.filter(pk=benoit.user.pk).update(is_active=False)
    pages = set()
    for email, password in (("personne@example.fr", PASSWORD), (alice.user.email, "faux"), (benoit.user.email, PASSWORD)):
        response = give_password(Client(), email, password)
        assert WRONG in response.content.decode()
        pages.add((response.status_code, response.content.decode().replace(email, "")))
    assert len({status for status, _ in pages}) == 1


def test_an_unknown_address_costs_a_hash_too(alice, key, monkeypatch) -> None:
    hashed = []
    from django.contrib.auth.hashers import Argon2PasswordHasher

    real = Argon2PasswordHasher.encode
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or real(self, *a, **k))
    give_password(Client(), "personne@example.fr")
    assert len(hashed) == 1


@pytest.mark.asvs("V6.3.8")
def test_a_refusal_takes_whole_beats(alice, key, settings, monkeypatch) -> None:
    from accounts import middleware

    waited = []
    settings.SIGN_IN_BEAT_SECONDS = 0.4
    monkeypatch.setattr(middleware.time, "sleep", waited.append)
    monkeypatch.setattr(middleware.connection, "close", lambda: None)
    give_password(Client(), alice.user.email, "faux")
    give_password(Client(), "personne@example.fr", "faux")
    assert len(waited) == 2
    assert all(0 < seconds < 0.4 for seconds in waited)


@pytest.mark.asvs("V2.4.1")
def test_five_wrong_passwords_make_one_wait_and_say_until_when(alice, key, clock, inside) -> None:
    browser = Client()
    for _ in range(4):
        assert give_password(browser, alice.user.email, "faux").status_code == 403
    locked = give_password(browser, alice.user.email, "faux")
    assert locked.status_code == 429
    assert "Trop d’essais. Réessayez aujourd’hui à 10\u00a0h\u00a027." in locked.content.decode()
    assert give_password(browser, alice.user.email).status_code == 429
    clock.shift(timedelta(minutes=14))
    assert "10\u00a0h\u00a027" in give_password(browser, alice.user.email).content.decode()
    clock.shift(timedelta(minutes=1, seconds=1))
    assert give_password(browser, alice.user.email).status_code == 302
    assert acts(inside).count("signin.locked") == 1
    assert acts(inside).count("signin.refused") == 4


@pytest.mark.asvs("V6.3.1")
def test_the_lock_is_of_one_account_and_one_address(alice, benoit, key, clock) -> None:
    give_factors(benoit)
    browser = Client()
    for _ in range(5):
        give_password(browser, alice.user.email, "faux")
    assert give_password(browser, alice.user.email).status_code == 429
    assert give_password(browser, benoit.user.email).status_code == 302
    assert give_password(Client(REMOTE_ADDR="192.0.2.7"), alice.user.email).status_code == 302


def test_an_unknown_address_is_locked_alike(alice, key) -> None:
    browser = Client()
    answers = [give_password(browser, "personne@example.fr", "faux").status_code for _ in range(6)]
    assert answers == [403, 403, 403, 403, 429, 429]


def test_a_right_password_forgets_the_wrong_ones(alice, key) -> None:
    browser = Client()
    for _ in range(2):
        for _ in range(4):
            give_password(browser, alice.user.email, "faux")
        assert give_password(browser, alice.user.email).status_code == 302
        browser.post("/deconnexion/")


@pytest.mark.asvs("V6.6.3", "V16.3.3")
def test_five_wrong_codes_make_the_person_wait_from_any_address(alice, key, clock, inside) -> None:
    for number in range(5):
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        give_password(browser, alice.user.email)
        answer = browser.post("/connexion/code/", {"code": "000000"})
        assert answer.status_code == (429 if number == 4 else 403)
    browser = Client(REMOTE_ADDR="192.0.2.99")
    give_password(browser, alice.user.email)
    assert "Trop d’essais" in browser.post("/connexion/code/", {"code": code_of(key, NOW)}).content.decode()
    clock.shift(timedelta(minutes=15))
    give_password(browser, alice.user.email)
    late = NOW + timedelta(minutes=15)
    assert browser.post("/connexion/code/", {"code": "000000"}).status_code == 403
    assert browser.post("/connexion/code/", {"code": code_of(key, late)}).status_code == 302
    assert User.objects.get(pk=alice.user.pk).code_failures == 0
    assert acts(inside).count("signin.locked") == 1


def test_the_pauses_grow(alice, key, clock) -> None:
    User.objects.filter(pk=alice.user.pk).update(code_failures=9)
    browser = Client()
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": "000000"})
    assert User.objects.get(pk=alice.user.pk).codes_blocked_until == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("steps", [-1, 0, 1])
@pytest.mark.asvs("V6.5.5")
def test_a_code_may_be_half_a_minute_early_or_late(alice, key, steps: int) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW, steps)}).status_code == 302


@pytest.mark.parametrize("code", ["-2", "+2", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "é", "\u202e123456"])
def test_no_other_code_opens(alice, key, code: str) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    typed = code_of(key, NOW, int(code)) if code in {"-2", "+2"} else code
    assert browser.post("/connexion/code/", {"code": typed}).status_code == 403
    assert browser.get("/").status_code == 302


@pytest.mark.asvs("V6.5.1")
def test_a_code_serves_once(alice, key, clock) -> None:
    first, second = Client(), Client()
    for browser in (first, second):
        give_password(browser, alice.user.email)
    code = code_of(key, NOW)
    assert first.post("/connexion/code/", {"code": code}).status_code == 302
    assert second.post("/connexion/code/", {"code": code}).status_code == 403
    assert second.post("/connexion/code/", {"code": code_of(key, NOW, -1)}).status_code == 403
    clock.shift(timedelta(seconds=30))
    assert second.post("/connexion/code/", {"code": code_of(key, NOW, 1)}).status_code == 302


@pytest.mark.asvs("V6.4.4")
def test_a_printed_code_serves_once_and_the_rest_is_said(alice, clock, inside) -> None:
    _, codes = give_factors(alice)
    for number, status in ((0, 302), (0, 403), (1, 302)):
        browser = Client()
        give_password(browser, alice.user.email)
        assert browser.post("/connexion/code/?papier=1", {"code": codes[number]}).status_code == status
    assert "Il vous reste 8 codes imprimés." in browser.get("/").content.decode()
    assert newest()[0].sentence == "Alice Martin a ouvert une session avec un code imprimé (restent\u00a0: 8)"


def test_the_codes_of_another_person_do_not_open(alice, benoit, key) -> None:
    _, codes = give_factors(benoit)
    browser = Client()
    give_password(browser, alice.user.email)
    assert browser.post("/connexion/code/?papier=1", {"code": codes[0]}).status_code == 403


def test_the_password_waits_ten_minutes_for_its_code(alice, key, clock) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    clock.shift(timedelta(minutes=10))
    answer = browser.post("/connexion/code/", {"code": code_of(key, NOW, 20)})
    assert answer.headers["Location"] == "/connexion/"
    assert "_auth_user_id" not in browser.session


def test_somebody_without_a_factor_is_told_what_to_do(alice, clock) -> None:
    give_factors(alice)
    Authenticator.objects.all().delete()
    alice.user.refresh_from_db()
    from accounts.models import RecoverySheet

    RecoverySheet.objects.all().delete()
    browser = Client()
    give_password(browser, alice.user.email)
    assert "reset_second_factor" in browser.get("/connexion/code/").content.decode()
    assert browser.post("/connexion/code/", {"code": "123456"}).status_code == 403


@pytest.mark.parametrize("path", ["/compte/", "/journal-scelle/?avant=3"])
def test_one_comes_back_to_the_page_one_wanted(alice, key, path: str) -> None:
    browser = Client()
    asked = browser.get(path)
    page = browser.get(asked.headers["Location"])
    give_password(browser, alice.user.email, next=page.context["next"])
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW)}).headers["Location"] == path


ELSEWHERE = [
    "//ailleurs.example",
    "https://ailleurs.example/",
    "/\\ailleurs.example",
    "javascript:alert(1)",
    "\t//ailleurs.example",
    "ailleurs",
]


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.asvs("V3.7.2")
def test_one_is_never_sent_elsewhere(alice, key, path: str) -> None:
    browser = Client()
    give_password(browser, alice.user.email, next=path)
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW)}).headers["Location"] == "/"


@pytest.mark.asvs("V16.2.1", "V16.3.1")
def test_signing_in_and_out_stands_in_the_sealed_record(alice, key, inside) -> None:
    browser = Client()
    give_password(browser, alice.user.email, "sésame 1789")
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    browser.post("/deconnexion/")
    told = newest()[:4]
    assert [line.act for line in told] == ["signin.closed", "signin.opened", "signin.new_device", "signin.refused"]
    assert set(Entry.objects.filter(seq__in=[line.seq for line in told]).values_list("kind", flat=True)) == {Kind.SIGNIN}
    assert "sésame" not in str(told)


@pytest.mark.asvs("V7.2.1", "V7.4.1")
def test_signing_out_ends_the_session_on_the_server(alice, key) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    stolen = browser.cookies["gardefou"].value
    assert browser.get("/deconnexion/").status_code == 405
    browser.post("/deconnexion/")
    browser.cookies["gardefou"] = stolen
    assert browser.get("/").status_code == 302


@pytest.mark.asvs("V3.3.4")
def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(alice, key) -> None:
    browser = Client()
    cookie = give_password(browser, alice.user.email).cookies["gardefou"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.asvs("V14.2.2", "V14.3.2")
def test_no_page_is_kept_by_browsers_or_search_engines(alice, key) -> None:
    browser = Client()
    pages = [browser.get("/connexion/"), give_password(browser, alice.user.email), browser.get("/connexion/code/")]
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    for page in (*pages, browser.get("/compte/"), browser.get("/compte/codes/"), browser.get("/nulle-part/")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def guess_from_everywhere(email: str) -> list[int]:
    return [give_password(Client(REMOTE_ADDR=f"192.0.2.{number}"), email, "faux").status_code for number in range(40)]


@pytest.mark.parametrize("email", ["alice@vasseur.example", "personne@example.fr"])
@pytest.mark.asvs("V6.3.1")
def test_guesses_from_many_addresses_are_few(alice, key, email: str) -> None:
    assert guess_from_everywhere(email) == [403] * 20 + [429] * 20


@pytest.mark.asvs("V6.3.1")
def test_they_do_not_keep_the_owner_out_of_a_browser_that_came_in_before(alice, benoit, key, clock) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    mark = browser.post("/connexion/code/", {"code": code_of(key, NOW)}).cookies["gardefou-browser"]
    assert mark["httponly"]
    assert alice.user.email not in mark.value
    browser.post("/deconnexion/")
    guess_from_everywhere(alice.user.email)
    guess_from_everywhere(benoit.user.email)
    give_factors(benoit)
    assert give_password(Client(), alice.user.email).status_code == 429
    assert give_password(browser, benoit.user.email).status_code == 429
    assert give_password(browser, alice.user.email).status_code == 302
    clock.shift(timedelta(minutes=15, seconds=1))
    assert give_password(Client(), alice.user.email).status_code == 302
