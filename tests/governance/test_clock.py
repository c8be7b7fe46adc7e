"""The clock leaves a trace of each run; `show_clock` tells it, and the first page says when it stands still."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import runs
from accounts.models import ClockRun
from accounts.runs import STOPPED, last_run, note_run, stopped_since
from governance import celery, clock_due
from governance.celery import PERIODS
from governance.management.commands.show_clock import every
from tests.cast import AT, Person, sign_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def ran(name: str = "reviews.sweep", at: datetime = AT, error: str = "") -> None:
    note_run(name, began=at - timedelta(seconds=1), ended=at, error=error)


def shown(*options: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("show_clock", *options, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code or 0)
    return out.getvalue(), 0


def test_the_newest_run_is_kept_and_the_last_failure_with_it() -> None:
    ran(at=AT, error="OperationalError")
    ran(at=AT + MINUTE)
    ran(at=AT - MINUTE)  # a slow worker tells late
    kept = ClockRun.objects.get()
    assert (kept.ended_at, kept.error, kept.failed_at) == (AT + MINUTE, "", AT)
    assert last_run() == AT + MINUTE


def test_a_task_with_a_period_leaves_its_run_and_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    celery.app.loader.import_default_modules()
    task = celery.app.tasks["reviews.sweep"]
    assert task.apply().successful()
    assert ClockRun.objects.get(name="reviews.sweep").error == ""
    monkeypatch.setattr("reviews.sweeping.open_all", lambda **_: 1 // 0)
    assert task.apply().failed()
    assert ClockRun.objects.get(name="reviews.sweep").error == "ZeroDivisionError"


def test_another_task_and_a_call_by_hand_leave_nothing() -> None:
    celery.app.loader.import_default_modules()
    celery.app.tasks["reviews.sweep"]()
    celery.app.tasks["governance.backup_now"].run = lambda: None
    try:
        celery.app.tasks["governance.backup_now"].apply()
    finally:
        del celery.app.tasks["governance.backup_now"].run
    assert not ClockRun.objects.exists()


def test_show_clock_tells_every_entry_its_period_and_its_last_run() -> None:
    at = timezone.now()
    ran("reviews.sweep", at)
    ran("alerts.sweep", at, "OperationalError")
    said, code = shown()
    listed = said.splitlines()
    assert code == 0
    assert [line.split()[0] for line in listed[: len(PERIODS)]] == list(PERIODS)
    assert any(line.startswith("reviews.sweep") and line.endswith("à l’instant, en 1,0 s, bien") for line in listed)
    assert any(line.startswith("alerts.sweep") and line.endswith("en échec (OperationalError)") for line in listed)
    assert any(line.startswith("ledger.make_months") and "tous les jours" in line and line.endswith("jamais passé") for line in listed)
    assert listed[-1] == "L’horloge tourne."


def test_show_clock_for_a_program() -> None:
    ran(at=timezone.now() - 2 * STOPPED)
    said, code = shown("--json")
    told = json.loads(said)
    assert (code, told["stopped"]) == (1, True)
    (entry,) = [one for one in told["entries"] if one["name"] == "reviews.sweep"]
    assert (entry["every_seconds"], entry["error"]) == (60, "")
    assert datetime.fromisoformat(entry["ended_at"]) == last_run()


def test_a_clock_that_stands_still_or_never_ran_says_what_to_do() -> None:
    said, code = shown()
    assert (code, "n’est jamais passée" in said) == (1, True)
    ran(at=datetime(2026, 11, 2, 7, 30, tzinfo=UTC) - timedelta(days=300))
    said, code = shown()
    assert (code, "L’horloge est arrêtée" in said, "Relancez Garde-fou" in said) == (1, True, True)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (timedelta(seconds=30), "toutes les 30 s"),
        (timedelta(minutes=5), "toutes les 5 min"),
        (timedelta(minutes=1), "toutes les minutes"),
        (timedelta(hours=1), "toutes les heures"),
        (timedelta(hours=6), "toutes les 6 h"),
        (timedelta(days=1), "tous les jours"),
        (timedelta(days=2), "tous les 2 jours"),
    ],
)
def test_a_period_in_words(period: timedelta, words: str) -> None:
    assert every(period) == words


def test_the_first_page_says_it_to_owners_after_five_minutes(alice: Person, chloe: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_due, "stopped_since", runs.stopped_since)
    ran(at=AT)
    assert clock_due.due(alice.company, alice.membership, AT + STOPPED) == []
    (duty,) = clock_due.due(alice.company, alice.membership, AT + STOPPED + MINUTE)
    assert duty.title == "L’horloge de Garde-fou est arrêtée depuis 10\u00a0h\u00a012"
    assert (duty.tone, duty.due_on) == ("stop", None)
    (duty,) = clock_due.due(alice.company, alice.membership, AT + timedelta(days=3))
    assert duty.title.endswith("depuis le 23\u00a0novembre à 10\u00a0h\u00a012")
    assert clock_due.due(chloe.company, chloe.membership, AT + timedelta(days=3)) == []


def test_where_no_worker_ever_ran_the_first_page_counts_from_the_first_day(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_due, "stopped_since", runs.stopped_since)
    alice.company.created_at = timezone.now() - timedelta(days=1)
    assert clock_due.due(alice.company, alice.membership, alice.company.created_at + MINUTE) == []
    assert len(clock_due.due(alice.company, alice.membership, alice.company.created_at + timedelta(hours=1))) == 1


def test_the_page_itself_shows_it_first(alice: Person, monkeypatch: pytest.MonkeyPatch, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(clock_due, "stopped_since", runs.stopped_since)
    ran(at=timezone.now() - timedelta(hours=1))
    page = sign_in(alice).get(reverse("home")).content.decode()
    assert "L’horloge de Garde-fou est arrêtée depuis" in page
    assert reverse("help_page", args=["pour-votre-informaticien"]) in page


def test_who_looks_after_several_companies_reads_it_on_their_page_too(
    alice: Person, chloe: Person, monkeypatch: pytest.MonkeyPatch, settings, tmp_path
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(clock_due, "stopped_since", runs.stopped_since)
    ran(at=timezone.now())
    assert "L’horloge de Garde-fou est arrêtée" not in sign_in(alice).get(reverse("cabinet")).content.decode()
    ClockRun.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    assert "L’horloge de Garde-fou est arrêtée depuis" in sign_in(alice).get(reverse("cabinet")).content.decode()
    assert "L’horloge de Garde-fou est arrêtée" not in sign_in(chloe).get(reverse("cabinet")).content.decode()


def test_whoever_watches_the_server_is_told_and_pages_go_on() -> None:
    ran(at=timezone.now())
    assert Client().get("/sante/").content == b"ok\n"
    ClockRun.objects.update(ended_at=AT - timedelta(days=300))
    answer = Client().get("/sante/")
    assert (answer.status_code, answer.content.decode()) == (200, "ok\nhorloge arrêtée depuis 2026-01-27T09:12:00Z\n")


@pytest.mark.django_db
def test_a_run_noted_by_a_clock_that_was_ahead_hides_no_silence() -> None:
    note_run("reviews.sweep", began=AT + timedelta(days=30), ended=AT + timedelta(days=30))
    assert stopped_since(AT + timedelta(hours=2), never=AT) == AT
    note_run("reviews.sweep", began=AT + timedelta(hours=2), ended=AT + timedelta(hours=2))
    assert stopped_since(AT + timedelta(hours=2), never=AT) is None
    assert stopped_since(AT + timedelta(hours=4), never=AT) == AT + timedelta(hours=2)
