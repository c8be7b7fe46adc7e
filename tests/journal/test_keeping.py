"""What is kept, and when it goes: terms, holds, names, months that are empty, and the home of odd dates."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions import intake
from journal.actions.intake import report
from journal.enums import Source
from journal.models import Action, InnerName
from journal.rules.reported import Reported
from journal.tasks import forget_actions, make_months
from ledger.keeping import lift_hold, set_hold
from ledger.models import Entry
from ledger.purging import erase_early
from tests.cast import Person
from tests.database import owner
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def told(number: int, at: datetime = AT, **more: object) -> Reported:
    return Reported(UUID(int=number), at, "message.send", **more)  # type: ignore[arg-type]


def erase(person: Person, number: int) -> None:
    with scope(person.company):
        seq = Action.objects.of(person.company).get(key=UUID(int=number)).seq
        erase_early(person.company.pk, seq, "Une clé.", by=person.actor, at=AT)


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where inhparent = 'journal_action'::regclass"
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("at", [AT, AT - timedelta(days=4000)])
def test_a_line_whose_content_went_goes_with_the_names_it_had(alice: Person, agent: Agent, at: datetime) -> None:
    with scope(alice.company):
        report(agent, [told(1, at, inner="Secret"), told(2, at, inner="Devis")], Source.TRACES)
    erase(alice, 1)
    assert forget_actions() == 1
    with scope(alice.company):
        assert [one.key for one in Action.objects.of(alice.company)] == [UUID(int=2)]
        assert [one.name for one in InnerName.objects.of(alice.company)] == ["Devis"]
        assert Entry.objects.filter(company_id=alice.company.pk, payload=None).count() == 1  # header and leaf stay


def test_nothing_goes_while_a_hold_stands(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1), told(2)], Source.API)
    erase(alice, 1)
    with scope(alice.company):
        hold = set_hold(alice.company.pk, "Litige", by=alice.actor, at=AT)
    assert forget_actions() == 0
    with scope(alice.company):
        assert hold
        lift_hold(hold, "Fini", by=alice.actor, at=AT)
    assert forget_actions() == 1


def test_more_than_one_helping_goes(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(n) for n in range(5)], Source.API)
    for number in (1, 3, 4):
        erase(alice, number)
    assert forget_actions() == 3
    with scope(alice.company):
        assert {one.key.int for one in Action.objects.of(alice.company)} == {0, 2}


@pytest.mark.django_db(transaction=True)
def test_only_old_and_empty_months_are_dropped(alice: Person, agent: Agent) -> None:
    """Past the house's year and a month; one action of any company keeps its month; what comes later for a dropped month has a home."""
    old, full = datetime(2019, 3, 9, tzinfo=UTC), datetime(2019, 4, 9, tzinfo=UTC)
    with owner(connection.settings_dict["NAME"]) as admin:
        for month in ("2019-03-01", "2019-04-01"):
            admin.execute("set role gf_migrator")
            admin.execute("select gf_make_action_month(%s)", [month])
    intake._partition.cache_clear()
    with scope(alice.company):
        report(agent, [told(1, full)], Source.FILE)
        assert intake._partition(2019, 3) == "journal_action_2019_03"
    before = partitions()
    make_months()
    assert before - partitions() == {"journal_action_2019_03"}
    with scope(alice.company):
        assert report(agent, [told(2, old), told(3)], Source.FILE).kept == 2  # this process still thought the month was there
        assert Action.objects.of(alice.company).count() == 3
    with owner(connection.settings_dict["NAME"]) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("truncate journal_action")
        admin.execute("drop table journal_action_2019_04")
    intake._partition.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_a_month_that_a_batch_is_writing_is_left_alone(alice: Person, agent: Agent) -> None:
    with owner(connection.settings_dict["NAME"]) as admin:
        admin.execute("set role gf_migrator")
        admin.execute("select gf_make_action_month('2019-03-01')")
        admin.execute("reset role")
        intake._partition.cache_clear()
        with psycopg.connect(admin.info.dsn, password=admin.info.password or None) as writer:
            writer.execute("lock table only journal_action_2019_03 in row exclusive mode")  # as COPY does
            make_months()
            assert "journal_action_2019_03" in partitions()
        make_months()
        assert "journal_action_2019_03" not in partitions()


@pytest.mark.django_db(transaction=True)
def test_a_month_begun_in_the_home_of_odd_dates_stays_there(alice: Person, agent: Agent) -> None:
    """A worker that slept longer than the months made ahead."""
    far = datetime(2019, 3, 9, tzinfo=UTC)
    intake._partition.cache_clear()
    with scope(alice.company):
        report(agent, [told(1, far)], Source.FILE)
    with owner(connection.settings_dict["NAME"]) as admin:
        admin.execute("set role gf_migrator")
        admin.execute("select gf_make_action_month('2019-03-01')")
    assert "journal_action_2019_03" not in partitions()
    with scope(alice.company):
        assert report(agent, [told(2, far)], Source.FILE).kept == 1
    with owner(connection.settings_dict["NAME"]) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("truncate journal_action")


def test_the_sweep_makes_no_month_twice(db: None) -> None:
    make_months()
    first = partitions()
    make_months()
    assert partitions() == first
    assert "journal_action_older" in first
