"""« Exporter le journal »: asked after a fresh code, prepared by a worker, followed, cancelled, taken up again, downloaded, deleted."""

import zipfile
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from accounts import archiving
from accounts.boundary import scope
from ledger import archive as zipped
from ledger import archives, checkpoints
from ledger.actions import record
from ledger.enums import Kind
from ledger.models import Archive, Checkpoint
from ledger.offline.export import check_export
from ledger.queries import newest
from tests.cast import AT, Person, sign_in
from tests.ledger.test_sealing import SUBJECT

PROOF = "/journal-scelle/preuve/"
ASK = "/journal-scelle/exports/"


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    settings.DATA_DIR = tmp_path
    return tmp_path


def now() -> datetime:
    return AT


def act(person: Person, times: int = 1) -> None:
    with scope(person.company):
        for _ in range(times):
            record(Kind.RIGHT, "person.left", SUBJECT, by=person.actor, at=AT)


def asked(person: Person) -> Archive:
    with scope(person.company):
        return archives.ask(person.company.pk, person.company.name, by=person.actor, at=AT)


def again(archive: Archive) -> Archive:
    with scope(archive.company_id):
        return Archive.objects.get(pk=archive.pk)


def run(archive: Archive, clock: Any = now) -> bool:
    return archiving.run(archive.company_id, archive.pk, now=clock)


def acts(person: Person) -> list[str]:
    with scope(person.company):
        return [line.act for line in newest(20)]


def test_an_owner_asks_follows_and_downloads(alice: Person) -> None:
    act(alice, 7)
    browser = sign_in(alice)
    page = browser.post(ASK, follow=True)
    assert page.headers["Refresh"] == "2"
    assert "Votre export se prépare" in page.text
    browser.post(ASK)  # a second click
    with scope(alice.company):
        archive = Archive.objects.get()
    assert run(archive)
    assert not run(archive)
    page = browser.get(f"{ASK}{archive.pk}/")
    assert "Votre export est prêt" in page.text
    assert "Refresh" not in page.headers
    given = browser.get(f"{ASK}{archive.pk}/fichier/")
    data = b"".join(given.streaming_content)
    done = again(archive)
    assert (sha256(data).hexdigest(), done.rows, done.verdict) == (done.sha256, 8, "intact")
    assert done.sha256 in browser.get(PROOF).text
    assert "journal-vasseur-1-" in given.headers["Content-Disposition"]
    assert acts(alice)[:3] == ["record.export_downloaded", "record.export_ready", "record.export_asked"]


def test_the_file_is_private_checked_and_signed_first(alice: Person, tmp_path: Path) -> None:
    act(alice)
    archive = asked(alice)
    assert run(archive)
    path = archiving.path_of(archive)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert check_export(str(path)).verdict == "intact"
    with scope(alice.company):
        assert [(one.size, one.reason) for one in Checkpoint.objects.all()] == [(2, "export")]
    with zipfile.ZipFile(path) as opened:
        assert "par Alice Martin" in opened.read("LISEZ-MOI.html").decode()


def test_a_code_is_asked_before_and_before_each_download(alice: Person) -> None:
    browser = sign_in(alice, proven=False)
    assert browser.post(ASK).headers["Location"].startswith("/compte/verification/")
    with scope(alice.company):
        assert not Archive.objects.exists()
    archive = asked(alice)
    run(archive)
    way = browser.get(f"{ASK}{archive.pk}/fichier/").headers["Location"]
    assert way == f"/compte/verification/?next={ASK}{archive.pk}/"
    assert "record.export_downloaded" not in acts(alice)


@pytest.mark.parametrize("who", ["driss", "sofia", "rachid", "benoit", "chloe"])
def test_for_anybody_else_there_is_no_file(alice: Person, who: str, request: pytest.FixtureRequest) -> None:
    archive = asked(alice)
    run(archive)
    browser = sign_in(request.getfixturevalue(who))
    for way in ("", "fichier/"):
        assert browser.get(f"{ASK}{archive.pk}/{way}").status_code == 404
    for way in ("annulation/", "suppression/"):
        assert browser.post(f"{ASK}{archive.pk}/{way}").status_code == 404
    if who != "driss":
        assert browser.post(ASK).status_code == 404
        assert "Exporter le journal" not in browser.get(PROOF).text
    assert archiving.path_of(archive).exists()


def test_nobody_wants_it_any_more(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    act(alice, 5)
    monkeypatch.setattr(zipped, "A_STEP", 2)
    browser, archive = sign_in(alice), asked(alice)
    honest = archives.renew

    def cancelled_meanwhile(one: Archive, **told: Any) -> bool:
        browser.post(f"{ASK}{archive.pk}/annulation/")
        return honest(one, **told)

    monkeypatch.setattr(archives, "renew", cancelled_meanwhile)
    assert not run(archive)
    assert "Préparation annulée" in browser.get(f"{ASK}{archive.pk}/").text
    assert not list(archiving.path_of(archive).parent.iterdir())
    assert "déjà finie" in browser.post(f"{ASK}{archive.pk}/annulation/", follow=True).text


def test_a_killed_worker_is_replaced_and_leaves_nothing(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    act(alice, 3)
    archive = asked(alice)
    with scope(alice.company):
        assert archives.take(archive, owner="dead", at=AT)
    left = archiving.path_of(archive).with_suffix(".dead")
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a zip")
    woken: list[str] = []
    monkeypatch.setattr(archiving, "wake", lambda *told: woken.append(told[2]))
    archiving.sweep(now=now)
    assert woken == []
    later = AT + archives.LEASE + timedelta(seconds=1)
    archiving.sweep(now=lambda: later)
    assert woken == [str(archive.pk)]
    assert run(again(archive), lambda: later)
    assert not left.exists()


def test_after_three_lost_workers_it_is_given_up(alice: Person) -> None:
    archive, at = asked(alice), AT
    for owner in "abc":
        with scope(alice.company):
            assert archives.take(again(archive), owner=owner, at=at)
        at += archives.LEASE * 2
    assert not run(archive, lambda: at)
    page = sign_in(alice).get(f"{ASK}{archive.pk}/").text
    assert "n’a pas pu être préparé" in page
    assert "Préparer à nouveau" in page


def test_a_record_that_cannot_be_signed_is_not_exported(alice: Person) -> None:
    act(alice, 2)
    ring = checkpoints.keys_of_installation()
    memory = checkpoints.memory_of(alice.company.pk)
    memory.parent.mkdir()
    memory.write_text(ring.note(alice.company.pk, 9, bytes(32)))
    archive = asked(alice)
    assert not run(archive)
    assert "Il manque des lignes" in again(archive).failure
    assert not archiving.path_of(archive).exists()


@pytest.mark.parametrize(("error", "words"), [(OSError(28, "full"), "disque"), (ValueError("odd"), "n’a pas abouti")])
def test_what_goes_wrong_is_said(alice: Person, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(zipped, "write", broken)
    archive = asked(alice)
    assert not run(archive)
    assert words in again(archive).failure


def test_contents_erased_in_the_middle_make_it_begin_again(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    act(alice, 3)
    archive, honest, done = asked(alice), zipped.was_purged_since, []

    def purged_once(size: int) -> bool:
        if not done:
            done.append(size)
            record(Kind.RECORD, "record.purged", SUBJECT, by=alice.actor, at=AT, detail={})
            return honest(size)
        return honest(size)

    monkeypatch.setattr(zipped, "was_purged_since", purged_once)
    run(archive)
    assert done == [4]
    assert again(archive).rows == 5


def test_files_are_deleted_after_their_days(alice: Person) -> None:
    archive = asked(alice)
    run(archive)
    archiving.sweep(now=lambda: AT + archives.KEPT - timedelta(seconds=1))
    assert archiving.path_of(archive).exists()
    archiving.sweep(now=lambda: AT + archives.KEPT)
    assert not archiving.path_of(archive).exists()
    page = sign_in(alice).get(f"{ASK}{archive.pk}/").text
    assert "Ce fichier est supprimé" in page
    assert again(archive).sha256 in page
    assert sign_in(alice).get(f"{ASK}{archive.pk}/fichier/").status_code == 404
    assert acts(alice)[0] == "record.export_deleted"


def test_a_file_that_holds_what_was_erased_goes_too(alice: Person) -> None:
    act(alice, 2)
    archive = asked(alice)
    run(archive)
    with scope(alice.company):
        record(Kind.RECORD, "record.purged", SUBJECT, by=alice.actor, at=AT, detail={})
    archiving.sweep(now=now)
    assert not archiving.path_of(archive).exists()


def test_an_owner_deletes_the_file_at_once(alice: Person) -> None:
    archive = asked(alice)
    run(archive)
    browser = sign_in(alice)
    browser.post(f"{ASK}{archive.pk}/suppression/")
    browser.post(f"{ASK}{archive.pk}/suppression/")
    assert not archiving.path_of(archive).exists()
    assert acts(alice).count("record.export_deleted") == 1


def test_numbers_follow_each_other(alice: Person, driss: Person) -> None:
    first = asked(alice)
    run(first)
    assert asked(alice).number == 2
    assert asked(driss).number == 1
