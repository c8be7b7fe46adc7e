"""« Bienvenue »: a new installation is opened once, by whoever holds the code, and all at once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import hooks
from accounts.boundary import all_companies, scope
from accounts.enums import Role
from accounts.models import Authenticator, Company, Membership, RecoveryCode, SetupCode, User
from ledger.queries import newest
from lib.envelope import unseal
from tests.accounts.journeys import NOW, code_of
from tests.cast import PASSWORD, Person

COMPANY = {"name": "Vasseur Menuiserie", "siren": "732 829 320"}
OWNER = {"name": "Claire Vasseur", "email": "Claire@Vasseur.example", "new_password": PASSWORD}


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(clock) -> Client:
    return Client()


def fresh_code(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("setup_code")
    return next(line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("    "))


def until_the_factor(browser: Client, code: str, way: str = "app") -> None:
    for path, data in (("", {"code": code}), ("entreprise/", COMPANY), ("vous/", OWNER), ("double-verification/", {"way": way})):
        response = browser.post(f"/demarrer/{path}", data)
        assert response.status_code == 302, response.content.decode()


def key_shown(browser: Client) -> str:
    return browser.get("/demarrer/application/").context["key"].replace(" ", "")


def opened_with_app(browser: Client, code: str):
    until_the_factor(browser, code)
    assert browser.post("/demarrer/application/", {"code": code_of(key_shown(browser), NOW)}).status_code == 302
    return browser.post("/demarrer/codes/", {})


@pytest.mark.asvs("V6.3.2")
def test_a_new_installation_sends_to_the_start_page(browser) -> None:
    assert browser.get("/").headers["Location"] == "/connexion/"
    assert browser.get("/connexion/").headers["Location"] == "/demarrer/"
    assert "Bienvenue" in browser.get("/demarrer/").content.decode()


def test_with_an_app_one_ends_inside(browser, capsys) -> None:
    response = opened_with_app(browser, fresh_code(capsys))
    assert response.headers["Location"] == "/"
    assert browser.get("/").status_code == 200
    company = all_companies()[0]
    with scope(company):
        row = Company.objects.get(pk=company)
        assert (row.name, row.siren, row.slug, row.time_zone) == ("Vasseur Menuiserie", "732829320", "vasseur-menuiserie", "Europe/Paris")
        membership = Membership.objects.select_related("user").get()
        assert (membership.role, membership.user.email) == (Role.OWNER, "claire@vasseur.example")
        acts = [line.act for line in reversed(newest()) if not line.act.startswith(("processing.", "limit."))]
    assert acts == ["company.opened", "person.joined", "factor.added", "factor.codes_made", "signin.opened"]


@pytest.mark.asvs("V6.5.2")
def test_the_key_and_the_codes_are_not_kept_in_clear(browser, capsys) -> None:
    until_the_factor(browser, fresh_code(capsys))
    key = key_shown(browser)
    browser.post("/demarrer/application/", {"code": code_of(key, NOW)})
    codes = browser.get("/demarrer/codes/").context["codes"]
    kept = str(dict(browser.session.items()))
    assert key not in kept
    assert PASSWORD not in kept
    assert not any(code in kept for code in codes)
    browser.post("/demarrer/codes/", {})
    app = Authenticator.objects.get()
    assert key not in app.sealed_key
    assert unseal(app.sealed_key, app.pk) == key
    assert not RecoveryCode.objects.filter(code_hash__in=codes).exists()
    assert "gf_setup" not in browser.session


def test_with_printed_codes_no_telephone_is_needed(browser, capsys) -> None:
    until_the_factor(browser, fresh_code(capsys), "paper")
    codes = browser.get("/demarrer/codes/").context["codes"]
    assert len(set(codes)) == 10
    refused = browser.post("/demarrer/codes/", {})
    assert "Imprimez ou recopiez les codes" in refused.content.decode()
    assert browser.post("/demarrer/codes/", {"kept": "on"}).headers["Location"] == "/"
    assert browser.get("/").status_code == 200
    browser.post("/deconnexion/")
    browser.post("/connexion/", {"email": "claire@vasseur.example", "password": PASSWORD})
    entered = browser.post("/connexion/code/", {"code": codes[3].lower().replace("-", " ")})
    assert entered.headers["Location"] == "/"
    assert "Il vous reste 9 codes imprimés." in browser.get("/").content.decode()


@pytest.mark.asvs("V2.3.1")
def test_each_page_asks_for_the_ones_before(browser, capsys) -> None:
    for path in ("entreprise", "vous", "double-verification", "application", "codes"):
        assert browser.get(f"/demarrer/{path}/").headers["Location"] == "/demarrer/"
    browser.post("/demarrer/", {"code": fresh_code(capsys)})
    assert browser.get("/demarrer/vous/").headers["Location"] == "/demarrer/entreprise/"
    assert browser.get("/demarrer/application/").headers["Location"] == "/demarrer/entreprise/"
    browser.post("/demarrer/entreprise/", COMPANY)
    assert browser.get("/demarrer/").headers["Location"] == "/demarrer/vous/"
    browser.post("/demarrer/vous/", OWNER)
    assert browser.get("/demarrer/codes/").headers["Location"] == "/demarrer/double-verification/"
    browser.post("/demarrer/double-verification/", {"way": "app"})
    assert browser.get("/demarrer/codes/").headers["Location"] == "/demarrer/application/"


def test_one_may_leave_and_come_back(browser, capsys) -> None:
    until_the_factor(browser, fresh_code(capsys))
    key = key_shown(browser)
    assert SetupCode.objects.get().used_at is None
    assert browser.get("/demarrer/").headers["Location"] == "/demarrer/double-verification/"
    assert key_shown(browser) == key
    assert browser.get("/demarrer/vous/").context["form"]["name"].value() == "Claire Vasseur"
    assert b"password" in browser.get("/demarrer/vous/").content
    assert PASSWORD not in browser.get("/demarrer/vous/").content.decode()


def test_once_open_the_start_page_does_not_exist(browser, capsys, alice: Person) -> None:
    for path in ("", "entreprise/", "vous/", "double-verification/", "application/", "codes/"):
        assert browser.get(f"/demarrer/{path}").status_code == 404
        assert browser.post(f"/demarrer/{path}").status_code == 404
    call_command("setup_code")
    assert "déjà ouvert" in capsys.readouterr().out
    assert not SetupCode.objects.exists()


def test_of_two_browsers_one_opens_and_the_other_is_told(clock, capsys) -> None:
    code, first, second = fresh_code(capsys), Client(), Client()
    for browser in (first, second):
        until_the_factor(browser, code, "paper")
        browser.get("/demarrer/codes/")
    assert first.post("/demarrer/codes/", {"kept": "on"}).status_code == 302
    assert second.post("/demarrer/codes/", {"kept": "on"}).status_code == 404
    assert User.objects.count() == len(all_companies()) == 1


def test_a_newer_code_ends_the_one_before(clock, capsys) -> None:
    browser = Client()
    until_the_factor(browser, fresh_code(capsys), "paper")
    browser.get("/demarrer/codes/")
    newer = fresh_code(capsys)
    response = browser.post("/demarrer/codes/", {"kept": "on"}, follow=True)
    assert "plus valable" in response.content.decode()
    assert not User.objects.exists()
    assert browser.post("/demarrer/", {"code": newer}).status_code == 302


@pytest.mark.asvs("V6.4.1")
def test_a_code_holds_a_day(browser, clock, capsys) -> None:
    code = fresh_code(capsys)
    clock.shift(timedelta(hours=24))
    refused = browser.post("/demarrer/", {"code": code})
    assert refused.status_code == 403
    assert "plus de 24 heures" in refused.content.decode()


@pytest.mark.asvs("V6.3.2")
def test_a_machine_that_guesses_ends_the_code(browser, capsys) -> None:
    code = fresh_code(capsys)
    for _ in range(10):
        assert browser.post("/demarrer/", {"code": "0000-0000"}).status_code == 403
    assert browser.post("/demarrer/", {"code": code}).status_code == 403
    assert browser.post("/demarrer/", {"code": fresh_code(capsys)}).status_code == 302


def test_a_code_copied_by_hand_is_understood(browser, capsys) -> None:
    code = fresh_code(capsys)
    copied = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert browser.post("/demarrer/", {"code": f"  {copied} "}).status_code == 302


@pytest.mark.asvs("V13.2.3")
def test_the_code_has_140_bits_and_only_its_hash_is_kept(clock, capsys) -> None:
    code = fresh_code(capsys)
    assert len(code.replace("-", "")) == 28
    kept = SetupCode.objects.get().code_hash
    assert len(kept) == 64
    assert code not in kept


@pytest.mark.parametrize("siren", ["", "732829320", "732 829 320", "732.829.320"])
def test_a_company_number_may_be_spaced_or_come_later(browser, capsys, siren: str) -> None:
    browser.post("/demarrer/", {"code": fresh_code(capsys)})
    assert browser.post("/demarrer/entreprise/", {"name": "Vasseur", "siren": siren}).status_code == 302


@pytest.mark.parametrize("siren", ["732829321", "12", "abcdefghi", "<script>"])
def test_a_wrong_company_number_is_said(browser, capsys, siren: str) -> None:
    browser.post("/demarrer/", {"code": fresh_code(capsys)})
    refused = browser.post("/demarrer/entreprise/", {"name": "Vasseur", "siren": siren})
    assert "n’est pas juste" in refused.content.decode()
    assert b"<script>" not in refused.content


@pytest.mark.parametrize("password", ["court", "azertyuiop123", "Vasseur Menuiserie", "claire@vasseur.example", "Claire Vasseur 26"])
@pytest.mark.asvs("V6.2.11")
def test_a_weak_password_is_refused_in_words(browser, capsys, password: str) -> None:
    browser.post("/demarrer/", {"code": fresh_code(capsys)})
    browser.post("/demarrer/entreprise/", COMPANY)
    refused = browser.post("/demarrer/vous/", OWNER | {"new_password": password})
    assert refused.status_code == 200
    assert refused.context["form"].errors["new_password"]


@pytest.mark.parametrize("password", ["cheval agrafe pile correct", " é🙂 " + "pluie verte " * 10])
@pytest.mark.asvs("V6.2.8")
def test_a_password_is_taken_as_typed(browser, capsys, password: str) -> None:
    browser.post("/demarrer/", {"code": fresh_code(capsys)})
    browser.post("/demarrer/entreprise/", COMPANY)
    browser.post("/demarrer/vous/", OWNER | {"new_password": password})
    browser.post("/demarrer/double-verification/", {"way": "paper"})
    browser.get("/demarrer/codes/")
    browser.post("/demarrer/codes/", {"kept": "on"})
    user = User.objects.get()
    assert user.check_password(password)
    assert not user.check_password(password.swapcase())
    assert not user.check_password(password[:100] + "x")


def test_what_a_higher_app_adds_is_made_with_the_company_or_nothing_is(browser, capsys, monkeypatch) -> None:
    def fails(company, by, at) -> None:
        raise RuntimeError("no sheet")

    monkeypatch.setattr(hooks, "company_openers", [fails])
    until_the_factor(browser, fresh_code(capsys), "paper")
    browser.get("/demarrer/codes/")
    browser.raise_request_exception = False
    assert browser.post("/demarrer/codes/", {"kept": "on"}).status_code == 500
    assert not User.objects.exists()
    assert not all_companies()
    assert SetupCode.objects.get().used_at is None


def test_openers_are_told_who_and_when(browser, capsys, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(hooks, "company_openers", [lambda company, by, at: told.append((company.name, by.name, at))])
    until_the_factor(browser, fresh_code(capsys), "paper")
    browser.get("/demarrer/codes/")
    browser.post("/demarrer/codes/", {"kept": "on"})
    assert told == [("Vasseur Menuiserie", "Claire Vasseur", NOW)]


def test_a_wrong_code_of_the_app_is_said(browser, capsys) -> None:
    until_the_factor(browser, fresh_code(capsys))
    key_shown(browser)
    refused = browser.post(reverse("accounts:setup_app"), {"code": "000000"})
    assert "n’est pas le bon" in refused.content.decode()


def test_the_code_that_proved_the_app_does_not_open_a_second_session(browser, capsys) -> None:
    until_the_factor(browser, fresh_code(capsys))
    code = code_of(key_shown(browser), NOW)
    browser.post("/demarrer/application/", {"code": code})
    browser.post("/demarrer/codes/", {})
    other = Client()
    other.post("/connexion/", {"email": "claire@vasseur.example", "password": PASSWORD})
    assert other.post("/connexion/code/", {"code": code}).status_code == 403
