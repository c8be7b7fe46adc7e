"""Dossiers in a bad place: a full disk, killed workers, a cancel in the middle, a past that is not kept, the edges of a period."""

import errno
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.boundary import scope
from accounts.models import Company
from accounts.preparing import LEASE
from approvals.actions.asking import ask as ask_for
from approvals.actions.deciding import Answered, decide
from approvals.enums import Measure
from evidence import actions, keeping, making
from evidence.models import Dossier
from evidence.tables import Span, demands, of_period, points
from tests.approvals.test_requests import asked as demand
from tests.approvals.test_requests import limit
from tests.cast import AT, Person
from tests.evidence.dossiers import asked, prepared, unpacked
from tests.register import rows
from tests.reviews.weeks import open_week

pytestmark = pytest.mark.django_db(transaction=True)


def left_of(dossier: Dossier) -> list[str]:
    return sorted(path.name for path in keeping.folder_of(dossier.company_id).glob("*"))


def killed(alice: Person) -> Dossier:
    """A worker had begun, and is gone."""
    dossier = asked(alice)
    with scope(alice.company):
        Dossier.objects.filter(pk=dossier.pk).update(lease_owner="1-dead", lease_until=AT, tries=1)
    folder = keeping.path_of(dossier).with_suffix(".1-dead")
    folder.mkdir(parents=True)
    (folder / "droits.csv").write_text("personnel")
    keeping.path_of(dossier).with_suffix(".1-dead.part").write_text("personnel")
    return dossier


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_nothing(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "_zip", full)
    dossier = asked(alice)
    assert not making.run(alice.company.pk, dossier.pk, now=lambda: AT)
    with scope(alice.company):
        assert Dossier.objects.get(pk=dossier.pk).failure == making.NO_ROOM
    assert left_of(dossier) == []


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_its_folder_goes(alice: Person) -> None:
    dossier = killed(alice)
    assert making.run(alice.company.pk, dossier.pk, now=lambda: AT + LEASE)
    assert left_of(dossier) == [f"{dossier.pk}.zip"]


def test_what_a_killed_worker_left_goes_when_nobody_takes_it_up(alice: Person) -> None:
    dossier = killed(alice)
    keeping.sweep(now=lambda: AT + LEASE)
    assert left_of(dossier)  # somebody will
    with scope(alice.company):
        actions.cancel(dossier, by=alice.actor, at=AT)
    keeping.sweep(now=lambda: AT + LEASE)
    assert left_of(dossier) == []


@pytest.mark.slow
def test_the_sweep_leaves_the_finished_file(alice: Person) -> None:
    dossier = prepared(alice)
    keeping.sweep(now=lambda: AT)
    assert left_of(dossier) == [f"{dossier.pk}.zip"]


def test_a_cancel_in_the_middle_stops_the_worker_and_leaves_nothing(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, before = asked(alice), making._register

    def cancelled(work: Any, contents: Any) -> None:
        with scope(alice.company):
            actions.cancel(dossier, by=alice.actor, at=AT)
        work.told_at = None
        before(work, contents)

    monkeypatch.setattr(making, "_register", cancelled)
    assert not making.run(alice.company.pk, dossier.pk, now=lambda: AT)
    assert left_of(dossier) == []


@pytest.mark.slow
def test_a_day_before_the_company_was_here_says_what_is_missing(alice: Person, tmp_path: Path) -> None:
    with scope(alice.company):
        dossier = actions.ask(alice.company, date(2020, 2, 29), date(2020, 2, 29), by=alice.membership, at=AT)
    assert making.run(alice.company.pk, dossier.pk, now=lambda: AT)
    folder = unpacked(dossier, tmp_path / "out")
    assert "son passé est gardé depuis le" in (folder / "LISEZ-MOI.html").read_text()
    assert not (folder / "registre").exists()


@pytest.mark.parametrize(
    ("zone", "day", "hours", "starts"),
    [
        ("Europe/Paris", date(2026, 3, 29), 23, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("Europe/Paris", date(2026, 10, 25), 25, datetime(2026, 10, 24, 22, tzinfo=UTC)),
        ("Pacific/Auckland", date(2026, 12, 31), 24, datetime(2026, 12, 30, 11, tzinfo=UTC)),
        ("America/Guadeloupe", date(2028, 2, 29), 24, datetime(2028, 2, 29, 4, tzinfo=UTC)),
    ],
)
def test_a_day_is_that_of_the_company_s_clock(zone: str, day: date, hours: int, starts: datetime) -> None:
    span = making._span(Dossier(company=Company(time_zone=zone), first_on=day, last_on=day))
    assert span.starts_at == starts
    assert span.ends_at.astimezone(UTC) - span.starts_at.astimezone(UTC) == timedelta(hours=hours)


def test_a_point_says_what_was_read(alice: Person) -> None:
    with scope(alice.company):
        review = open_week(alice.company)
        span = Span(alice.company, AT - timedelta(days=1), AT + timedelta(days=1))
        assert of_period(span) == [review]
        told = next(iter(points(span)))
    assert "tirée" in str(told[4])


def test_what_was_decided_in_the_period_is_there_even_asked_before(alice: Person) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 10_00, type="payment")
        made = ask_for(rows.agent(alice.company, "Facturier", AT), demand(40_00), at=AT)
        answered = Answered(True, bytes(made.digest), made.facts_number, has_code=True)
        decide(made, answered, by=alice.membership, at=AT + timedelta(minutes=5))
        later = Span(alice.company, AT + timedelta(minutes=1), AT + timedelta(days=1))
        assert [row[0] for row in demands(later)] == [str(made.pk)]
        before = Span(alice.company, AT - timedelta(days=1), AT)
        assert not list(demands(before))
