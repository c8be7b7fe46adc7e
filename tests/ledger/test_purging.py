"""Contents go at their term, or one by one for a reason, through one function of the database that nobody can make say more."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Company
from ledger import checkpoints, keeping, purging
from ledger.actions import record
from ledger.enums import Kind, Reason
from ledger.models import Entry
from ledger.queries import history, newest
from tests.cast import AT
from tests.ledger.old_rows import NOW, ago, old_months, write_old
from tests.ledger.test_checkpoints import check
from tests.ledger.test_sealing import CLAIRE, SUBJECT

__all__ = ["old_months"]


@pytest.fixture(autouse=True)
def record_keys(settings: Any, tmp_path: Path, old_months: None) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return settings.RECORD_KEYS


def purge(company: Company, kind: Kind, since: int = 0) -> int:
    return purging.purge_batch(company.pk, kind, since=since, at=NOW)


def sign(company: Company) -> None:
    checkpoints.sign(company.pk, Reason.PURGE, at=NOW)


def empty() -> list[int]:
    return list(Entry.objects.filter(payload=None).order_by("seq").values_list("seq", flat=True))


@pytest.mark.asvs("V14.2.7")
def test_what_has_had_its_time_goes_and_everything_still_holds(inside: Company) -> None:
    for days, kind in (
        (4000, Kind.PAYMENT),
        (2000, Kind.RIGHT),
        (2000, Kind.PAYMENT),
        (400, Kind.SIGNIN),
        (200, Kind.SIGNIN),
        (10, Kind.ACTION),
    ):
        write_old(inside, kind, days)
    sign(inside)
    due = purging.what_goes(keeping.terms(inside.pk), NOW)
    assert [(each.kind, each.rows, each.first) for each in due] == [(Kind.SIGNIN, 1, 3), (Kind.RIGHT, 1, 1), (Kind.PAYMENT, 1, 0)]
    assert [purge(inside, each.kind) for each in due] == [1, 1, 1]
    assert purging.what_goes(keeping.terms(inside.pk), NOW) == []
    assert empty() == [0, 1, 3]
    sign(inside)
    report = check(inside)
    assert (report.verdict, report.erased, report.notices) == ("intact", 3, [])
    assert len(history(SUBJECT.id)) == 2  # what agents did stands in the journal, not in a history


def test_a_second_run_finds_nothing(inside: Company) -> None:
    write_old(inside, Kind.SIGNIN, 400)
    assert (purge(inside, Kind.SIGNIN), purge(inside, Kind.SIGNIN)) == (1, 0)
    assert [line.act for line in newest()] == ["record.purged", "erased"]


def test_batches_are_bounded_and_each_says_what_it_erased(inside: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "A_BATCH", 2)
    for _ in range(5):
        write_old(inside, Kind.SIGNIN, 400)
        write_old(inside, Kind.RIGHT, 400)
    assert [purge(inside, Kind.SIGNIN) for _ in range(4)] == [2, 2, 1, 0]
    sign(inside)
    assert check(inside).findings == []
    assert [line.detail["rows"] for line in newest(3)] == [1, 2, 2]


def test_what_the_record_tells_of_itself_stays_longest_and_purges_for_ever(inside: Company) -> None:
    write_old(inside, Kind.RECORD, 4000, "record.hold_set", hold="x")
    write_old(inside, Kind.RECORD, 4000, "record.check_asked")
    assert purge(inside, Kind.RECORD) == 1
    assert empty() == [1]


def test_nothing_goes_while_a_hold_stands(inside: Company) -> None:
    write_old(inside, Kind.SIGNIN, 400)
    hold = keeping.set_hold(inside.pk, "Litige avec un client", by=CLAIRE, at=AT)
    assert hold
    assert keeping.set_hold(inside.pk, "Litige avec un client", by=CLAIRE, at=AT) is None
    other = keeping.set_hold(inside.pk, "Contrôle", by=CLAIRE, at=AT)
    assert other
    assert keeping.lift_hold(other, "Fini", by=CLAIRE, at=AT)
    assert not keeping.lift_hold(other, "Fini", by=CLAIRE, at=AT)
    for erase in (lambda: purge(inside, Kind.SIGNIN), lambda: purging.erase_early(inside.pk, 0, "Une clé.", by=CLAIRE, at=AT)):
        with pytest.raises(purging.Held):
            erase()
    assert keeping.lift_hold(hold, "Jugé", by=CLAIRE, at=AT)
    assert purge(inside, Kind.SIGNIN) == 1
    sign(inside)
    assert check(inside).findings == []


def test_one_row_goes_before_its_term_for_a_reason(inside: Company) -> None:
    for _ in range(3):
        record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT)
    purging.erase_early(inside.pk, 1, "Une clé d’accès y figurait.", by=CLAIRE, at=AT)
    for seq in (1, 3, 99):  # empty already; of the record itself; not there
        with pytest.raises(purging.NotErasable):
            purging.erase_early(inside.pk, seq, "Encore.", by=CLAIRE, at=AT)
    assert empty() == [1]
    sign(inside)
    report = check(inside)
    assert report.verdict == "intact"
    assert [one.seq for one in report.notices] == [1]
    assert "clé d’accès" in newest(1)[0].sentence


def told(**detail: Any) -> int:
    """A row that tells of a purge, as somebody who speaks for the app may write it."""
    said = {"class": 3, "first": 0, "last": 0, "rows": 1, **detail}
    return record(Kind.RECORD, "record.purged", SUBJECT, by=CLAIRE, at=AT, detail=said)


@pytest.mark.parametrize(
    "detail",
    [
        {"before": ago(1000).isoformat()},  # sooner than five years
        {"class": 2, "before": ago(100).isoformat()},
        {"class": 10, "before": ago(3000).isoformat()},
        {"before": ago(1900).isoformat(), "rows": 5},  # not as many as told
        {"before": None},
        {"early": True, "why": " "},
        {"early": True, "why": "Deux", "last": 1, "rows": 2},
        {"early": True, "why": "Le journal lui-même", "class": 11},
    ],
)
def test_the_database_refuses_a_purge_that_may_not_be_said(inside: Company, detail: dict[str, Any]) -> None:
    write_old(inside, Kind.RIGHT, 2000)
    write_old(inside, Kind.RIGHT, 2000)
    seq = told(**detail)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select gf_purge(%s)", [seq])
    assert empty() == []


@pytest.mark.parametrize(
    "statement",
    [
        "select gf_purge(0)",  # a row that tells of no purge
        "update ledger_entry set payload = null, salt = null",
        "set role gf_purger",
        "update ledger_retentionrule set months = 1",
        "delete from ledger_hold",
        "update ledger_hold set why = ''",
        "delete from ledger_holdlifting",
        "create or replace function gf_purge(told bigint) returns bigint language sql as 'select 0'",
    ],
)
def test_the_app_erases_nothing_by_itself(inside: Company, statement: str) -> None:
    write_old(inside, Kind.SIGNIN, 400)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert empty() == []


def test_the_function_belongs_to_the_purger_alone(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select proname from pg_proc where pg_get_userbyid(proowner) = 'gf_purger' and prosecdef order by 1")
        assert "gf_purge" in {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select has_schema_privilege('gf_purger', 'public', 'create'), has_table_privilege('gf_purger', 'ledger_entry', 'delete')"
        )
        assert cursor.fetchone() == (False, False)


def test_a_purge_of_another_company_is_none(inside: Company, driss: Any) -> None:
    from accounts.boundary import scope

    write_old(inside, Kind.SIGNIN, 400)
    with scope(driss.company):
        assert purging.what_goes(keeping.terms(driss.company.pk), NOW) == []
        assert purge(driss.company, Kind.SIGNIN) == 0
    assert empty() == []


def test_a_clock_that_has_just_leapt_erases_nothing_for_a_week(inside: Company) -> None:
    write_old(inside, Kind.SIGNIN, 400)
    assert not purging.clock_has_settled(inside.pk, at=NOW)
    assert not purging.clock_has_settled(inside.pk, at=NOW)
    assert [line.act for line in newest()] == ["record.date_noted", "test.act"]
    write_old(inside, Kind.SIGNIN, 10)
    assert purging.clock_has_settled(inside.pk, at=NOW)


@pytest.mark.parametrize(
    ("kind", "months", "why"), [(Kind.SIGNIN, 5, ""), (Kind.SIGNIN, 37, "x"), (Kind.RIGHT, 59, "x"), (Kind.RIGHT, 72, " ")]
)
def test_a_term_out_of_bounds_or_longer_without_a_reason_is_refused(inside: Company, kind: Kind, months: int, why: str) -> None:
    with pytest.raises(keeping.OutOfBounds):
        keeping.change_term(inside.pk, kind, months, why, by=CLAIRE, at=AT)


def test_the_newest_rule_holds_though_the_clock_went_back(inside: Company) -> None:
    for months, days in ((24, 0), (18, 1), (6, 2)):
        assert keeping.change_term(inside.pk, Kind.SIGNIN, months, "Contrôle écrit.", by=CLAIRE, at=AT - timedelta(days=days))
        assert keeping.terms(inside.pk)[Kind.SIGNIN].months == months


def test_a_shorter_term_erases_sooner(inside: Company) -> None:
    write_old(inside, Kind.SIGNIN, 200)
    assert purge(inside, Kind.SIGNIN) == 0
    assert keeping.change_term(inside.pk, Kind.SIGNIN, 6, "", by=CLAIRE, at=AT)
    assert keeping.change_term(inside.pk, Kind.SIGNIN, 6, "", by=CLAIRE, at=AT) is None
    assert purge(inside, Kind.SIGNIN) == 1
    sign(inside)
    assert check(inside).findings == []
