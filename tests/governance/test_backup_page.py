"""« Sauvegardes »: what an owner reads, the phrase shown once, and who may not have it."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.boundary import scope
from governance.backups import due, folder, state
from governance.backups.phrase import new_phrase, recipient
from ledger.queries import newest
from tests.cast import Person, sign_in

PHRASE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


@pytest.fixture(autouse=True)
def data(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR, settings.BACKUPS, settings.BACKUPS_COPY = tmp_path, tmp_path / "backups", None
    return tmp_path


def made(data: Path, at: datetime, checked: bool = True) -> str:
    """A phrase, and an archive of that moment."""
    phrase = new_phrase()
    state.keep_key(state.Key(recipient(phrase), at, at if checked else None))
    (data / "backups").mkdir(exist_ok=True)
    (data / "backups" / folder.name_at(at)).write_bytes(bytes(12_000))
    state.keep_state(state.State(made_at=at))
    return phrase


def acts(person: Person) -> list[str]:
    with scope(person.company):
        return [line.act for line in newest(5)]


def told(person: Person) -> list[str]:
    with scope(person.company):
        return [duty.title for duty in due.due(person.company, person.membership, timezone.now())]


def test_without_a_phrase_the_page_says_that_nothing_is_backed_up(alice: Person) -> None:
    page = sign_in(alice).get("/sauvegardes/").content.decode()
    assert "Aucune sauvegarde ne se fait encore" in page
    assert "Faire ma phrase" in page


def test_the_phrase_is_shown_once_and_kept_nowhere(alice: Person, data: Path) -> None:
    answer = sign_in(alice).post("/sauvegardes/phrase/")
    phrase = PHRASE.search(answer.content.decode())
    assert phrase
    kept = state.key()
    assert kept
    assert kept.recipient == recipient(phrase[0])
    assert "no-store" in answer.headers["Cache-Control"]
    for path in data.rglob("*"):
        assert not path.is_file() or phrase[0].encode() not in path.read_bytes()
    assert acts(alice)[0] == "backup.phrase_made"
    assert phrase[0] not in sign_in(alice).get("/sauvegardes/").content.decode()


def test_a_second_click_makes_no_second_phrase(alice: Person) -> None:
    browser = sign_in(alice)
    assert "phrase" in browser.post("/sauvegardes/phrase/", {"instead_of": ""}).content.decode()
    first = state.key()
    again = browser.post("/sauvegardes/phrase/", {"instead_of": ""}, follow=True)
    assert "Une phrase vient déjà d’être faite" in again.content.decode()
    assert state.key() == first
    assert f'value="{first.recipient}"' in again.content.decode()


def test_the_paper_is_checked_without_opening_anything(alice: Person, data: Path) -> None:
    phrase, browser = made(data, timezone.now(), checked=False), sign_in(alice)
    assert told(alice) == ["Vérifier la phrase des sauvegardes"]
    assert "Une lettre manque" in browser.post("/sauvegardes/phrase/verification/", {"phrase": phrase[:-1]}).content.decode()
    other = browser.post("/sauvegardes/phrase/verification/", {"phrase": new_phrase()}).content.decode()
    assert "Ce n’est pas la phrase d’aujourd’hui" in other
    assert told(alice) == ["Vérifier la phrase des sauvegardes"]
    assert browser.post("/sauvegardes/phrase/verification/", {"phrase": phrase.lower()}).status_code == 302
    assert told(alice) == []
    assert acts(alice)[0] == "backup.phrase_checked"


def test_the_page_says_how_the_last_one_went(alice: Person, data: Path) -> None:
    made(data, timezone.now() - timedelta(hours=3))
    state.keep_state(state.State(error="Le disque est plein.", error_at=timezone.now()))
    page = sign_in(alice).get("/sauvegardes/").content.decode()
    assert "Le disque est plein." in page
    assert "sur le même disque que vos données" in page
    assert "11,7" in page


def test_a_duty_says_when_nothing_was_backed_up_for_three_days(alice: Person, chloe: Person, data: Path) -> None:
    assert told(alice) == ["Préparer les sauvegardes"]
    made(data, timezone.now() - timedelta(days=2))
    assert told(alice) == []
    made(data, timezone.now() - timedelta(days=4))
    assert told(alice) == ["La sauvegarde ne se fait plus"]
    assert told(chloe) == []


def test_where_several_companies_share_the_machine_nobody_makes_the_phrase_on_a_page(alice: Person, driss: Person, data: Path) -> None:
    browser = sign_in(alice)
    assert "Qui s’occupe du serveur la garde" in browser.get("/sauvegardes/").content.decode()
    assert browser.post("/sauvegardes/phrase/").status_code == 404
    assert browser.post("/sauvegardes/maintenant/").status_code == 404
    assert browser.get("/sauvegardes/phrase/verification/").status_code == 404
    assert state.key() is None
    assert told(alice) == []


def test_a_backup_is_asked_for_on_the_page(alice: Person, data: Path) -> None:
    made(data, timezone.now())
    answer = sign_in(alice).post("/sauvegardes/maintenant/", follow=True)
    assert "La sauvegarde commence" in answer.content.decode()
