"""« Mon compte »: name, factors and codes. A change of factor asks for a code first; the last app stays."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Authenticator, RecoveryCode, User
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import Person, sign_in


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(clock, alice: Person) -> str:
    return give_factors(alice)[0]


@pytest.fixture
def browser(key, alice: Person) -> Client:
    browser = Client()
    give_password(browser, alice.user.email)
    browser.post("/connexion/code/", {"code": code_of(key, NOW)})
    return browser


def prove(browser: Client, key: str, clock) -> None:
    clock.shift(timedelta(seconds=30))
    assert browser.post("/compte/verification/", {"code": code_of(key, NOW, 1)}).status_code == 302


def test_a_name_is_changed_and_both_stand_in_the_record(browser, alice, inside) -> None:
    assert browser.post("/compte/", {"name": "Alice Martin-Roux"}).status_code == 302
    assert User.objects.get(pk=alice.user.pk).name == "Alice Martin-Roux"
    assert newest()[0].sentence == "Alice Martin s’appelle maintenant Alice Martin-Roux"
    assert "Indiquez votre prénom" in browser.post("/compte/", {"name": " "}).content.decode()


@pytest.mark.asvs("V7.5.1")
def test_changes_of_factor_ask_for_a_code_first(browser, key, clock) -> None:
    app = Authenticator.objects.get()
    for path in ("/compte/applications/ajout/", "/compte/codes/", f"/compte/applications/{app.pk}/retrait/"):
        assert browser.get(path).headers["Location"] == f"/compte/verification/?next={path}"
        assert browser.post(path, {"kept": "on"}).headers["Location"].startswith("/compte/verification/?demande=")
    spent = browser.post("/compte/verification/", {"code": code_of(key, NOW)})
    assert "a déjà servi" in spent.content.decode()
    prove(browser, key, clock)
    assert browser.get("/compte/codes/").status_code == 200
    clock.shift(timedelta(minutes=5))
    assert browser.get("/compte/codes/").status_code == 302


@pytest.mark.asvs("V3.7.2")
def test_a_proof_leads_back_to_what_one_wanted_and_nowhere_else(browser, key, clock) -> None:
    clock.shift(timedelta(seconds=30))
    path = "/compte/verification/?next=//ailleurs.example"
    assert browser.post(path, {"code": code_of(key, NOW, 1)}).headers["Location"] == "/compte/"


def test_an_app_is_added_and_another_removed_but_never_the_last(browser, key, clock, alice, inside) -> None:
    prove(browser, key, clock)
    first = Authenticator.objects.get()
    browser.post(f"/compte/applications/{first.pk}/retrait/")
    assert "seul moyen durable" in browser.get("/compte/").content.decode()
    new_key = browser.get("/compte/applications/ajout/").context["key"].replace(" ", "")
    at = NOW + timedelta(seconds=30)
    added = {"code": code_of(new_key, at), "name": "<b>Tablette</b>"}
    assert browser.post("/compte/applications/ajout/", added).status_code == 302
    assert b"<b>Tablette</b>" not in browser.get("/compte/").content
    assert browser.post(f"/compte/applications/{first.pk}/retrait/").status_code == 302
    assert Authenticator.objects.get().name == "<b>Tablette</b>"
    assert browser.get("/compte/").status_code == 200
    assert [line.act for line in newest()[:2]] == ["factor.removed", "factor.added"]
    browser.post("/deconnexion/")
    give_password(browser, alice.user.email)
    assert browser.post("/connexion/code/", {"code": code_of(key, at, 1)}).status_code == 403
    assert browser.post("/connexion/code/", {"code": code_of(new_key, at, 1)}).status_code == 302


def test_an_app_is_not_added_with_a_wrong_code(browser, key, clock) -> None:
    prove(browser, key, clock)
    browser.get("/compte/applications/ajout/")
    assert "n’est pas le bon" in browser.post("/compte/applications/ajout/", {"code": "000000", "name": "x"}).content.decode()
    assert Authenticator.objects.count() == 1


def test_the_app_of_another_person_is_not_there(browser, key, clock, benoit) -> None:
    give_factors(benoit)
    prove(browser, key, clock)
    theirs = Authenticator.objects.get(user=benoit.user)
    assert browser.post(f"/compte/applications/{theirs.pk}/retrait/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_new_codes_end_the_old_ones_when_they_are_kept(browser, key, clock, alice) -> None:
    prove(browser, key, clock)
    old = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    codes = browser.get("/compte/codes/").context["codes"]
    assert browser.post("/compte/codes/", {}).status_code == 200
    assert set(RecoveryCode.objects.values_list("code_hash", flat=True)) == old
    assert browser.post("/compte/codes/", {"kept": "on"}).status_code == 302
    assert not old & set(RecoveryCode.objects.values_list("code_hash", flat=True))
    browser.post("/deconnexion/")
    give_password(browser, alice.user.email)
    assert browser.post("/connexion/code/?papier=1", {"code": codes[9]}).status_code == 302


def test_new_codes_do_not_end_the_session_that_an_old_one_opened(clock, benoit) -> None:
    _, codes = give_factors(benoit, app=False)
    browser = Client()
    give_password(browser, benoit.user.email)
    browser.post("/connexion/code/", {"code": codes[0]})
    browser.post("/compte/verification/", {"code": codes[1]})
    browser.get("/compte/codes/")
    assert browser.post("/compte/codes/", {"kept": "on"}).status_code == 302
    assert browser.get("/compte/").status_code == 200


def test_somebody_with_only_printed_codes_adds_an_app(clock, benoit) -> None:
    _, codes = give_factors(benoit, app=False)
    browser = Client()
    give_password(browser, benoit.user.email)
    browser.post("/connexion/code/", {"code": codes[0]})
    assert "que des codes imprimés" in browser.get("/compte/").content.decode()
    browser.post("/compte/verification/", {"code": codes[1]})
    key = browser.get("/compte/applications/ajout/").context["key"].replace(" ", "")
    assert browser.post("/compte/applications/ajout/", {"code": code_of(key, NOW), "name": "Téléphone"}).status_code == 302
    assert "que des codes imprimés" not in browser.get("/compte/").content.decode()


def test_codes_are_guessed_no_better_from_inside(browser) -> None:
    assert [browser.post("/compte/verification/", {"code": "000000"}).status_code for _ in range(5)] == [403, 403, 403, 403, 429]


def test_a_key_moved_to_another_row_opens_nothing(key, alice, benoit, clock) -> None:
    give_factors(benoit)
    stolen = Authenticator.objects.get(user=benoit.user).sealed_key
    Authenticator.objects.filter(user=alice.user).update(sealed_key=stolen)
    browser = Client()
    give_password(browser, alice.user.email)
    browser.raise_request_exception = False
    assert browser.post("/connexion/code/", {"code": "123456"}).status_code == 403


def test_the_keys_under_an_older_field_key_still_open(key, alice, settings) -> None:
    from cryptography.fernet import Fernet

    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    browser = Client()
    give_password(browser, alice.user.email)
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW)}).status_code == 302


def test_everybody_has_an_account_page(alice, benoit, chloe) -> None:
    for person in (alice, benoit, chloe):
        page = sign_in(person).get("/compte/").content.decode()
        assert "Se déconnecter partout" in page
        assert ("La fiche de l’entreprise" in page) == (person is alice)
