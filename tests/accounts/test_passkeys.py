"""Passkeys: added after a code, they sign in with or without a password and confirm; what is not theirs to say is refused."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.boundary import scope
from accounts.models import Authenticator, Membership, Passkey, Session
from ledger.queries import newest
from tests.accounts.device import NEW, PRESENT, Device, options_in
from tests.accounts.journeys import NOW, give_factors, give_password
from tests.cast import Person, sign_in

ADD = "/compte/cles/ajout/"
ENTER = "/connexion/cle/"


@pytest.fixture
def clock(db: None, settings):
    from governance.addresses import Address

    settings.ADDRESS = Address.parse("http://localhost:8000")
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(clock, alice: Person) -> Client:
    give_factors(alice)
    return sign_in(alice)


def add(browser: Client, device: Device, name: str = "Ordinateur du bureau"):
    answer = device.create(options_in(browser.get(ADD).content.decode()))
    return browser.post(ADD, {"name": name, "passkey": answer})


def enter(browser: Client, device: Device, path: str = ENTER):
    page = browser.get(path).content.decode()
    return browser.post(path, {"passkey": device.get(options_in(page))})


@pytest.fixture
def device(here) -> Device:
    kept = Device()
    assert add(here, kept).headers["Location"] == "/compte/"
    return kept


def is_inside(browser: Client) -> bool:
    return browser.get("/compte/").status_code == 200


def test_a_passkey_is_added_listed_and_recorded(here, device, inside) -> None:
    page = here.get("/compte/").content.decode()
    assert "Ordinateur du bureau" in page
    assert newest()[0].sentence == "Alice Martin a ajouté une clé d’accès, «\u00a0Ordinateur du bureau\u00a0»"


def test_adding_one_asks_for_a_fresh_code(here, alice) -> None:
    browser = sign_in(alice, proven=False)
    assert browser.get(ADD).headers["Location"] == f"/compte/verification/?next={ADD}"
    assert browser.post(ADD, {"name": "x"}).headers["Location"].startswith("/compte/verification/?demande=")


def test_it_signs_in_without_a_password(device, inside) -> None:
    browser = Client()
    assert "Windows Hello" in browser.get("/connexion/").content.decode()
    assert enter(browser, device, f"{ENTER}?next=/registre/").headers["Location"] == "/registre/"
    assert is_inside(browser)
    assert newest()[0].sentence == "Alice Martin a ouvert une session avec sa clé d’accès «\u00a0Ordinateur du bureau\u00a0»"


def test_it_is_the_second_factor_after_a_password(device, alice) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    page = browser.get("/connexion/code/").content.decode()
    assert [one["id"] for one in options_in(page)["allowCredentials"]] == [Passkey.objects.get().credential_id]
    assert "papier=1" in page
    assert "code=1" in page
    assert enter(browser, device, "/connexion/code/").headers["Location"] == "/"
    assert is_inside(browser)


def test_it_confirms_what_waits(device, alice) -> None:
    browser = sign_in(alice, proven=False)
    asked = browser.post("/equipe/ajout/", {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "guest"}).headers["Location"]
    assert enter(browser, device, asked).status_code == 307
    assert browser.post("/equipe/ajout/", {"demande": asked.partition("=")[2]}).status_code == 200
    assert browser.get(ADD).status_code == 200


def test_an_answer_serves_once(device) -> None:
    browser = Client()
    answer = device.get(options_in(browser.get(ENTER).content.decode()))
    assert browser.post(ENTER, {"passkey": answer}).status_code == 302
    browser.post("/deconnexion/")
    browser.get(ENTER)
    assert browser.post(ENTER, {"passkey": answer}).status_code == 403
    assert not is_inside(browser)


def test_a_visit_leaves_no_row_behind(device) -> None:
    before, browser = Session.objects.count(), Client()
    browser.get(ENTER)
    browser.post(ENTER, {"passkey": "{}"})
    assert Session.objects.count() == before


def test_an_answer_and_its_question_stolen_together_serve_once(device, clock) -> None:
    browser, thief = Client(), Client()
    answer = device.get(options_in(browser.get(ENTER).content.decode()))
    thief.cookies = deepcopy(browser.cookies)
    clock.shift(timedelta(seconds=1))
    assert browser.post(ENTER, {"passkey": answer}).status_code == 302
    Passkey.objects.update(sign_count=0)  # as those of most telephones, which do not count
    assert thief.post(ENTER, {"passkey": answer}).status_code == 403


@pytest.mark.parametrize("spoilt", ["signature", "age", "nothing"])
def test_a_question_we_did_not_ask_just_now_is_none(device, clock, spoilt: str) -> None:
    browser = Client()
    answer = device.get(options_in(browser.get(ENTER).content.decode()))
    name = next(name for name in browser.cookies if name.endswith("-question"))
    assert browser.cookies[name]["httponly"]
    if spoilt == "signature":
        browser.cookies[name] = browser.cookies[name].value[:-2] + "xx"
    elif spoilt == "age":
        clock.shift(timedelta(minutes=5))
    else:
        del browser.cookies[name]
    assert browser.post(ENTER, {"passkey": answer}).status_code == 403


@pytest.mark.asvs("V6.6.2")
def test_an_answer_to_the_question_of_another_browser_is_refused(device) -> None:
    answer = device.get(options_in(Client().get(ENTER).content.decode()))
    browser = Client()
    assert browser.post(ENTER, {"passkey": answer}).status_code == 403
    browser.get(ENTER)
    assert browser.post(ENTER, {"passkey": answer}).status_code == 403


@pytest.mark.parametrize("spoilt", ["elsewhere", "not recognised", "copied", "another key"])
def test_what_the_device_must_not_say_is_refused(device, spoilt: str) -> None:
    browser = Client()
    if spoilt == "elsewhere":
        device.origin = "https://garde-f0u.example"
    elif spoilt == "not recognised":
        device.flags = PRESENT
    elif spoilt == "copied":
        Passkey.objects.update(sign_count=900)
    else:
        device.key = Device().key
    refused = enter(browser, device)
    assert refused.status_code == 403
    assert "n’est pas la bonne" in refused.content.decode()
    assert not is_inside(browser)


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", "null", "x", '{"id": 1, "response": []}', '{"id": "é", "response": {}}'])
def test_nonsense_is_refused_politely(here, device, nonsense: str) -> None:
    browser = Client()
    browser.get(ENTER)
    assert browser.post(ENTER, {"passkey": nonsense}).status_code in (200, 403)
    here.get(ADD)
    assert here.post(ADD, {"name": "x", "passkey": nonsense}).status_code == 200
    assert Passkey.objects.count() == 1


def test_a_device_that_recognised_nobody_is_not_added(here) -> None:
    assert add(here, Device(flags=PRESENT)).status_code == 200
    assert add(here, Device(origin="https://ailleurs.example")).status_code == 200
    assert not Passkey.objects.exists()
    assert NEW


def test_one_key_is_of_one_person(here, device, benoit) -> None:
    give_factors(benoit)
    assert add(sign_in(benoit), device).status_code == 200
    assert Passkey.objects.get().user_id != benoit.user.pk


def test_the_passkey_of_somebody_else_is_no_second_factor(device, benoit) -> None:
    give_factors(benoit)
    add(sign_in(benoit), Device(), "À Benoît")
    browser = Client()
    give_password(browser, benoit.user.email)
    refused = enter(browser, device, "/connexion/code/")
    assert refused.status_code == 403
    assert not is_inside(browser)


def test_a_person_who_may_not_come_in_does_not_by_passkey(device, alice) -> None:
    alice.user.is_active = False
    alice.user.save()
    assert enter(Client(), device).status_code == 403


def test_wrong_answers_after_the_password_are_paused_like_codes(device, alice) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    wrong = [enter(browser, Device(), "/connexion/code/").status_code for _ in range(5)]
    assert wrong == [403, 403, 403, 403, 429]
    assert enter(browser, device, "/connexion/code/").status_code == 429


def test_it_is_removed_but_never_the_last_way_in(here, device, alice, inside) -> None:
    kept = Passkey.objects.get()
    app = Authenticator.objects.filter(user=alice.user).first()
    assert "Retirer «" in here.get(f"/compte/cles/{kept.pk}/retrait/").content.decode()
    here.post(f"/compte/applications/{app.pk}/retrait/")
    assert not Authenticator.objects.exists()
    here.post(f"/compte/cles/{kept.pk}/retrait/")
    assert "seul moyen durable" in here.get("/compte/").content.decode()
    assert Passkey.objects.exists()


def test_a_removed_passkey_opens_nothing_and_ends_its_sessions(here, device, clock, inside) -> None:
    browser = Client()
    enter(browser, device)
    here.post(f"/compte/cles/{Passkey.objects.get().pk}/retrait/")
    assert newest()[0].act == "factor.passkey_removed"
    assert not is_inside(browser)
    assert enter(Client(), device).status_code == 403
    clock.shift(timedelta(seconds=1))
    assert is_inside(here)


def test_the_passkey_of_another_person_is_not_there(device, benoit) -> None:
    give_factors(benoit)
    assert sign_in(benoit).post(f"/compte/cles/{Passkey.objects.get().pk}/retrait/").status_code == 404


def test_an_address_of_numbers_has_no_passkeys(here, device, settings) -> None:
    from governance.addresses import Address

    settings.ADDRESS = Address.parse("http://127.0.0.1:8000")
    assert "Windows Hello" not in Client().get("/connexion/").content.decode()
    assert Client().get(ENTER).status_code == 404
    assert here.get(ADD).status_code == 404


def test_without_javascript_the_page_says_that_a_code_is_needed(device, alice) -> None:
    browser = Client()
    give_password(browser, alice.user.email)
    page = browser.get("/connexion/code/").content.decode()
    assert "il faut un code" in page
    refused = browser.post("/connexion/code/", {"passkey": ""})
    assert "L’appareil n’a rien répondu" in refused.content.decode()


def test_a_key_of_another_site_is_refused(device) -> None:
    browser = Client()
    options = options_in(browser.get(ENTER).content.decode()) | {"rpId": "garde-f0u.example"}
    assert browser.post(ENTER, {"passkey": device.get(options)}).status_code == 403


def test_an_answer_made_to_add_a_key_does_not_sign_in(here, device) -> None:
    browser = Client()
    options = options_in(browser.get(ENTER).content.decode())
    new = device.create(options | {"rp": {"id": options["rpId"]}})
    assert browser.post(ENTER, {"passkey": new}).status_code == 403


def test_the_same_key_is_not_added_twice(here, device) -> None:
    assert add(here, device).status_code == 200
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("size", [1024, 5000])
def test_a_key_with_an_endless_name_is_refused(here, size: int) -> None:
    huge = Device()
    huge.id = bytes(size)
    assert add(here, huge).status_code == 200
    assert not Passkey.objects.exists()


def test_who_has_left_every_company_sees_none_of_them(device, alice, chloe) -> None:
    with scope(alice.company):
        Membership.objects.of(alice.company).filter(user=alice.user).update(ended_at=NOW)
    browser = Client()
    enter(browser, device)
    assert browser.get("/agents/").status_code in (302, 403)
    assert browser.get("/").status_code in (302, 403)
