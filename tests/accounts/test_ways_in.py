"""People added and helped from the server: links that serve once, three days, and everything in the sealed record."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.boundary import companies_of, scope
from accounts.models import Authenticator, RecoverySheet, User, WayIn
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import PASSWORD, Person, sign_in

NEW = "trois hérons bleus sur le quai"
NADIA = {"company": "vasseur", "email": "Nadia@vasseur.example", "name": "Nadia Brun", "role": "approver"}


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(clock, capsys: pytest.CaptureFixture[str]):
    """Runs a command; the path of the link it prints."""

    def runs(command: str, /, *args: str, **options: str) -> str:
        call_command(command, *args, **options)
        found = re.search(r"/acces/[\w-]+/", capsys.readouterr().out)
        return found[0] if found else ""

    return runs


def choose_app(browser: Client, at=NOW) -> str:
    browser.post("/acces/double-verification/", {"way": "app"})
    key = browser.get("/acces/application/").context["key"].replace(" ", "")
    assert browser.post("/acces/application/", {"code": code_of(key, at)}).status_code == 302
    return key


def test_somebody_added_on_the_server_comes_in_once(run, alice, inside) -> None:
    link, browser = run("add_person", **NADIA), Client()
    assert browser.get(link).headers["Location"] == "/acces/"
    assert "Bienvenue, Nadia Brun" in browser.get("/acces/").content.decode()
    assert browser.post("/acces/", {"new_password": "Nadia Brun 2026"}).context["form"].errors
    assert browser.post("/acces/", {"new_password": NEW}).status_code == 302
    assert browser.get("/").status_code == 302
    key = choose_app(browser)
    assert browser.post("/acces/codes/", {}).headers["Location"] == "/"
    assert browser.get("/").status_code == 200
    assert browser.get("/entreprise/").status_code == 404
    assert Client().get(link).status_code == 410
    again = Client()
    give_password(again, "nadia@vasseur.example", NEW)
    assert again.post("/connexion/code/", {"code": code_of(key, NOW, 1)}).status_code == 302
    acts = [line.act for line in reversed(newest())]
    assert acts[:3] == ["person.joined", "person.link_made", "person.link_used"]
    assert newest()[-1].by_name == "Commande sur le serveur"


@pytest.mark.asvs("V6.4.1")
def test_a_link_serves_once_even_in_two_browsers(run, alice) -> None:
    link, browsers = run("add_person", **NADIA), [Client(), Client()]
    for browser in browsers:
        browser.get(link)
        browser.post("/acces/", {"new_password": NEW})
        browser.post("/acces/double-verification/", {"way": "paper"})
        browser.get("/acces/codes/")
    assert [browser.post("/acces/codes/", {"kept": "on"}).status_code for browser in browsers] == [302, 410]
    assert RecoverySheet.objects.count() == 1


@pytest.mark.asvs("V6.4.1")
def test_a_link_ends_after_three_days(run, clock, alice) -> None:
    link = run("add_person", **NADIA)
    clock.shift(timedelta(hours=72))
    assert "Ce lien ne sert plus" in Client().get(link).content.decode()


def test_a_link_is_not_kept_in_clear(run, alice) -> None:
    token = run("add_person", **NADIA).split("/")[2]
    assert len(token) >= 43
    assert token not in WayIn.objects.get().token_hash


@pytest.mark.parametrize("path", ["/acces/", "/acces/double-verification/", "/acces/application/", "/acces/codes/", "/acces/inconnu/"])
def test_without_a_link_there_is_no_way_in(clock, path: str) -> None:
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"new_password": NEW}).status_code == 410


@pytest.mark.asvs("V2.3.1")
def test_the_pages_of_a_link_are_taken_in_order(run, alice) -> None:
    browser = Client()
    browser.get(run("add_person", **NADIA))
    for path in ("double-verification", "application", "codes"):
        assert browser.get(f"/acces/{path}/").headers["Location"] == "/acces/"


@pytest.mark.asvs("V6.3.4", "V6.4.3")
def test_a_new_password_keeps_the_second_factor(run, alice, inside) -> None:
    key, _ = give_factors(alice)
    other = sign_in(alice)
    link, browser = run("reset_password", alice.user.email), Client()
    assert other.get("/compte/").status_code == 302
    assert give_password(browser, alice.user.email).status_code == 403
    browser.get(link)
    assert browser.post("/acces/", {"new_password": NEW}).headers["Location"] == "/connexion/"
    assert browser.get("/").status_code == 302
    assert give_password(browser, alice.user.email, NEW).headers["Location"] == "/connexion/code/"
    assert browser.post("/connexion/code/", {"code": code_of(key, NOW)}).status_code == 302
    assert browser.get(link).status_code == 410
    acts = [line.act for line in newest(8)]
    assert {"password.reset", "password.changed", "person.link_used"} <= set(acts)


@pytest.mark.asvs("V6.3.4")
def test_a_password_link_gives_no_way_to_a_new_factor(run, alice) -> None:
    give_factors(alice)
    browser = Client()
    browser.get(run("reset_password", alice.user.email))
    assert browser.get("/acces/double-verification/").headers["Location"] == "/acces/"


@pytest.mark.asvs("V6.4.4")
def test_a_new_second_factor_asks_for_the_password_first(run, alice, inside) -> None:
    give_factors(alice)
    link, browser = run("reset_second_factor", alice.user.email), Client()
    assert not Authenticator.objects.exists()
    give_password(browser, alice.user.email)
    assert "nouvelle double vérification" in browser.get("/connexion/code/").content.decode()
    browser.get(link)
    assert browser.post("/acces/", {"password": "faux"}).status_code == 403
    assert browser.get("/acces/application/").headers["Location"] == "/acces/"
    assert browser.post("/acces/", {"password": PASSWORD}).headers["Location"] == "/acces/double-verification/"
    choose_app(browser)
    browser.post("/acces/codes/", {})
    assert browser.get("/").status_code == 200
    reset = next(line for line in newest() if line.act == "factor.reset")
    assert reset.by_name == "Commande sur le serveur"


def test_the_password_of_a_link_is_not_guessed(run, alice) -> None:
    give_factors(alice)
    browser = Client()
    browser.get(run("reset_second_factor", alice.user.email))
    assert [browser.post("/acces/", {"password": "faux"}).status_code for _ in range(6)] == [403, 403, 403, 403, 429, 429]


def test_a_newer_link_ends_the_one_before(run, alice) -> None:
    first = run("reset_password", alice.user.email)
    run("reset_password", alice.user.email)
    assert Client().get(first).status_code == 410


def test_what_happens_to_a_person_stands_in_each_of_their_companies(run, alice, driss) -> None:
    give_factors(alice)
    assert run("add_person", **NADIA | {"company": "garage", "email": alice.user.email}) == ""
    assert [name for _, name in companies_of(alice.user)] == ["Garage Driss", "Vasseur Menuiserie"]
    run("reset_password", alice.user.email)
    for person in (alice, driss):
        with scope(person.company):
            assert "password.reset" in [line.act for line in newest()]


def test_one_changes_company_with_a_button(run, alice, driss) -> None:
    give_factors(alice)
    run("add_person", **NADIA | {"company": "garage", "email": alice.user.email, "role": "guest"})
    browser = sign_in(Person(User.objects.get(pk=alice.user.pk), alice.membership))
    assert browser.get("/entreprise/").status_code == 200
    assert "Garage Driss" in browser.get("/entreprise/choisir/", follow=True).content.decode()
    assert browser.post("/entreprise/choisir/", {"company": str(driss.company.pk)}).status_code == 302
    assert browser.get("/entreprise/").status_code == 404
    assert browser.get("/compte/").wsgi_request.company.name == "Garage Driss"


def test_one_does_not_choose_a_company_one_does_not_work_for(clock, alice, driss) -> None:
    browser = sign_in(alice)
    for wanted in (str(driss.company.pk), "", "x"):
        assert browser.post("/entreprise/choisir/", {"company": wanted}).status_code == 404


@pytest.mark.parametrize(
    ("command", "args", "options", "sentence"),
    [
        ("reset_password", ["personne@example.fr"], {}, "Personne n’a l’adresse"),
        ("reset_second_factor", [""], {}, "Personne n’a l’adresse"),
        ("add_person", [], NADIA | {"company": "rien"}, "Aucune entreprise"),
        ("add_person", [], NADIA | {"role": "chef"}, "owner, steward"),
        ("add_person", [], NADIA | {"email": "nadia"}, "n’est pas une adresse"),
        ("add_person", [], NADIA | {"name": " "}, "un prénom et un nom"),
        ("add_person", [], NADIA | {"email": "alice@vasseur.example"}, "travaille déjà"),
    ],
)
def test_a_command_that_refuses_says_why(clock, alice, command, args, options, sentence) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command(command, *args, **options)
    assert User.objects.count() == 1
    assert not WayIn.objects.exists()
