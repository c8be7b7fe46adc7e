"""A restore lifts no stop: what stood on the machine is put on disk before, and given its row after."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from approvals import keeping, markers
from approvals.actions import stopping as actions
from approvals.models import Suspension
from approvals.queries import stops as queries
from ledger.queries import newest
from tests.approvals.conftest import make_agent

ASKED = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def marker(company, alice, agent, **more) -> markers.Marker:
    name = agent.name if agent else ""
    return replace(
        markers.Marker(uuid4(), company.pk, agent.pk if agent else None, name, "Virements", ASKED, alice.membership.pk, "Alice"), **more
    )


def standing(company) -> list[tuple[str, str, bool]]:
    return [(held.agent_name, held.why, held.is_recorded) for held in queries.standing(company)]


def test_each_standing_stop_gets_a_file_and_no_lifted_one(inside, alice, facturier, relance, data_folder) -> None:
    for agent in (facturier, relance):
        actions.stop(inside, agent=agent, why="Virements", by=alice.membership, at=ASKED)
    (held,) = [held for held in queries.standing(inside) if held.agent_id == relance.pk]
    actions.lift(inside, held, why="Réglé", by=alice.membership, at=ASKED)
    for path in (data_folder / "stops").rglob("*.json"):
        path.unlink()
    assert keeping.put_on_disk(inside.pk) == 1
    assert [(held.agent_name, held.why) for held in markers.of_company(inside.pk)] == [("Facturier", "Virements")]


def test_a_stop_that_the_backup_does_not_know_stands_with_its_time_and_its_entry(inside, alice, facturier) -> None:
    markers.write(marker(inside, alice, facturier))
    assert keeping.take_up(inside.pk) == (1, [])
    assert standing(inside) == [("Facturier", "Virements", True)]
    assert Suspension.objects.of(inside).get().asked_at == ASKED
    assert newest()[0].act == "stop.agent"


def test_a_stop_that_the_backup_knows_is_not_told_twice(inside, alice, facturier) -> None:
    actions.stop(inside, agent=facturier, why="Virements", by=alice.membership, at=ASKED)
    keeping.put_on_disk(inside.pk)
    assert keeping.take_up(inside.pk) == (1, [])
    assert [line.act for line in newest()] == ["stop.agent"]


def test_a_stop_of_all_stays_one_of_all(inside, alice) -> None:
    markers.write(marker(inside, alice, None))
    assert keeping.take_up(inside.pk) == (1, [])
    assert standing(inside) == [("", "Virements", True)]


def test_an_agent_that_the_backup_does_not_know_stops_nobody_else_and_is_named(
    inside, alice, facturier, data_folder, django_capture_on_commit_callbacks
) -> None:
    markers.write(marker(inside, alice, facturier, agent_id=uuid4(), agent_name="Nouveau"))
    with django_capture_on_commit_callbacks(execute=True):
        assert keeping.take_up(inside.pk) == (0, ["Nouveau"])
    assert standing(inside) == []
    assert list((data_folder / "stops").rglob("*.json")) == []


def test_whoever_joined_since_the_backup_is_named_in_the_reason(inside, alice, facturier) -> None:
    markers.write(marker(inside, alice, facturier, by_id=uuid4(), by_name="Nora"))
    assert keeping.take_up(inside.pk) == (1, [])
    assert standing(inside) == [("Facturier", "Virements (arrêt demandé par Nora, que la sauvegarde ne connaît pas)", True)]


def test_nothing_on_disk_changes_nothing(inside, alice) -> None:
    make_agent(inside, "Facturier")
    assert keeping.take_up(inside.pk) == (0, [])
    assert keeping.put_on_disk(inside.pk) == 0
