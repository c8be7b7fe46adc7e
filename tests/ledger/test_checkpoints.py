"""Signing for real: keys in a file, notes in the database, a memory beside the keys; what does not follow is refused."""

import base64
import json
import random
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Company
from ledger import archive, checkpoints, checks, keys
from ledger.actions import record
from ledger.checking import Checking
from ledger.checkpoints import RecordBroken
from ledger.enums import Kind, Reason, Verdict
from ledger.models import Checkpoint
from ledger.offline.checker import Report
from ledger.offline.export import check_export, handover, read_keys
from ledger.offline.notes import is_signed, read_note
from tests.cast import AT
from tests.ledger.test_sealing import CLAIRE, SUBJECT

COVER = archive.Cover("Vasseur Menuiserie", "23 novembre 2026", "Alice Martin")


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


def act(times: int = 1) -> None:
    for _ in range(times):
        record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT)


def sign(company: Company, reason: Reason = Reason.ASKED) -> Checkpoint | None:
    return checkpoints.sign(company.pk, reason, at=AT)


def check(company: Company) -> Report:
    checking = Checking(company.pk)
    while checking.step():
        pass
    return checking.end()


@pytest.mark.asvs("V11.6.1")
def test_a_checkpoint_is_signed_over_every_row(inside: Company, record_keys: Path) -> None:
    act(5)
    made = sign(inside)
    note = read_note(made.note)
    assert (note.size, made.size, len(made.leaves)) == (5, 5, 160)
    assert is_signed(note, keys.ring(record_keys).public)
    assert str(inside.pk) in note.origin


def test_nothing_new_is_not_signed_twice(inside: Company) -> None:
    act()
    assert sign(inside) is not None
    assert sign(inside) is None


def test_the_key_file_is_private_and_made_once(record_keys: Path) -> None:
    first = keys.ring(record_keys)
    assert record_keys.stat().st_mode & 0o777 == 0o600
    assert keys.ring(record_keys) == first


@pytest.mark.parametrize("text", ["", "{}", '{"installation": "x", "keys": []}', "[]", '{"installation": 3, "keys": [3]}'])
def test_a_damaged_key_file_is_said_and_never_replaced(record_keys: Path, text: str) -> None:
    record_keys.parent.mkdir()
    record_keys.write_text(text)
    with pytest.raises(keys.KeysUnreadable):
        keys.ring(record_keys)
    assert record_keys.read_text() == text


@pytest.mark.asvs("V11.1.1")
def test_a_new_key_is_vouched_for_by_the_old_one_and_signs_at_once(inside: Company, record_keys: Path) -> None:
    act()
    sign(inside)
    keys.rotate(record_keys, AT)
    assert sign(inside, Reason.KEY) is not None  # the same rows, another key
    act()
    sign(inside)
    assert check(inside).verdict == Verdict.INTACT


def test_it_is_due_after_an_hour_with_news_or_a_thousand_rows(inside: Company) -> None:
    assert checkpoints.is_due(inside.pk, at=AT) is None
    act()
    assert checkpoints.is_due(inside.pk, at=AT) == Reason.HOUR
    sign(inside)
    act()
    assert checkpoints.is_due(inside.pk, at=AT + timedelta(minutes=59)) is None
    assert checkpoints.is_due(inside.pk, at=AT + timedelta(minutes=60)) == Reason.HOUR


def test_a_record_shorter_than_what_was_signed_is_refused(inside: Company) -> None:
    act(2)
    before = transaction.savepoint()
    act(3)
    sign(inside)
    transaction.savepoint_rollback(before)  # the database went back, the memory beside the keys did not
    act()
    with pytest.raises(RecordBroken) as refused:
        sign(inside)
    assert refused.value.seq == 3
    assert checks.alarm(inside.pk, refused.value, at=AT)
    assert not checks.alarm(inside.pk, refused.value, at=AT)  # said once
    assert {finding.code for finding in check(inside).findings} == {"truncated"}


def test_other_rows_under_the_same_numbers_are_refused(inside: Company) -> None:
    act(2)
    before = transaction.savepoint()
    act(3)
    sign(inside)
    transaction.savepoint_rollback(before)
    act(4)
    with pytest.raises(RecordBroken):
        sign(inside)
    assert check(inside).verdict == Verdict.ALTERED


def test_the_app_can_neither_change_nor_remove_a_checkpoint(inside: Company) -> None:
    act()
    sign(inside)
    for statement in ("update ledger_checkpoint set note = ''", "delete from ledger_checkpoint"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def exported(company: Company, folder: Path) -> Path:
    act(12)
    sign(company, Reason.EXPORT)
    path = folder / "journal.zip"
    assert archive.write(path, company.pk, COVER).rows == 12
    return path


def test_an_export_is_checked_by_the_program_it_carries(inside: Company, tmp_path: Path) -> None:
    path = exported(inside, tmp_path)
    with zipfile.ZipFile(path) as opened:
        program = Path(opened.extract("verifier.py", tmp_path))
    bare = subprocess.run([sys.executable, "-I", "-S", program, path], capture_output=True, text=True, check=False)
    assert bare.returncode == 0, bare.stdout + bare.stderr
    assert bare.stdout.startswith("INTACT")


def test_two_exports_of_one_record_are_the_same_bytes(inside: Company, tmp_path: Path) -> None:
    path = exported(inside, tmp_path)
    archive.write(tmp_path / "again.zip", inside.pk, COVER)
    assert path.read_bytes() == (tmp_path / "again.zip").read_bytes()


def rewritten(path: Path, name: str, change: object, extra: str = "") -> Path:
    """The same zip with one file changed, left out (None), or one more."""
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w") as after:
        for told in before.infolist():
            data = before.read(told)
            if told.filename == name:
                if change is None:
                    continue
                data = change(data)  # type: ignore[operator]
            after.writestr(told.filename, data)
        if extra:
            after.writestr(extra, b"x")
    return out


@pytest.mark.parametrize(
    ("name", "change", "extra"),
    [
        ("rows.jsonl", lambda data: b"\n".join(data.splitlines()[:-1]) + b"\n", ""),
        ("rows.jsonl", lambda data: b"\n".join(reversed(data.splitlines())) + b"\n", ""),
        ("rows.jsonl", lambda data: data.replace(b'"seq":3', b'"seq":3.0'), ""),
        ("rows.jsonl", lambda data: data.replace(b'"class":3', b'"class":3,"class":4', 1), ""),
        ("checkpoints.jsonl", lambda _: b"", ""),
        ("keys.json", lambda _: b"[]", ""),
        ("verifier.py", lambda _: b"print('INTACT')", ""),
        ("manifest.json", lambda data: data.replace(b'"size":12', b'"size":11'), ""),
        ("manifest.sig", lambda data: data[::-1], ""),
        ("leaves.bin", None, ""),
        ("", lambda data: data, "note.txt"),
    ],
)
def test_an_export_somebody_touched_is_refused(inside: Company, tmp_path: Path, name: str, change: object, extra: str) -> None:
    touched = rewritten(exported(inside, tmp_path), name, change, extra)
    assert check_export(str(touched)).verdict == "altered"


def test_an_export_signed_anew_by_a_thief_needs_the_key_one_knows(inside: Company, tmp_path: Path, record_keys: Path) -> None:
    known = keys.ring(record_keys).public
    path = exported(inside, tmp_path)
    assert check_export(str(path), known).verdict == "intact"
    assert check_export(str(path), [bytes(32)]).verdict == "altered"


def test_a_key_changed_while_one_signs_makes_no_false_note(inside: Company, record_keys: Path) -> None:
    before = keys.ring(record_keys)
    after = keys.rotate(record_keys, AT)
    note = read_note(before.note(inside.pk, 1, bytes(32)))
    assert not is_signed(note, before.public)
    assert is_signed(note, after.public)


def test_two_changes_of_key_at_once_lose_neither_key(record_keys: Path) -> None:
    keys.ring(record_keys)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: keys.rotate(record_keys, AT), range(3)))
    assert len(keys.ring(record_keys).public) == 4
    assert len(read_keys(keys.ring(record_keys).listed())) == 4


def test_a_thief_who_vouches_for_the_key_one_knows_is_not_believed(
    inside: Company, tmp_path: Path, record_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = keys.ring(record_keys).public[0]
    record_keys.unlink()
    thief = keys.ring(record_keys)
    vouched = {"public": base64.b64encode(honest).decode(), "vouched": base64.b64encode(thief.sign(handover(honest))).decode()}
    chain = [*thief.listed(), vouched]
    monkeypatch.setattr(keys.Ring, "listed", lambda _ring: chain)
    path = str(exported(inside, tmp_path))
    assert check_export(path).verdict == "intact"
    assert check_export(path, [honest]).verdict == "altered"


def test_a_flipped_bit_never_stops_the_verifier(inside: Company, tmp_path: Path) -> None:
    honest, path = exported(inside, tmp_path).read_bytes(), tmp_path / "flipped.zip"
    for seed in range(80):
        dice, data = random.Random(seed), bytearray(honest)  # noqa: S311 (the same flips at each run)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
        assert check_export(str(path)).verdict in ("intact", "altered")


def test_keys_that_nobody_vouched_for_are_refused(inside: Company, tmp_path: Path, record_keys: Path) -> None:
    keys.rotate(record_keys, AT)
    told = json.loads(record_keys.read_text())
    told["keys"][1]["vouched"] = base64.b64encode(bytes(64)).decode()
    record_keys.write_text(json.dumps(told))
    assert check_export(str(exported(inside, tmp_path))).verdict == "altered"


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 1000])
def test_what_is_no_export_is_said_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert check_export(str(path)).verdict == "altered"
    assert check_export(str(tmp_path / "none.zip")).verdict == "altered"
