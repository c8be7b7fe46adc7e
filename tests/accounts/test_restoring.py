"""A backup put back: what the signer remembers and the record no longer holds is named, sealed, and signed over."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts import sealing
from accounts.boundary import scope
from ledger import checkpoints, restoring
from ledger.actions import record
from ledger.checkpoints import RecordBroken, memory_of
from ledger.enums import Kind, Reason
from ledger.models import Check, Checkpoint
from ledger.queries import newest
from tests.cast import AT, Person
from tests.ledger.test_checkpoints import check
from tests.ledger.test_sealing import SUBJECT

WHY = "Disque remplacé, sauvegarde de la veille."


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


def act(person: Person, times: int = 1) -> None:
    with scope(person.company):
        for _ in range(times):
            record(Kind.RIGHT, "test.act", SUBJECT, by=person.actor, at=AT)


def sign(person: Person) -> None:
    with scope(person.company):
        checkpoints.sign(person.company.pk, Reason.ASKED, at=AT)


def put_back(person: Person, size: int, more: int = 0) -> str:
    """The signer remembers a tree of that size that the record does not continue; then acts written since."""
    ring = checkpoints.keys_of_installation()
    note = ring.note(person.company.pk, size, bytes(range(32)))
    memory_of(person.company.pk).write_text(note)
    act(person, more)
    return note


def declare(person: Person) -> tuple[int, int] | None:
    return sealing.declare_restored(person.company.pk, why=WHY, by=person.actor, at=AT + timedelta(hours=1))


@pytest.mark.parametrize(("size", "more", "lost"), [(9, 0, (4, 8)), (9, 3, (4, 8)), (6, 5, (4, 5))])
def test_what_is_lost_is_named_sealed_and_signed(alice: Person, size: int, more: int, lost: tuple[int, int]) -> None:
    act(alice, 4)
    sign(alice)
    note = put_back(alice, size, more)
    with scope(alice.company), pytest.raises(RecordBroken):
        act(alice)
        sign(alice)
    assert declare(alice) == lost
    with scope(alice.company):
        line = newest(1)[0]
        assert (line.act, line.detail["why"], line.detail["lost"]) == ("record.restored", WHY, note)
        assert "lignes 5 à" in line.sentence
        assert check(alice.company).verdict == "restored"
        assert Check.objects.filter(ended_at=None).exists()
        assert Checkpoint.objects.order_by("-size").first().note == memory_of(alice.company.pk).read_text()
    assert [path.read_text() for path in memory_of(alice.company.pk).parent.glob("*.lost-*.note")] == [note]


def test_it_is_told_once(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    act(alice, 2)
    sign(alice)
    put_back(alice, 5)

    def killed(*_: Any) -> None:
        raise OSError

    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(restoring, "keep_proof", killed)
        declare(alice)
    assert declare(alice) == (2, 4)
    assert declare(alice) is None
    with scope(alice.company):
        assert [line.act for line in newest(9)].count("record.restored") == 1


@pytest.mark.parametrize("signed", [True, False])
def test_nothing_lost_is_nothing_said(alice: Person, signed: bool) -> None:
    act(alice, 3)
    if signed:
        sign(alice)
    assert declare(alice) is None
    act(alice)
    assert declare(alice) is None


def test_a_note_whose_row_was_lost_in_a_crash_is_no_loss(alice: Person) -> None:
    act(alice, 3)
    with scope(alice.company):
        _size, edge = checkpoints.head()
        note = checkpoints.keys_of_installation().note(alice.company.pk, 3, checkpoints.rules.root(edge))
    memory_of(alice.company.pk).parent.mkdir(parents=True, exist_ok=True)
    memory_of(alice.company.pk).write_text(note)
    act(alice, 2)
    assert declare(alice) is None


def test_a_memory_of_somebody_else_heals_nothing(alice: Person, driss: Person) -> None:
    act(alice, 3)
    sign(alice)
    note = checkpoints.keys_of_installation().note(driss.company.pk, 9, bytes(32))
    memory_of(alice.company.pk).write_text(note)
    with pytest.raises(RecordBroken, match="pas signé par nous"):
        declare(alice)


def test_the_record_goes_on_afterwards(alice: Person) -> None:
    act(alice, 3)
    sign(alice)
    put_back(alice, 7, 1)
    declare(alice)
    act(alice, 5)
    sign(alice)
    with scope(alice.company):
        assert check(alice.company).verdict == "restored"
    put_back(alice, 30)  # once more
    assert declare(alice) == (10, 29)
    with scope(alice.company):
        assert check(alice.company).findings == []


def test_the_server_declares_it_too(alice: Person) -> None:
    def told(why: str) -> str:
        out = StringIO()
        call_command("declare_restored", company=alice.company.slug, why=why, stdout=out)
        return out.getvalue()

    act(alice, 3)
    sign(alice)
    assert "rien n’est perdu" in told("Essai.")
    put_back(alice, 9)
    assert "les lignes 4 à 9 sont perdues" in told(WHY)
    with pytest.raises(CommandError, match="Dites pourquoi"):
        told(" ")
    memory_of(alice.company.pk).write_text("illisible")
    with pytest.raises(CommandError, match="illisible"):
        told(WHY)
