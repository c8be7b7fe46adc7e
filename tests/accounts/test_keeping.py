"""The daily sweep: what has had its time goes, in every company, is signed, and stops where a hold stands."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from accounts import keeping, sealing
from accounts.boundary import scope
from accounts.models import PastRow
from accounts.past import first_moment, past_of
from ledger import checkpoints, purging
from ledger import keeping as rules
from ledger.actions import open_record, record
from ledger.entries import SYSTEM, Subject
from ledger.enums import Kind, Reason
from ledger.models import Check, Checkpoint, Entry
from ledger.queries import newest
from outbox.models import Message
from tests.cast import AT, Person
from tests.database import owner
from tests.ledger.old_rows import NOW, ago, old_months, write_old
from tests.ledger.test_checkpoints import check
from tests.ledger.test_sealing import SUBJECT

__all__ = ["old_months"]


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path, old_months: None) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


def now() -> Any:
    return NOW


def live(person: Person, *old: tuple[Kind, int]) -> None:
    """Rows of so many days ago, one of ten days ago, and a checkpoint."""
    with scope(person.company):
        for kind, days in (*old, (Kind.RIGHT, 10)):
            write_old(person.company, kind, days)
        checkpoints.sign(person.company.pk, Reason.ASKED, at=AT)


def empty(person: Person) -> list[int]:
    with scope(person.company):
        return list(Entry.objects.filter(payload=None).order_by("seq").values_list("seq", flat=True))


def test_every_company_is_purged_signed_and_still_proven(alice: Person, driss: Person) -> None:
    live(alice, (Kind.SIGNIN, 400), (Kind.SIGNIN, 200), (Kind.RIGHT, 2000))
    live(driss, (Kind.PAYMENT, 4000))
    assert keeping.purge_due(now=now) == 3
    assert keeping.purge_due(now=now) == 0
    assert (empty(alice), empty(driss)) == ([0, 2], [0])
    with scope(alice.company):
        assert Checkpoint.objects.order_by("-size").first().reason == Reason.PURGE
        assert (check(alice.company).verdict, check(alice.company).erased) == ("intact", 2)


def test_a_hold_stops_all_of_it(alice: Person) -> None:
    live(alice, (Kind.SIGNIN, 400))
    with scope(alice.company):
        rules.set_hold(alice.company.pk, "Litige", by=alice.actor, at=AT)
    assert keeping.purge_due(now=now) == 0
    assert empty(alice) == []


def test_a_hold_set_while_it_runs_stops_the_next_batch(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    live(alice, *[(Kind.SIGNIN, 400)] * 5)
    monkeypatch.setattr(purging, "A_BATCH", 2)
    batch = purging.purge_batch

    def then_held(company: Any, kind: Kind, **more: Any) -> int:
        gone = batch(company, kind, **more)
        rules.set_hold(company, "Contrôle de la CNIL", by=alice.actor, at=AT)
        return gone

    monkeypatch.setattr(purging, "purge_batch", then_held)
    keeping.purge_due(now=now)
    assert empty(alice) == [0, 1]
    with scope(alice.company):
        assert check(alice.company).findings == []


def test_a_sweep_that_dies_half_way_is_taken_up_the_next_day(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    live(alice, *[(Kind.SIGNIN, 400)] * 3)
    monkeypatch.setattr(purging, "A_BATCH", 1)
    with monkeypatch.context() as dying:
        dying.setattr(keeping, "MOST_BATCHES", 2)
        dying.setattr(keeping, "sign_for", lambda *_, **__: 1 / 0)
        assert keeping.purge_due(now=now) == 0
    assert empty(alice) == [0, 1]
    assert keeping.purge_due(now=now) == 1
    with scope(alice.company):
        assert check(alice.company).verdict == "intact"


def test_a_clock_that_leapt_years_ahead_erases_nothing_yet(alice: Person) -> None:
    with scope(alice.company):
        write_old(alice.company, Kind.SIGNIN, 400)
    assert keeping.purge_due(now=now) == 0
    assert empty(alice) == []


def test_a_check_begins_again_when_contents_went_meanwhile(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    live(alice, (Kind.SIGNIN, 400), (Kind.SIGNIN, 400))
    with scope(alice.company):
        asked = sealing.ask_check(alice.company, by=alice.actor, at=AT, held=True)
    told = sealing.checks.tell

    def purged(*given: Any, **more: Any) -> None:
        told(*given, **more)
        keeping.purge_company(alice.company.pk, at=NOW)

    monkeypatch.setattr(sealing.checks, "tell", purged)
    report = sealing.checked(alice.company.pk, asked.pk, now=now, held=True)
    assert report
    assert (report.verdict, report.erased) == ("intact", 2)


@pytest.fixture
def somebody(db: None, old_months: None) -> UUID:
    """A company of long ago: its states are written by the tables' owner, for the app never writes the past itself."""
    company, table, kept, gone = uuid4(), "inventory_agent", uuid4(), uuid4()
    states = [(kept, 4000, "I"), (kept, 3000, "U"), (kept, 2000, "U"), (kept, 10, "U"), (gone, 4000, "I"), (gone, 2500, "D")]
    with owner(settings.DATABASES["default"]["NAME"]) as admin:
        for row, days, op in states:
            admin.execute(
                "insert into accounts_pastrow (company_id, table_name, row_id, at, op, content) values (%s, %s, %s, %s, %s, '{}')",
                [company, table, row, ago(days), op],
            )
    with scope(company):
        open_record(company)
        write_old(SimpleNamespace(pk=company), Kind.RIGHT, 10)
    return company


def states(company: UUID) -> list[tuple[str, int]]:
    with scope(company):
        return [(one.op, (NOW - one.at).days) for one in PastRow.objects.filter(company_id=company).order_by("seq")]


def test_states_replaced_for_five_years_go_and_today_stays_readable(somebody: UUID) -> None:
    assert keeping.purge_company(somebody, at=NOW) == 0
    assert states(somebody) == [("U", 2000), ("U", 10)]
    with scope(somebody):
        assert newest(1)[0].sentence == "Garde-fou a effacé 4 anciens états de fiches"
    keeping.purge_company(somebody, at=NOW)
    with scope(somebody):
        assert [line.act for line in newest()].count("record.past_purged") == 1


def test_the_register_is_not_read_from_before_what_was_left(alice: Person) -> None:
    with scope(alice.company):
        first = first_moment(alice.company)
        left = (first + timedelta(days=30)).isoformat()
        record(
            Kind.RECORD,
            "record.past_purged",
            Subject("record", past_of(alice.company.pk), "passé"),
            by=SYSTEM,
            at=AT,
            detail={"before": left},
        )
        assert first_moment(alice.company) == first + timedelta(days=30)


def test_the_past_goes_by_batches_and_not_while_held(somebody: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAST_BATCH", 3)
    with scope(somebody):
        hold = rules.set_hold(somebody, "Litige", by=SYSTEM, at=AT)
        assert hold
    keeping.purge_company(somebody, at=NOW)
    assert len(states(somebody)) == 6
    with scope(somebody):
        rules.lift_hold(hold, "Fini", by=SYSTEM, at=AT)
    keeping.purge_company(somebody, at=NOW)
    assert len(states(somebody)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "delete from accounts_pastrow",
        "delete from outbox_message",
        "delete from ledger_check",
        "select gf_forget_past(now(), 10)",
        "select gf_forget_past(null, 10)",
        "select gf_forget_past_of(0)",
    ],
)
def test_the_app_forgets_nothing_by_itself(somebody: UUID, statement: str) -> None:
    with scope(somebody), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert len(states(somebody)) == 6


def test_a_line_erased_early_takes_the_replaced_states_of_its_act_along(alice: Person) -> None:
    with scope(alice.company):
        alice.company.address = "sk-une-cle-tombee-la"
        alice.company.save()
        record(Kind.COMPANY, "test.act", SUBJECT, by=alice.actor, at=AT)
        alice.company.address = "1 rue du Bois"
        alice.company.save()
        keeping.erase_line(alice.company.pk, 0, "Une clé y figurait.", by=alice.actor, at=AT)
        left = [row.content["address"] for row in PastRow.objects.filter(table_name="accounts_company")]
        assert "sk-une-cle-tombee-la" not in left
        assert "1 rue du Bois" in left


def test_old_messages_and_checks_go(alice: Person) -> None:
    with scope(alice.company):
        for days in (10, 100):
            Message.objects.create(
                company_id=alice.company.pk, cause_kind="x", cause_id=str(days), to="a@b.example", subject="s", text="t", html="h",
                message_id="m", posted_at=ago(days), next_try_at=ago(days), sent_at=ago(days),
            )  # fmt: skip
        for days in (500, 400):
            Check.objects.create(company_id=alice.company.pk, asked_at=ago(days), asked_by_name="Alice", ended_at=ago(days))
    keeping.purge_company(alice.company.pk, at=NOW)
    with scope(alice.company):
        assert [one.cause_id for one in Message.objects.all()] == ["10"]
        assert [(NOW - one.asked_at).days for one in Check.objects.all()] == [400]
