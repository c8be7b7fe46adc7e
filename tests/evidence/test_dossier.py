"""The dossier of a period: asked once, prepared by whoever comes, whole, vouched for by the sealed record, checked by anybody."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.boundary import scope
from accounts.preparing import KEPT, LEASE, MAX_TRIES
from approvals.actions.stopping import stop
from evidence import actions, keeping, making
from evidence.models import Dossier
from evidence.rules import suggested
from tests.cast import AT, Person
from tests.evidence.dossiers import DAY, asked, prepared, unpacked, verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_a_dossier_holds_the_period_and_anybody_can_check_it(alice: Person, tmp_path: Path) -> None:
    with scope(alice.company):
        stop(alice.company, agent=None, why="Un doute", by=alice.membership, at=AT)
    folder = unpacked(prepared(alice), tmp_path / "out")
    assert "Un doute" in (folder / "arrets.csv").read_text("utf-8-sig")
    assert (folder / "registre" / "registre.pdf").read_bytes().startswith(b"%PDF")
    index = (folder / "LISEZ-MOI.html").read_text()
    assert all(words in index for words in ("arrets.csv", "Les essais avant mise en service", alice.company.name))
    code, said = verdict(folder)
    assert (code, said.splitlines()[-1][:6]) == (0, "ENTIER"), said


@pytest.mark.slow
def test_a_piece_changed_taken_or_added_is_found(alice: Person, tmp_path: Path) -> None:
    folder = unpacked(prepared(alice), tmp_path / "out")
    register = folder / "registre" / "registre.json"
    kept = register.read_bytes()
    register.write_bytes(kept.replace(b"Vasseur", b"Lemoine"))
    assert "a été changé" in verdict(folder)[1]
    register.unlink()
    assert "manque" in verdict(folder)[1]
    register.write_bytes(kept)
    (folder / "ajout.csv").write_text("x")
    code, said = verdict(folder)
    assert code == 1
    assert "a été ajouté" in said


@pytest.mark.slow
def test_a_list_made_anew_is_not_the_one_the_record_knows(alice: Person, tmp_path: Path) -> None:
    """Whoever changes a piece and its digest still has the sealed record against them."""
    folder = unpacked(prepared(alice), tmp_path / "out")
    listed = json.loads((folder / "pieces.json").read_text())
    (folder / "registre" / "registre.json").unlink()
    del listed["pieces"]["registre/registre.json"]
    (folder / "pieces.json").write_text(json.dumps(listed))
    code, said = verdict(folder)
    assert code == 1
    assert "ne connaît pas cette liste" in said


def test_two_clicks_ask_one_dossier(alice: Person) -> None:
    assert asked(alice).pk == asked(alice).pk


def test_days_that_are_not_in_order_are_refused(alice: Person) -> None:
    with scope(alice.company), pytest.raises(ValueError, match="before it begins"):
        actions.ask(alice.company, DAY, DAY - timedelta(days=1), by=alice.membership, at=AT)


def test_nobody_prepares_what_another_worker_holds_or_what_was_cancelled(alice: Person) -> None:
    dossier = asked(alice)
    with scope(alice.company):
        Dossier.objects.filter(pk=dossier.pk).update(lease_owner="another", lease_until=AT + LEASE, tries=1)
    assert not making.run(alice.company.pk, dossier.pk, now=lambda: AT)
    with scope(alice.company):
        assert actions.cancel(dossier, by=alice.actor, at=AT)
        assert not actions.cancel(dossier, by=alice.actor, at=AT)
    assert not making.run(alice.company.pk, dossier.pk, now=lambda: AT + 2 * LEASE)
    assert not keeping.path_of(dossier).exists()


def test_after_three_lost_workers_the_page_says_so(alice: Person) -> None:
    dossier = asked(alice)
    with scope(alice.company):
        Dossier.objects.filter(pk=dossier.pk).update(lease_owner="gone", lease_until=AT, tries=MAX_TRIES)
    assert not making.run(alice.company.pk, dossier.pk, now=lambda: AT + LEASE)
    with scope(alice.company):
        assert Dossier.objects.get(pk=dossier.pk).failure == making.GAVE_UP


@pytest.mark.slow
def test_the_file_goes_after_seven_days_and_its_line_stays(alice: Person) -> None:
    dossier = prepared(alice)
    assert keeping.path_of(dossier).exists()
    keeping.sweep(now=lambda: AT + KEPT - timedelta(minutes=1))
    assert keeping.path_of(dossier).exists()
    keeping.sweep(now=lambda: AT + KEPT)
    assert not keeping.path_of(dossier).exists()
    with scope(alice.company):
        assert not Dossier.objects.get(pk=dossier.pk).is_there


@pytest.mark.slow
def test_a_lost_task_is_taken_up_by_the_sweep(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[tuple[object, ...]] = []
    dossier = asked(alice)
    monkeypatch.setattr(keeping, "wake", lambda *told: woken.append(told))
    keeping.sweep(now=lambda: AT)
    assert woken == [(actions.TASK, str(alice.company.pk), str(dossier.pk))]


@pytest.mark.parametrize(
    ("today", "words", "first", "last"),
    [
        (date(2026, 11, 21), "Ce trimestre", date(2026, 10, 1), date(2026, 11, 21)),
        (date(2026, 11, 21), "Le trimestre dernier", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 2, 1), "Le trimestre dernier", date(2025, 10, 1), date(2025, 12, 31)),
        (date(2028, 2, 29), "Les douze derniers mois", date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_periods_ready_made(today: date, words: str, first: date, last: date) -> None:
    assert (words, first, last) in suggested(today)
