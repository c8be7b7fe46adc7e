"""`manage.py import_actions`: every sample, and odd files, which change nothing."""

import json
import tracemalloc
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.boundary import scope
from inventory.models import Agent
from journal.models import Action, Deposit
from tests.cast import Person
from tests.journal.sources.test_samples import ACTIONS
from tests.real_files import ABSENT, SAMPLES
from tests.register import rows

AT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
ODD = {
    "empty": b"",
    "null": b"\0" * 4000,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "zip": b"PK\x03\x04" + b"\0" * 400,
    "half json": b'{"resourceSpans": [{"scopeSpans": [',
    "deep json": b"[" * 100_000,
    "lone surrogate": b'{"events": [{"eventType": "\\ud800", "schemaVersion": 1}]}',
    "page": b"<!doctype html><title>x</title>",
    "words": "Bonjour, voici ce que l’agent a fait.".encode(),
    "table without days": b"Outil;Montant\nx;12\n",
    "half gzip": b"\x1f\x8b\x08\x00\x00",
    "a new line": b"\n",
}


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def run(file: Path, agent: Agent, *more: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("import_actions", str(file), "--agent", str(agent.pk), *more, stdout=out, stderr=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue()


def assert_untouched(person: Person) -> None:
    with scope(person.company):
        assert not Action.objects.of(person.company).exists()
        assert not Deposit.objects.of(person.company).exists()


@pytest.mark.parametrize(("name", "many"), ACTIONS.items())
def test_every_sample_is_previewed_added_and_added_once(alice: Person, agent: Agent, name: str, many: int) -> None:
    file = SAMPLES / name
    if not file.exists():
        pytest.skip(ABSENT)
    code, said = run(file, agent, "--preview", "--json")
    assert_untouched(alice)
    if not many:
        assert (code, json.loads(said)["refused"][:30]) == (2, "Ce fichier ne contient aucune ")
        return
    assert (code, json.loads(said)["fresh"]) == (0, many)
    assert json.loads(run(file, agent, "--json")[1])["kept"] == many
    assert json.loads(run(file, agent, "--json")[1])["kept"] == 0
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == many


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_refused_in_french_and_changes_nothing(alice: Person, agent: Agent, tmp_path: Path, name: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(ODD[name])
    code, said = run(file, agent)
    assert (code, said.strip().endswith((".", "!"))) == (2, True)
    assert "Traceback" not in said
    assert json.loads(run(file, agent, "--json")[1])["refused"] == said.strip()
    assert_untouched(alice)


def test_no_file_a_folder_and_nobody_s_agent_are_said(alice: Person, agent: Agent, tmp_path: Path) -> None:
    assert run(tmp_path / "absent.csv", agent)[0] == 2
    assert run(tmp_path, agent)[0] == 2
    file = tmp_path / "a.csv"
    file.write_bytes(b"Date;Outil\n20/11/2026;x\n")
    other = Agent(pk=alice.company.pk)
    assert run(file, other)[1].strip() == "Aucun agent ne porte ce numéro."
    assert_untouched(alice)


def test_a_hundred_megabytes_are_refused_before_they_are_read(alice: Person, agent: Agent, tmp_path: Path) -> None:
    file = tmp_path / "large.jsonl"
    with file.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    try:
        code, said = run(file, agent)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (code, "5\u00a0Mio" in said) == (2, True)
    assert peak < 20 * 1024 * 1024
    assert_untouched(alice)
