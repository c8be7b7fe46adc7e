"""What the signer of the replaced machine knows goes over to the restored one; what a stranger signed does not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from uuid import UUID

import pytest

from governance.backups import memory
from governance.refusal import Refused
from ledger.keys import Ring, ring, rotate

COMPANY, AT = UUID(int=7), datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def installation(data: Path) -> Ring:
    (data / "keys" / "record").mkdir(parents=True)
    return ring(data / "keys" / "record.json")


def remember(data: Path, size: int) -> str:
    note = ring(data / "keys" / "record.json").note(COMPANY, size, bytes(32))
    (data / "keys" / "record" / f"{COMPANY}.note").write_text(note)
    return note


def remembered(data: Path) -> str:
    path = data / "keys" / "record" / f"{COMPANY}.note"
    return path.read_text() if path.exists() else ""


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """The machine as it is, and the same machine as the backup knew it."""
    target, stage = tmp_path / "target", tmp_path / "stage"
    installation(target)
    remember(target, 10)
    copytree(target, stage)
    return target, stage


def test_the_newer_note_goes_over(both: tuple[Path, Path]) -> None:
    target, stage = both
    note = remember(target, 25)
    memory.carry_over(target, stage)
    assert remembered(stage) == note


def test_a_note_that_is_older_than_the_backups_stays_behind(both: tuple[Path, Path]) -> None:
    target, stage = both
    note = remember(stage, 25)
    memory.carry_over(target, stage)
    assert remembered(stage) == note


def test_the_key_that_came_since_goes_over_with_what_it_signed(both: tuple[Path, Path]) -> None:
    target, stage = both
    fresh = rotate(target / "keys" / "record.json", AT)
    note = remember(target, 25)
    memory.carry_over(target, stage)
    assert ring(stage / "keys" / "record.json").public == fresh.public
    assert remembered(stage) == note


def test_nothing_comes_from_another_installation(tmp_path: Path) -> None:
    target, stage = tmp_path / "target", tmp_path / "stage"
    installation(target)
    remember(target, 25)
    mine = installation(stage)
    memory.carry_over(target, stage)
    assert remembered(stage) == ""
    assert ring(stage / "keys" / "record.json").public == mine.public


def test_a_point_from_a_mail_is_believed_when_this_installation_signed_it(both: tuple[Path, Path], tmp_path: Path) -> None:
    target, stage = both
    note, mail = remember(target, 25), tmp_path / "mail.txt"
    mail.write_text(f"Bonjour,\n\n{note}\nGarde-fou\n")
    memory.take_points([mail], stage)
    assert remembered(stage) == note


@pytest.mark.parametrize(("text", "sentence"), [("Bonjour", "ne contient pas"), (None, "n’est pas signé par l’installation")])
def test_any_other_text_is_refused(both: tuple[Path, Path], tmp_path: Path, text: str | None, sentence: str) -> None:
    installation(tmp_path / "stranger")
    mail = tmp_path / "mail.txt"
    mail.write_text(text or remember(tmp_path / "stranger", 25))
    with pytest.raises(Refused, match=sentence):
        memory.take_points([mail], both[1])


def test_the_phrase_that_was_printed_last_stays_in_force(both: tuple[Path, Path]) -> None:
    target, stage = both
    for data, day in ((target, 23), (stage, 21)):
        (data / "keys" / "backup.json").write_text(json.dumps({"recipient": f"age{day}", "made_at": f"2026-11-{day}T09:12:00+00:00"}))
    memory.keep_newer_phrase(target, stage)
    assert "age23" in (stage / "keys" / "backup.json").read_text()
    memory.keep_newer_phrase(stage.with_name("nowhere"), stage)
    assert "age23" in (stage / "keys" / "backup.json").read_text()
