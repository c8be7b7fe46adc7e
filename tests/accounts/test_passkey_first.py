"""A passkey as the first second factor: at set-up and by a link; the codes are still printed, and nothing is half made."""

import re

import pytest
import time_machine
from django.test import Client

from accounts.models import Authenticator, Passkey, RecoverySheet
from governance.addresses import Address
from tests.accounts.device import Device, options_in
from tests.accounts.journeys import NOW
from tests.cast import PASSWORD, Person, sign_in

NADIA = {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "reviewer"}


@pytest.fixture
def clock(db: None, settings):
    settings.ADDRESS = Address.parse("http://localhost:8000")
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nadia(clock, alice: Person) -> Client:
    """At the page that asks how she wants to protect her access."""
    page = sign_in(alice).post("/equipe/ajout/", NADIA).content.decode()
    browser = Client()
    browser.get(re.search(r"(/acces/[\w-]+/)", page)[1])
    browser.post("/acces/", {"new_password": PASSWORD})
    return browser


def test_it_is_offered_first(nadia) -> None:
    page = nadia.get("/acces/double-verification/").content.decode()
    assert page.index("Windows Hello") < page.index("une application sur mon téléphone") < page.index("codes que j’imprime")


def test_an_access_is_opened_by_a_passkey_alone(nadia) -> None:
    assert nadia.post("/acces/double-verification/", {"way": "passkey"}).headers["Location"] == "/acces/cle/"
    answer = Device().create(options_in(nadia.get("/acces/cle/").content.decode()))
    assert nadia.post("/acces/cle/", {"passkey": answer}).headers["Location"] == "/acces/codes/"
    assert not Passkey.objects.exists()
    nadia.get("/acces/codes/")
    assert nadia.post("/acces/codes/", {}).headers["Location"] == "/"
    kept = Passkey.objects.get()
    assert kept.user.email == NADIA["email"]
    assert RecoverySheet.objects.filter(user=kept.user).exists()
    assert not Authenticator.objects.filter(user=kept.user).exists()
    assert nadia.get("/compte/").status_code == 200


def test_the_codes_come_after_the_passkey_only(nadia) -> None:
    nadia.post("/acces/double-verification/", {"way": "passkey"})
    assert nadia.get("/acces/codes/").headers["Location"] == "/acces/cle/"
    nadia.get("/acces/cle/")
    assert nadia.post("/acces/cle/", {"passkey": "{}"}).status_code == 200
    assert nadia.get("/acces/codes/").headers["Location"] == "/acces/cle/"


def test_what_was_tried_before_another_way_was_chosen_does_not_count(nadia) -> None:
    nadia.post("/acces/double-verification/", {"way": "passkey"})
    nadia.post("/acces/cle/", {"passkey": Device().create(options_in(nadia.get("/acces/cle/").content.decode()))})
    nadia.post("/acces/double-verification/", {"way": "paper"})
    assert nadia.get("/acces/cle/").headers["Location"] == "/acces/double-verification/"
    nadia.get("/acces/codes/")
    nadia.post("/acces/codes/", {"kept": "on"})
    assert not Passkey.objects.exists()
    assert RecoverySheet.objects.filter(user__email=NADIA["email"]).exists()


def test_an_address_of_numbers_does_not_offer_it(nadia, settings) -> None:
    settings.ADDRESS = Address.parse("http://127.0.0.1:8000")
    assert "Windows Hello" not in nadia.get("/acces/double-verification/").content.decode()
    assert nadia.post("/acces/double-verification/", {"way": "passkey"}).status_code == 200
