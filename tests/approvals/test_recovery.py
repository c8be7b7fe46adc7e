"""Stopping is the one act that applies although its entry cannot be written."""

import errno
import json
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.boundary import scope
from approvals import markers
from approvals.actions import asking
from approvals.actions import stopping as actions
from approvals.clock import recover_stops
from approvals.models import Suspension
from approvals.queries import hot
from approvals.queries import stops as queries
from ledger.queries import newest
from tests.approvals.test_requests import asked

ASKED = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)  # well before any clock this test may run under


@pytest.fixture
def broken(inside, alice, monkeypatch):
    """The record refuses every entry: PostgreSQL itself does, the counter is out of its reach. Call the value to mend it."""
    real = actions.record

    def unreachable(*args, **kwargs):
        with scope(uuid4()):
            return real(*args, **kwargs)

    monkeypatch.setattr(actions, "record", unreachable)
    return lambda: monkeypatch.setattr(actions, "record", real)


def files(folder: Path) -> list[Path]:
    return list((folder / "stops").rglob("*.json"))


@pytest.mark.asvs("V16.5.3")
def test_the_stop_stands_although_the_record_refuses(broken, inside, alice, facturier, data_folder) -> None:
    assert actions.stop(inside, agent=facturier, why="Virements", by=alice.membership, at=ASKED) is False
    held = queries.stop_on(queries.standing(inside), facturier.pk)
    assert (held.is_recorded, held.by_name, held.asked_at, held.why) == (False, "Alice Martin", ASKED, "Virements")
    assert Suspension.objects.of(inside).count() == 0
    assert newest() == []
    assert [path.stat().st_mode & 0o777 for path in files(data_folder)] == [0o600]


def test_the_second_click_finds_the_stop_of_the_file(broken, inside, alice, facturier) -> None:
    actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)
    with pytest.raises(actions.AlreadyStopped):
        actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)


def test_when_the_record_answers_again_the_entry_is_written_with_the_true_time(
    broken, inside, alice, facturier, data_folder, django_capture_on_commit_callbacks
) -> None:
    actions.stop(inside, agent=facturier, why="Virements", by=alice.membership, at=ASKED)
    with django_capture_on_commit_callbacks(execute=True):
        recover_stops()
    assert newest() == []  # still broken: the file goes on holding it
    broken()
    with django_capture_on_commit_callbacks(execute=True):
        recover_stops()
    held = queries.standing(inside)[0]
    assert held.is_recorded
    assert [(line.sentence, line.at) for line in newest()] == [("Alice Martin a coupé l’agent «\u00a0Facturier\u00a0»", ASKED)]
    assert files(data_folder) == []


def test_recovering_twice_writes_one_entry(broken, inside, alice) -> None:
    actions.stop(inside, agent=None, by=alice.membership, at=ASKED)
    broken()
    recover_stops()
    recover_stops()  # the file is still there: the outer transaction of the test never commits
    assert len(newest()) == 1
    assert len(queries.standing(inside)) == 1


def test_a_stop_asked_again_meanwhile_is_told_as_well(broken, inside, alice, benoit) -> None:
    actions.stop(inside, agent=None, by=alice.membership, at=ASKED)
    broken()
    Suspension.objects.create(company=inside, asked_at=ASKED, asked_by=benoit.membership)
    recover_stops()
    assert [line.by_name for line in newest()] == ["Alice Martin"]


def test_a_file_of_this_very_minute_is_left_to_its_request(inside, alice, facturier) -> None:
    marker = markers.Marker(alice.user.pk, inside.pk, facturier.pk, "Facturier", "", timezone.now(), alice.membership.pk, "Alice Martin")
    markers.write(marker)
    recover_stops()
    assert Suspension.objects.of(inside).count() == 0


def test_a_stop_that_is_not_recorded_yet_can_be_neither_lifted_nor_ticked(broken, inside, alice, facturier) -> None:
    actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)
    held = queries.standing(inside)[0]
    with pytest.raises(actions.NotRecordedYet):
        actions.lift(inside, held, why="Corrigé", by=alice.membership, at=ASKED)
    with pytest.raises(actions.NotRecordedYet):
        actions.tick(inside, held, agent=facturier, connection=None, by=alice.membership, at=ASKED)


def test_the_file_goes_once_the_database_has_committed(inside, alice, facturier, data_folder, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)
        assert len(files(data_folder)) == 1  # a crash before the commit would lose the row, not the stop
    assert files(data_folder) == []


def test_a_request_that_is_undone_after_the_stop_does_not_lose_it(inside, alice, facturier) -> None:
    marker = markers.Marker(alice.membership.pk, inside.pk, facturier.pk, "Facturier", "", ASKED, alice.membership.pk, "Alice Martin")
    markers.write(marker)
    assert queries.stop_on(queries.standing(inside), facturier.pk)


def test_a_disk_that_refuses_leaves_the_stop_to_the_database(inside, alice, facturier, data_folder) -> None:
    (data_folder / "stops").write_text("a file where the folder should be")
    assert actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)
    assert queries.standing(inside)[0].is_recorded


def test_when_both_refuse_the_error_comes_through(broken, inside, alice, facturier, data_folder) -> None:
    (data_folder / "stops").write_text("a file where the folder should be")
    with pytest.raises(DatabaseError):
        actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)


def test_an_unreadable_file_does_not_hide_the_others(broken, inside, alice, facturier, data_folder) -> None:
    actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)
    (files(data_folder)[0].parent / "broken.json").write_text(json.dumps({"id": "x"}))
    assert len(queries.standing(inside)) == 1


def test_a_file_of_one_company_stops_no_other(broken, inside, alice, driss, data_folder) -> None:
    actions.stop(inside, agent=None, by=alice.membership, at=ASKED)
    assert queries.standing(driss.company) == []


def test_on_a_full_disk_the_room_held_back_takes_the_stop(broken, inside, alice, facturier, data_folder, monkeypatch) -> None:
    markers.keep_room()
    reserve, put = data_folder / "place-gardee", markers._put

    def full(path: Path, content: bytes) -> None:
        if reserve.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        put(path, content)

    assert reserve.stat().st_size == markers.ROOM
    monkeypatch.setattr(markers, "_put", full)
    assert actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED) is False
    assert len(files(data_folder)) == 1
    assert not reserve.exists()
    monkeypatch.setattr(markers, "_put", put)
    recover_stops()
    assert reserve.exists()  # held back again


def test_without_that_room_the_error_comes_through(broken, inside, alice, facturier, monkeypatch) -> None:
    monkeypatch.setattr(markers, "_put", mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(DatabaseError):
        actions.stop(inside, agent=facturier, by=alice.membership, at=ASKED)


def test_a_stop_on_disk_that_comes_while_a_demand_waits_for_its_turn_is_heard(monkeypatch, inside, alice, facturier) -> None:
    def late(*told):
        marker = markers.Marker(uuid4(), inside.pk, facturier.pk, "Facturier", "", ASKED, alice.membership.pk, "Alice Martin")
        markers.write(marker)
        return hot.taken(*told)

    monkeypatch.setattr(asking, "taken", late)
    with pytest.raises(asking.Suspended):
        asking.ask(facturier, asked(12_00), at=ASKED)


def test_a_stop_whose_row_comes_while_the_page_is_read_stands_once(monkeypatch, inside, alice, facturier) -> None:
    marker = markers.Marker(uuid4(), inside.pk, facturier.pk, "Facturier", "", ASKED, alice.membership.pk, "Alice Martin")
    assert markers.write(marker)
    usual = queries._on_disk

    def late(*told):
        told_by = {"agent": facturier, "asked_at": ASKED, "asked_by": alice.membership}
        Suspension.objects.get_or_create(pk=marker.id, defaults={"company": inside, **told_by})
        return usual(*told)

    monkeypatch.setattr(queries, "_on_disk", late)
    assert [[stop.id for stop in queries.standing(inside)] for _ in range(2)] == [[marker.id], [marker.id]]
