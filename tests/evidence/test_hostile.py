"""Whoever wants a dossier to say something else: each attempt is told, none ends in a traceback."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Person
from tests.evidence.dossiers import prepared, unpacked, verdict

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REGISTER = "registre/registre.json"


def listed(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "pieces.json").read_text())
    return told


def relist(folder: Path, **pieces: object) -> None:
    told = listed(folder)
    told["pieces"] |= pieces
    (folder / "pieces.json").write_text(json.dumps(told))


def rename(folder: Path) -> None:
    (folder / REGISTER).rename(folder / "registre" / "autre.json")


def forge(folder: Path) -> None:
    forged = (folder / REGISTER).read_bytes().replace(b"Vasseur", b"Lemoine")
    (folder / REGISTER).write_bytes(forged)
    relist(folder, **{REGISTER: hashlib.sha256(forged).hexdigest()})


def cut(folder: Path) -> None:
    record = folder / "journal-scelle.zip"
    record.write_bytes(record.read_bytes()[:-2000])


def rot(folder: Path) -> None:
    record = folder / "journal-scelle.zip"
    data = bytearray(record.read_bytes())
    data[200:1200] = bytes(1000)
    record.write_bytes(data)


def climb(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("x")
    relist(folder, **{"../secret.txt": hashlib.sha256(b"x").hexdigest()})


def link(folder: Path) -> None:
    kept = folder.parent / "registre.json"
    shutil.move(folder / REGISTER, kept)
    (folder / REGISTER).symlink_to(kept)


def absolute(folder: Path) -> None:
    relist(folder, **{"/etc/hostname": "0" * 64})


def null(folder: Path) -> None:
    relist(folder, **{"a\0b": "0" * 64})


def wrong_shape(folder: Path) -> None:
    (folder / "pieces.json").write_text('{"pieces": ["a"], "company": []}')


def deep(folder: Path) -> None:
    (folder / "pieces.json").write_text("[" * 100_000)


def no_record(folder: Path) -> None:
    (folder / "journal-scelle.zip").unlink()


ATTEMPTS: list[tuple[Callable[[Path], None], str]] = [
    (rename, "manque"),
    (forge, "ne connaît pas cette liste"),
    (cut, "ne se lit pas"),
    (rot, ""),
    (climb, "manque"),
    (link, "manque"),
    (absolute, "manque"),
    (null, ""),
    (wrong_shape, "ne se lit pas"),
    (deep, "ne se lit pas"),
    (no_record, "ne se lit pas"),
]


def test_each_attempt_is_told_in_french(alice: Person, tmp_path: Path) -> None:
    """One dossier for all: making one is what takes time."""
    whole = unpacked(prepared(alice), tmp_path / "whole")
    for attempt, words in ATTEMPTS:
        folder = tmp_path / attempt.__name__ / "out"
        shutil.copytree(whole, folder)
        attempt(folder)
        code, said = verdict(folder)
        assert code in (1, 2), attempt.__name__
        assert words in said, (attempt.__name__, said)
        assert "ENTIER" not in said
        assert said.strip(), attempt.__name__


def test_the_record_of_another_company_does_not_vouch(alice: Person, driss: Person, tmp_path: Path) -> None:
    mine, others = (unpacked(prepared(one), tmp_path / one.company.slug) for one in (alice, driss))
    shutil.copy(others / "journal-scelle.zip", mine / "journal-scelle.zip")
    code, said = verdict(mine)
    assert (code, "autre entreprise" in said) == (1, True)


def test_what_an_operating_system_leaves_is_no_fault(alice: Person, tmp_path: Path) -> None:
    folder = unpacked(prepared(alice), tmp_path / "out")
    (folder / "revues").mkdir(exist_ok=True)
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "registre" / "Thumbs.db").write_bytes(b"x")
    assert verdict(folder)[0] == 0
