"""The pages of retention: what is kept how long, what would go, holds, one line before its term, a backup put back."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts import keeping as sweeping
from accounts import sealing
from accounts.boundary import scope
from ledger import checkpoints, keeping, purging
from ledger.actions import record
from ledger.enums import Kind, Reason
from ledger.models import Entry, Hold, RetentionRule
from ledger.queries import newest
from tests.accounts.test_restoring import put_back
from tests.cast import AT, Person, sign_in
from tests.ledger.old_rows import NOW, old_months, write_old
from tests.ledger.test_checkpoints import check
from tests.ledger.test_sealing import SUBJECT

__all__ = ["old_months"]

TERMS = "/journal-scelle/conservation/"
SIGNIN = f"{TERMS}2/"
HOLD = "/journal-scelle/conservation-imposee/"
ERASE = "/journal-scelle/effacement/"
RESTORED = "/journal-scelle/restauration/"


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path, old_months: None) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


@pytest.fixture
def hers(alice: Person) -> Client:
    return sign_in(alice)


def acts(person: Person) -> list[str]:
    with scope(person.company):
        return [line.act for line in newest()]


def test_every_part_says_how_long_and_where_that_comes_from(alice: Person, hers: Client) -> None:
    page = hers.get(TERMS).text
    for words in ("Connexions", "12\u00a0mois", "5\u00a0ans", "10\u00a0ans", "À vérifier", "délibération n°", "L123-22"):
        assert words in page
    assert TERMS in hers.get("/journal-scelle/").text
    assert TERMS in hers.get("/entreprise/").text


def test_what_would_go_is_said_before_it_is_saved(alice: Person, hers: Client) -> None:
    with scope(alice.company):
        for days in (400, 200, 200):
            write_old(alice.company, Kind.SIGNIN, days)
    page = hers.post(SIGNIN, {"months": "6"}).text
    assert "Le contenu de 3 lignes a déjà cet âge" in page
    with scope(alice.company):
        assert not RetentionRule.objects.exists()
    longer = {"months": "24", "why": "Contrôle interne écrit.", "seen": "6"}  # another length than the one that was shown
    assert "Aucun contenu n’a encore cet âge" in hers.post(SIGNIN, longer).text
    for _ in range(2):  # a second click changes nothing more
        assert hers.post(SIGNIN, {"months": "6", "seen": "6"}).status_code == 302
    assert acts(alice).count("record.term_changed") == 1
    assert "6\u00a0mois" in hers.get(TERMS).text
    assert "12\u00a0mois, maintenant 6\u00a0mois" in hers.get("/journal-scelle/").text


@pytest.mark.parametrize(
    ("address", "given", "said"),
    [
        (SIGNIN, {"months": "5"}, "entre 6 et 36 mois"),
        (SIGNIN, {"months": "99999999999999999999"}, "entre 6 et 36 mois"),
        (SIGNIN, {"months": ""}, "Indiquez un nombre de mois"),
        (SIGNIN, {"months": "un an"}, "nombre entier"),
        (SIGNIN, {"months": "24"}, "dites pourquoi"),
        (SIGNIN, {"months": "24", "why": "sk-ant-api03-" + "a1B2" * 20}, "ressemble à une clé"),
        (f"{TERMS}3/", {"months": "59"}, "entre 60 et 600 mois"),
        (f"{TERMS}10/", {"months": "60"}, "entre 120 et 600 mois"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(hers: Client, alice: Person, address: str, given: dict[str, str], said: str) -> None:
    assert said in hers.post(address, {**given, "seen": given["months"]}).text
    assert "record.term_changed" not in acts(alice)


def test_no_such_part_is_not_there(hers: Client) -> None:
    for kind in ("0", "12", "99999999999"):
        assert hers.get(f"{TERMS}{kind}/").status_code == 404


def test_a_hold_is_set_shown_and_lifted_with_reasons(alice: Person, hers: Client) -> None:
    assert "Dites pourquoi" in hers.post(HOLD, {"why": " "}).text
    for _ in range(2):
        assert hers.post(HOLD, {"why": "Litige avec un client"}).status_code == 302
    with scope(alice.company):
        hold = Hold.objects.get()
    assert "Litige avec un client" in hers.get("/journal-scelle/").text
    assert "Litige avec un client" in hers.get(TERMS).text
    lifting = f"{HOLD}{hold.pk}/levee/"
    assert "Litige avec un client" in hers.get(lifting).text
    for _ in range(2):
        assert hers.post(lifting, {"why": "Jugé"}).status_code == 302
    assert acts(alice)[:2] == ["record.hold_lifted", "record.hold_set"]
    assert "Plus rien" not in hers.get("/journal-scelle/").text


def test_a_hold_of_another_company_is_not_there(alice: Person, driss: Person) -> None:
    with scope(alice.company):
        hold = keeping.set_hold(alice.company.pk, "Litige", by=alice.actor, at=AT)
        assert hold
    assert sign_in(driss).post(f"{HOLD}{hold.pk}/levee/", {"why": "Rien"}).status_code == 404


def test_a_fresh_code_is_asked_first(alice: Person) -> None:
    browser = sign_in(alice, proven=False)
    for address in (SIGNIN, HOLD, ERASE):
        assert "/compte/verification/" in browser.post(address, {"why": "x"}).headers["Location"]
    assert acts(alice) == []


def test_one_line_goes_before_its_term(alice: Person, hers: Client) -> None:
    with scope(alice.company):
        for _ in range(3):
            record(Kind.RIGHT, "test.act", SUBJECT, by=alice.actor, at=AT)
    assert "Numéro de la ligne" in hers.get(ERASE).text
    assert "test.act" in hers.get(f"{ERASE}?ligne=2").text
    assert "Dites pourquoi" in hers.post(ERASE, {"ligne": "2", "why": ""}).text
    assert hers.post(ERASE, {"ligne": "2", "why": "Une clé y figurait."}).status_code == 302
    with scope(alice.company):
        assert list(Entry.objects.filter(payload=None).values_list("seq", flat=True)) == [1]
        checkpoints.sign(alice.company.pk, Reason.PURGE, at=AT)
        assert check(alice.company).verdict == "intact"
    page = hers.get("/journal-scelle/").text
    assert "Contenu effacé avant son terme, le" in page
    assert "avant son terme. Raison" in page
    assert "déjà effacé" in hers.get(f"{ERASE}?ligne=2").text
    assert "déjà effacé" in hers.post(ERASE, {"ligne": "2", "why": "Encore."}).text
    assert "raconte le journal lui-même" in hers.get(f"{ERASE}?ligne=4").text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("99", "Aucune ligne"),
        ("0", "porte le numéro 1"),
        ("-3", "porte le numéro 1"),
        ("deux", "Indiquez un numéro"),
        ("9" * 40, "Aucune ligne"),
    ],
)
def test_a_line_that_is_not_there_is_said_so(hers: Client, number: str, said: str) -> None:
    assert said in hers.get(f"{ERASE}?ligne={number}").text
    assert said in hers.post(ERASE, {"ligne": number, "why": "Une clé."}).text


def test_nothing_is_erased_while_held(alice: Person, hers: Client) -> None:
    with scope(alice.company):
        record(Kind.RIGHT, "test.act", SUBJECT, by=alice.actor, at=AT)
        keeping.set_hold(alice.company.pk, "Litige", by=alice.actor, at=AT)
    assert "interdit tout effacement" in hers.post(ERASE, {"ligne": "1", "why": "Une clé."}).text
    assert "record.purged" not in acts(alice)


@pytest.mark.parametrize("met", [purging.Held, purging.NotErasable])
def test_somebody_who_was_quicker_is_said(alice: Person, hers: Client, monkeypatch: pytest.MonkeyPatch, met: type[Exception]) -> None:
    with scope(alice.company):
        record(Kind.RIGHT, "test.act", SUBJECT, by=alice.actor, at=AT)

    def quicker(*_: Any, **__: Any) -> int:
        raise met

    monkeypatch.setattr(purging, "erase_early", quicker)
    assert "quelqu’un a agi entre-temps" in hers.post(ERASE, {"ligne": "1", "why": "Une clé."}, follow=True).text


def test_lines_purged_by_the_rule_say_when(alice: Person, hers: Client) -> None:
    with scope(alice.company):
        write_old(alice.company, Kind.SIGNIN, 400)
        write_old(alice.company, Kind.RIGHT, 10)
    assert sweeping.purge_company(alice.company.pk, at=NOW) == 1
    page = hers.get("/journal-scelle/").text
    assert "Contenu effacé selon la règle de conservation, le" in page
    assert "a effacé le contenu d’une ligne" in page


def test_a_backup_put_back_is_declared_on_its_page(alice: Person, hers: Client) -> None:
    with scope(alice.company):
        for _ in range(3):
            record(Kind.RIGHT, "test.act", SUBJECT, by=alice.actor, at=AT)
        checkpoints.sign(alice.company.pk, Reason.ASKED, at=AT)
    assert hers.get(RESTORED).status_code == 404
    put_back(alice, 8)
    assert RESTORED in hers.get("/journal-scelle/preuve/").text
    assert "5 lignes que le journal n’a plus" in hers.get(RESTORED).text
    for _ in range(2):
        assert hers.post(RESTORED, {"why": "Disque remplacé."}).status_code == 302
    assert acts(alice).count("record.restored") == 1
    assert sealing.declare_restored(alice.company.pk, why="", by=alice.actor, at=AT) == (3, 7)
    assert hers.get(RESTORED).status_code == 404
    with scope(alice.company):
        report = check(alice.company)
    assert report.verdict == "restored"
    assert report.notices[0].sentence.endswith("les lignes 4 à 8 sont perdues. Raison donnée\u00a0: Disque remplacé.")
