"""The record of each company, signed by the clock and checked when asked, on its page and on the server."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import sealing
from accounts.boundary import scope
from accounts.due import due
from ledger import archive, checkpoints, checks
from ledger.actions import record
from ledger.enums import Kind, Reason, Verdict
from ledger.models import Check, Checkpoint
from ledger.offline.export import check_export
from ledger.seals import seal_of
from tests.cast import AT, Person, sign_in
from tests.ledger.test_sealing import SUBJECT

PROOF = "/journal-scelle/preuve/"


def now() -> Any:
    return AT


def later() -> Any:
    return AT + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


def act(person: Person, times: int = 1) -> None:
    with scope(person.company):
        for _ in range(times):
            record(Kind.RIGHT, "test.act", SUBJECT, by=person.actor, at=AT)


def test_the_clock_signs_every_company_with_news_once(alice: Person, driss: Person) -> None:
    act(alice, 3)
    act(driss)
    assert sealing.sign_due(now=now) == 2
    assert sealing.sign_due(now=now) == 0
    with scope(alice.company):
        assert [one.size for one in Checkpoint.objects.all()] == [3]


def test_a_damaged_key_file_stops_nobody_else(alice: Person, record_keys: Path, caplog: pytest.LogCaptureFixture) -> None:
    act(alice)
    record_keys.parent.mkdir()
    record_keys.write_text("{}")
    assert sealing.sign_due(now=now) == 0
    assert "cannot be read" in caplog.text


def test_somebody_asks_and_the_worker_answers(alice: Person) -> None:
    act(alice, 12)
    sealing.sign_due(now=now)
    browser = sign_in(alice)
    assert "n’a pas encore été vérifié" in browser.get(PROOF).text
    browser.post("/journal-scelle/verification/")
    browser.post("/journal-scelle/verification/")  # a second click asks nothing more
    waiting = browser.get(PROOF)
    assert waiting.headers["Refresh"] == "2"
    with scope(alice.company):
        check = Check.objects.get()
    assert sealing.check_record(alice.company.pk, check.pk, now=now)
    assert not sealing.check_record(alice.company.pk, check.pk, now=now)
    page = browser.get(PROOF)
    assert "Intact" in page.text
    assert "Refresh" not in page.headers


def test_a_worker_that_died_is_replaced(alice: Person) -> None:
    act(alice)
    with scope(alice.company):
        check = checks.ask(alice.company.pk, by="Alice Martin", at=AT)
        assert checks.take(check.pk, at=AT)
    sealing.sign_due(now=now)
    with scope(alice.company):
        assert Check.objects.get().ended_at is None
    sealing.sign_due(now=later)
    with scope(alice.company):
        assert Check.objects.get().verdict == Verdict.INTACT


def test_a_check_that_cannot_end_says_so(alice: Person, record_keys: Path) -> None:
    act(alice)
    record_keys.parent.mkdir()
    record_keys.write_text("{}")
    with scope(alice.company):
        check = checks.ask(alice.company.pk, by="Alice Martin", at=AT)
    assert not sealing.check_record(alice.company.pk, check.pk, now=now)
    assert "n’est pas allée au bout" in sign_in(alice).get(PROOF).text


def test_a_record_that_cannot_be_signed_is_the_first_thing_to_do(alice: Person) -> None:
    act(alice, 2)
    sealing.sign_due(now=now)
    memory = checkpoints.memory_of(alice.company.pk)
    ring = checkpoints.keys_of_installation()
    memory.write_text(ring.note(alice.company.pk, 9, bytes(32)))  # seven more rows were signed, and are gone
    act(alice)
    sealing.sign_due(now=lambda: AT + timedelta(hours=2))
    with scope(alice.company):
        assert seal_of(alice.company.pk).is_altered
        assert due(alice.company, alice.membership, AT)[0].tone == "stop"
    assert "Il manque des lignes" in sign_in(alice).get(PROOF).text


def test_nobody_reads_the_proof_of_another_company(alice: Person, driss: Person, chloe: Person) -> None:
    act(alice, 5)
    sealing.sign_due(now=now)
    assert "5 lignes signées," in sign_in(alice).get(PROOF).text
    assert "5 lignes signées," not in sign_in(driss).get(PROOF).text
    assert sign_in(chloe).get(PROOF).status_code == 404


def told(command: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_the_server_verifies_and_exports(alice: Person, tmp_path: Path) -> None:
    act(alice, 4)
    sealing.sign_due(now=now)
    assert "INTACT" in told("verify_record", company=alice.company.slug)
    out = tmp_path / "journal.zip"
    assert told("export_record", company=alice.company.slug, out=out).startswith("6 lignes")
    assert check_export(str(out)).verdict == "intact"
    assert out.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="existe déjà"):
        told("export_record", company=alice.company.slug, out=out)
    with pytest.raises(CommandError, match="nom court"):
        told("verify_record", company="personne")


def test_a_check_made_on_the_server_wakes_no_worker(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(checks, "wake", lambda *told: woken.append(told[0]))
    act(alice)
    assert "RIEN DE SIGNÉ" in told("verify_record", company=alice.company.slug)
    assert woken == []
    with scope(alice.company):
        under_way = sealing.ask_check(alice.company, by=alice.actor, at=AT)
        assert checks.take(under_way.pk, at=timezone.now())  # the command looks at the real clock
    assert len(woken) == 1
    with pytest.raises(CommandError, match="déjà en cours"):
        told("verify_record", company=alice.company.slug)


def test_an_export_that_fails_leaves_an_honest_record(alice: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(alice, 4)

    def no_room(*_: Any, **__: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", no_room)
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        told("export_record", company=alice.company.slug, out=tmp_path / "journal.zip")
    assert not list(tmp_path.glob("journal*"))
    act(alice)
    assert sealing.sign_all(Reason.HOUR, now=now) == 1
    assert "INTACT" in told("verify_record", company=alice.company.slug)


def test_another_key_takes_over(alice: Person, tmp_path: Path) -> None:
    act(alice, 4)
    assert "1 journal signé" in told("rotate_record_key")
    act(alice)
    assert told("export_record", company=alice.company.slug, out=tmp_path / "journal.zip")
    assert check_export(str(tmp_path / "journal.zip")).verdict == "intact"
    with scope(alice.company):
        assert {"key", "export"} == set(Checkpoint.objects.values_list("reason", flat=True))


def test_the_server_leaves_with_one_when_something_was_changed(alice: Person) -> None:
    act(alice, 2)
    sealing.sign_due(now=now)
    ring = checkpoints.keys_of_installation()
    checkpoints.memory_of(alice.company.pk).write_text(ring.note(alice.company.pk, 2, bytes(32)))
    with pytest.raises(SystemExit) as left:
        told("verify_record")
    assert left.value.code == 1


def test_nothing_signed_is_not_called_intact(alice: Person) -> None:
    act(alice)
    assert "RIEN DE SIGNÉ" in told("verify_record", company=alice.company.slug)
