"""An export lives in its row: asked, taken, followed, finished; workers may die, tasks may be lost or run twice."""

import hashlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.boundary import scope
from accounts.models import Company
from inventory.models import Processing
from ledger.keys import KeysUnreadable
from ledger.models import Checkpoint
from ledger.offline.notes import read_note
from ledger.offline.points import read_point
from ledger.queries import newest
from lib.pdf.check import faults
from register import actions, exporting, keeping, printing
from register import clock as clock_tasks
from register.book import WHOLE, Extent, Part
from register.enums import Format
from register.models import Export
from tests.cast import AT, Person
from tests.register import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def asked(inside: Company, alice: Person) -> Export:
    rows.whole_sheet(alice, AT)
    return actions.ask(inside, Format.PDF, by=alice.membership, at=AT)


def clock(start: datetime = AT) -> Callable[[], datetime]:
    """A second passes at each look."""
    ticks: Iterator[int] = iter(range(1_000_000))
    return lambda: start + timedelta(seconds=next(ticks))


def again(export: Export) -> Export:
    return Export.objects.of(export.company).get(pk=export.pk)


def acts() -> list[str]:
    return [line.act for line in newest() if line.act.startswith("register.")]


def test_an_export_is_numbered_recorded_and_wakes_a_worker(inside: Company, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[tuple[str, ...]] = []
    monkeypatch.setattr(actions, "wake", lambda *said: woken.append(said))
    export = actions.ask(inside, Format.PDF, by=alice.membership, at=AT)
    assert (export.number, export.asked_by_name, acts()) == (1, "Alice Martin", ["register.export_asked"])
    assert woken == [("register.export", str(inside.pk), str(export.pk))]


@pytest.mark.asvs("V2.4.1", "V15.2.2")
def test_a_second_click_finds_the_export_under_way(asked: Export, alice: Person) -> None:
    assert actions.ask(asked.company, Format.PDF, by=alice.membership, at=AT).pk == asked.pk
    assert actions.ask(asked.company, Format.JSON, by=alice.membership, at=AT).number == 2


@pytest.mark.slow
def test_a_pdf_is_prepared_kept_and_recorded(asked: Export, data_folder: Path) -> None:
    assert exporting.run(asked.company_id, asked.pk, now=clock())
    export, path = again(asked), exporting.path_of(asked)
    assert path.parent == data_folder / "files" / str(asked.company_id) / "exports"
    assert (export.size_bytes, export.file_sha256) == (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    assert (export.pages or 0) >= 5
    assert path.stat().st_mode & 0o077 == 0
    assert faults(path) == []
    assert acts() == ["register.export_ready", "register.export_asked"]
    assert newest()[0].detail["sha256"] == export.file_sha256
    assert set(path.parent.iterdir()) == {path, keeping.data_path(export)}
    assert keeping.data_path(export).stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_each_page_bears_the_checkpoint_the_record_had_then(asked: Export) -> None:
    assert exporting.run(asked.company_id, asked.pk, now=clock())
    written = subprocess.run(["pdftotext", "-f", "2", "-l", "2", exporting.path_of(asked), "-"], capture_output=True, text=True, check=True)
    claim, newest_one = read_point(written.stdout), Checkpoint.objects.get()
    assert (claim.size, claim.root) == (newest_one.size, read_note(newest_one.note).root)
    assert newest_one.reason == "register"


def test_a_register_is_made_when_nothing_can_be_signed(inside: Company, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: Any, **__: Any) -> bool:
        raise KeysUnreadable

    monkeypatch.setattr(exporting.sealing, "sign_for", unreadable)
    export = actions.ask(inside, Format.JSON, by=alice.membership, at=AT)
    assert exporting.run(inside.pk, export.pk, now=clock())


def test_the_same_task_twice_makes_one_file(asked: Export) -> None:
    assert exporting.run(asked.company_id, asked.pk, now=clock())
    assert not exporting.run(asked.company_id, asked.pk, now=clock(AT + timedelta(hours=1)))
    assert acts().count("register.export_ready") == 1


def test_a_json_export_is_the_attached_data(inside: Company, alice: Person) -> None:
    export = actions.ask(inside, Format.JSON, by=alice.membership, at=AT)
    assert exporting.run(inside.pk, export.pk, now=clock())
    assert again(export).fingerprint == again(export).file_sha256
    assert b'"format":"garde-fou-registre"' in exporting.path_of(export).read_bytes()


def test_one_worker_holds_the_lease_until_it_runs_out(asked: Export) -> None:
    assert actions.take(asked, owner="a", at=AT)
    assert not actions.take(again(asked), owner="b", at=AT + timedelta(seconds=59))
    assert actions.renew(asked, owner="a", done=1, total=9, at=AT + timedelta(seconds=50))
    assert not actions.take(again(asked), owner="b", at=AT + timedelta(seconds=80))
    assert actions.take(again(asked), owner="b", at=AT + timedelta(seconds=200))
    assert not actions.renew(asked, owner="a", done=2, total=9, at=AT + timedelta(seconds=201))


def test_a_worker_that_lost_its_lease_leaves_no_file(asked: Export) -> None:
    written = actions.Written("0" * 64, 1, 1, "1" * 64, is_draft=False)
    assert actions.take(asked, owner="a", at=AT)
    assert actions.take(again(asked), owner="b", at=AT + timedelta(minutes=5))
    assert not actions.finish(asked, written, owner="a", at=AT + timedelta(minutes=5))
    assert actions.finish(asked, written, owner="b", at=AT + timedelta(minutes=6))
    assert not actions.finish(asked, written, owner="b", at=AT + timedelta(minutes=6))


@pytest.mark.slow
def test_a_killed_worker_s_export_is_found_by_the_sweep(asked: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[tuple[str, ...]] = []
    monkeypatch.setattr(clock_tasks, "wake", lambda *said: woken.append(said))
    actions.take(asked, owner="killed", at=AT)
    monkeypatch.setattr(clock_tasks.timezone, "now", lambda: AT + timedelta(seconds=30))
    clock_tasks.sweep()
    assert woken == []
    monkeypatch.setattr(clock_tasks.timezone, "now", lambda: AT + timedelta(seconds=90))
    clock_tasks.sweep()
    assert woken == [("register.export", str(asked.company_id), str(asked.pk))]
    assert exporting.run(asked.company_id, asked.pk, now=clock(AT + timedelta(seconds=90)))


def test_a_killed_rendering_child_fails_in_french(asked: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    start = printing._start

    def start_and_kill(*told: Any) -> "subprocess.Popen[bytes]":
        child = start(*told)
        os.kill(child.pid, signal.SIGKILL)
        return child

    monkeypatch.setattr(printing, "_start", start_and_kill)
    assert not exporting.run(asked.company_id, asked.pk, now=clock())
    assert again(asked).failure.startswith("La préparation n’a pas abouti.")
    assert acts()[0] == "register.export_failed"
    assert list(exporting.path_of(asked).parent.iterdir()) == []


def test_three_lost_workers_end_in_a_failure(asked: Export) -> None:
    for number in range(actions.MAX_TRIES):
        assert actions.take(again(asked), owner=f"w{number}", at=AT + timedelta(minutes=5 * number))
    assert not actions.take(again(asked), owner="w4", at=AT + timedelta(hours=1))
    assert again(asked).failed_at is not None


def test_cancelling_stops_the_worker_and_keeps_no_file(asked: Export, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    follow = printing._follow

    def cancel_first(*told: Any) -> Any:
        actions.cancel(again(asked), by=alice.membership, at=AT)
        return follow(*told)

    monkeypatch.setattr(printing, "_follow", cancel_first)
    assert not exporting.run(asked.company_id, asked.pk, now=clock())
    assert again(asked).cancelled_at is not None
    assert list(exporting.path_of(asked).parent.iterdir()) == []
    with pytest.raises(actions.AlreadyOver):
        actions.cancel(again(asked), by=alice.membership, at=AT)


def test_an_unknown_export_is_nothing_to_do(inside: Company) -> None:
    assert not exporting.run(inside.pk, uuid4(), now=clock())


@pytest.mark.parametrize("form", [pytest.param("pdf", marks=pytest.mark.slow), "json", "ods", "xlsx", "csv", "jsonld"])
def test_the_command_writes_a_file(inside: Company, alice: Person, tmp_path: Path, form: str) -> None:
    rows.whole_sheet(alice, AT)
    out = tmp_path / f"registre.{form}"
    call_command("export_register", company=inside.slug, format=form, out=out, verbosity=0)
    export = Export.objects.of(inside).get()
    assert hashlib.sha256(out.read_bytes()).hexdigest() == export.file_sha256
    assert export.asked_by_name == "Commande sur le serveur"


def test_the_command_refuses_an_unknown_company(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Aucune entreprise"):
        call_command("export_register", company="inconnue", out=tmp_path / "x.pdf")


def test_each_part_of_the_register_has_its_own_export(asked: Export, alice: Person) -> None:
    company, sheet = asked.company, Processing.objects.of(asked.company).get()
    extent = Extent(Part.PROCESSING, str(sheet.pk), sheet.name)
    export = actions.ask(company, Format.PDF, by=alice.membership, at=AT, extent=extent)
    assert (export.number, again(export).extent) == (2, extent)
    assert actions.ask(company, Format.PDF, by=alice.membership, at=AT, extent=extent).pk == export.pk
    assert str(export) == "Registre n°\u00a02, fiche «\u00a0Facturation clients\u00a0»"
    assert "registre n°\u00a02, fiche «\u00a0Facturation clients\u00a0»" in newest()[0].sentence


def test_an_export_is_of_one_part_only(asked: Export) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.of(asked.company).update(part=Part.AGENT)


def finished(company: Company, alice: Person, extent: Extent = WHOLE) -> Export:
    export = actions.ask(company, Format.JSON, by=alice.membership, at=AT, extent=extent)
    assert exporting.run(company.pk, export.pk, now=clock())
    return again(export)


def test_each_register_says_how_much_changed_since_the_one_before(inside: Company, alice: Person) -> None:
    sheet = rows.whole_sheet(alice, AT)
    alone = Extent(Part.PROCESSING, str(sheet.pk), sheet.name)
    first, of_one, same = finished(inside, alice), finished(inside, alice, alone), finished(inside, alice)
    rows.whole_sheet(alice, AT, "Relance des impayés")
    Processing.objects.of(inside).filter(pk=sheet.pk).update(source="Un annuaire")
    later, of_one_later = finished(inside, alice), finished(inside, alice, alone)
    assert [(export.previous, export.changes) for export in (first, of_one, same)] == [(None, None), (None, None), (first, 0)]
    assert (later.previous, later.changes) == (same, 2)
    assert (of_one_later.previous, of_one_later.changes) == (of_one, 1)


def test_a_register_whose_data_were_spoilt_is_compared_with_nothing(inside: Company, alice: Person) -> None:
    rows.whole_sheet(alice, AT)
    spoilt, other = finished(inside, alice), finished(inside, alice)
    keeping.data_path(spoilt).write_bytes(b'{"sheets"')
    keeping.data_path(other).unlink()
    assert (finished(inside, alice).previous, keeping.compared(spoilt, other)) == (None, None)


def test_another_company_sees_no_export(asked: Export, driss: Person) -> None:
    with scope(driss.company):
        assert not Export.objects.filter(company_id=asked.company_id).exists()
        assert actions.ask(driss.company, Format.PDF, by=driss.membership, at=AT).number == 1
