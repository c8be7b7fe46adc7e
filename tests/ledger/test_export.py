"""What an export says to people: the program in one file, its two pages, the table, a checkpoint one had received."""

import ast
import os
import re
import subprocess
import sys
import zipfile
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Company
from ledger import archive, checkpoints, keys
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind, Reason
from ledger.models import Checkpoint
from ledger.offline import joined
from ledger.offline.checker import Report, Row
from ledger.offline.export import Examined, check_export, examine
from ledger.offline.listing import filled, listing_line
from ledger.offline.notes import read_note
from ledger.offline.pages import readme_page, result_page
from ledger.offline.points import Held, NoPoint, judge, read_point, short_line
from tests.cast import AT
from tests.ledger.test_sealing import CLAIRE, SUBJECT

COVER = archive.Cover("Vasseur & fils", "23 novembre 2026", "Alice Martin")
HOSTILE = "<script>alert(1)</script>\"'="


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


@pytest.fixture
def exported(inside: Company, tmp_path: Path) -> Path:
    for name in (HOSTILE, "=1+1", "Relance", "Facturier", "Devis"):
        record(Kind.RIGHT, "person.left", Subject("user", SUBJECT.id, name), by=Actor("person", CLAIRE.id, HOSTILE), at=AT)
    checkpoints.sign(inside.pk, Reason.EXPORT, at=AT)
    path = tmp_path / "journal.zip"
    assert archive.write(path, inside.pk, COVER).rows == 5
    return path


def unpacked(path: Path) -> Path:
    folder = path.parent / "dossier"
    with zipfile.ZipFile(path) as opened:
        opened.extractall(folder)
    return folder


def run(program: Path, *arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", "-S", program, *arguments], capture_output=True, text=True, check=False, **more)


def test_no_name_is_given_twice_in_the_program_of_an_export() -> None:
    found: list[str] = []
    for name in joined.ORDER:
        tree = ast.parse((Path(joined.__file__).parent / f"{name}.py").read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.append(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found += [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    assert [name for name in found if found.count(name) > 1] == []


def test_the_program_imports_nothing_but_pythons_own() -> None:
    tree = ast.parse(joined.source())
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_unpacked_export_checks_itself_and_writes_its_result(exported: Path) -> None:
    folder = unpacked(exported)
    for _ in range(2):  # its own result is no file too many
        said = run(folder / "verifier.py", cwd=folder)
        assert said.returncode == 0, said.stdout + said.stderr
    page = (folder / "resultat.html").read_text()
    assert "INTACT" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert f"GF1.5.{short_line(read_note(Checkpoint.objects.get().note)).split('.')[2]}" in page


def test_a_file_too_many_in_the_folder_is_named(exported: Path) -> None:
    folder = unpacked(exported)
    (folder / "facture.txt").write_text("x")
    said = run(folder / "verifier.py")
    assert said.returncode == 1
    assert "facture.txt" in said.stdout


def test_a_result_that_is_a_link_leads_nowhere(exported: Path, tmp_path: Path) -> None:
    folder, kept = unpacked(exported), tmp_path / "mine.txt"
    kept.write_text("à moi")
    (folder / "resultat.html").symlink_to(kept)
    assert run(folder / "verifier.py").returncode == 0
    assert kept.read_text() == "à moi"
    assert "intact" in (folder / "resultat.html").read_text()


@pytest.mark.parametrize("name", ["horodatages/resultat.html", "lien", "horodatages/tube"])
def test_a_result_elsewhere_a_link_or_a_pipe_is_a_file_too_many(exported: Path, name: str) -> None:
    folder = unpacked(exported)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    {"lien": lambda: path.symlink_to("/etc"), "horodatages/tube": lambda: os.mkfifo(path)}.get(name, lambda: path.write_text("INTACT"))()
    done = run(folder / "verifier.py")
    assert done.returncode == 1
    assert f"un fichier de trop, ou il en manque un ({name})" in done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["x.zip", "not base64"], ["--point"], ["--point", "/none"]])
def test_a_wrong_use_says_how(exported: Path, arguments: list[str]) -> None:
    said = run(unpacked(exported) / "verifier.py", *arguments)
    assert said.returncode == 2
    assert "Usage" in said.stdout
    assert not said.stderr


def test_what_a_console_cannot_write_stops_nothing(exported: Path) -> None:
    said = subprocess.run(
        [sys.executable, unpacked(exported) / "verifier.py"], capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"}
    )
    assert said.returncode == 0, said.stderr


def test_a_point_one_had_received_is_compared_offline(inside: Company, exported: Path, tmp_path: Path) -> None:
    program, note = unpacked(exported) / "verifier.py", tmp_path / "note.txt"
    point = Checkpoint.objects.get().note
    letter = "Bonjour,\r\n\r\n" + "".join(f"> {line}\r\n" for line in point.splitlines()) + "\r\nCordialement"
    note.write_text(letter)
    same = run(program, exported, "--point", note)
    assert (same.returncode, "contient ce point de contrôle" in same.stdout) == (0, True)
    note.write_text(point.replace("\n5\n", "\n4\n"))
    assert "signature n’est pas" in run(program, exported, "--point", note).stdout
    note.write_text("rien")
    assert run(program, exported, "--point", note).returncode == 2


def test_a_table_that_says_something_else_than_the_rows_is_found(inside: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed anew by whoever has the key: the program compares all the same."""
    record(Kind.RIGHT, "person.left", SUBJECT, by=CLAIRE, at=AT)
    record(Kind.RIGHT, "person.left", SUBJECT, by=CLAIRE, at=AT)
    checkpoints.sign(inside.pk, Reason.EXPORT, at=AT)
    honest = archive.listing_line
    monkeypatch.setattr(
        archive, "listing_line", lambda row, phrases: honest(replace(row, recorded_at=row.recorded_at + row.seq * 10**9), phrases)
    )
    archive.write(tmp_path / "j.zip", inside.pk, COVER)
    found = check_export(str(tmp_path / "j.zip")).findings
    assert [(one.code, one.seq) for one in found] == [("table", 1)]


def test_no_cell_of_the_table_is_a_formula(exported: Path) -> None:
    with zipfile.ZipFile(exported) as opened:
        table = opened.read("journal.csv").decode("utf-8-sig")
    cells = re.findall(r'"((?:[^"]|"")*)"', table)
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_words_out_of_a_file_are_no_program() -> None:
    assert filled("{by.__class__} {by!r} {by:>99999} {by}", {"by": "Claire"}) == "{by.__class__} {by!r} {by:>99999} Claire"
    odd = Row(0, 2**63, 3, b"", b'{"act": 3, "by": 1}', b"")
    assert b"ne se lisent pas" in listing_line(odd, {})


def test_the_first_page_says_what_the_check_found_at_export(exported: Path) -> None:
    with zipfile.ZipFile(exported) as opened:
        page = opened.read("LISEZ-MOI.html").decode()
    for words in ("Vasseur &amp; fils", "INTACT", "5 lignes", "verifier.py", "données personnelles", "openssl ts -verify", "GF1.5."):
        assert words in page


def test_pages_escape_whatever_a_file_holds() -> None:
    found = Examined(Report(), name=HOSTILE, stamped=[(HOSTILE, HOSTILE)], last=deque([Row(0, 0, 3, b"", HOSTILE.encode(), b"")]))
    pages = (result_page(found, HOSTILE), readme_page(Report(), name=HOSTILE, origin=HOSTILE, made=HOSTILE, by=HOSTILE))
    assert [page for page in pages if "<script" in page] == []


def test_an_altered_record_is_exported_and_says_so(inside: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        record(Kind.RIGHT, "person.left", SUBJECT, by=CLAIRE, at=AT)
    checkpoints.sign(inside.pk, Reason.EXPORT, at=AT)
    honest = archive.rows
    monkeypatch.setattr(archive, "rows", lambda *span: (replace(row, payload=b"\xff") if row.seq == 1 else row for row in honest(*span)))
    report = archive.write(tmp_path / "j.zip", inside.pk, COVER)
    assert [one.seq for one in report.findings] == [1]
    assert [one.seq for one in examine(str(tmp_path / "j.zip")).report.findings] == [1]
    with zipfile.ZipFile(tmp_path / "j.zip") as opened:
        assert "ALTÉRÉ" in opened.read("LISEZ-MOI.html").decode()


def test_a_short_line_is_read_back_however_it_was_copied(inside: Company) -> None:
    record(Kind.RIGHT, "person.left", SUBJECT, by=CLAIRE, at=AT)
    note = read_note(checkpoints.sign(inside.pk, Reason.ASKED, at=AT).note)
    line = short_line(note)
    for copied in (line, line.lower(), f"voici : {line[:30]}\n {line[30:]} fin", line.replace(".", " · ")):
        claim = read_point(copied)
        assert (claim.size, claim.root) == (1, note.root)
    slip = line.replace(line[12], "A" if line[12] != "A" else "B", 1)
    for wrong in (slip, "", "GF1", "GF1.1.AAAA", "x" * 30_000):
        with pytest.raises(NoPoint):
            read_point(wrong)


def test_each_answer_to_a_point_says_something_else(inside: Company) -> None:
    record(Kind.RIGHT, "person.left", SUBJECT, by=CLAIRE, at=AT)
    made = checkpoints.sign(inside.pk, Reason.ASKED, at=AT)
    note, ring = read_note(made.note), keys.ring(checkpoints.memory_of(inside.pk).parent.parent / "record.json")
    claims = read_point(made.note), read_point(short_line(note))

    def told(
        claim: Any, *, rows: int = 3, root: bytes = note.root, origin: str = note.origin, known: Any = ring.public, lost_from: Any = None
    ) -> str:
        return judge(claim, Held(origin, known, rows, lambda _size: root, lost_from)).outcome

    assert [told(claim) for claim in claims] == ["same", "same"]
    assert [told(claim, root=bytes(32)) for claim in claims] == ["altered", "differs"]
    assert [told(claim, rows=0) for claim in claims] == ["altered", "differs"]
    assert [told(claim, origin="garde-fou/x") for claim in claims] == ["other", "other"]
    assert told(claims[0], known=[bytes(32)]) == "forged"
    assert [told(claims[0], rows=0, lost_from=first) for first in (0, 1)] == ["restored", "altered"]
