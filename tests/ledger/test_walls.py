"""PostgreSQL itself refuses to change the record, whatever the app asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from tests.cast import AT
from tests.ledger.test_sealing import CLAIRE, SUBJECT

MONTH = "ledger_entry_2027_01"


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_entry set kind = 9",
        "delete from ledger_entry",
        "truncate ledger_entry",
        f"update {MONTH} set kind = 9",
        f"delete from {MONTH}",
        f"truncate {MONTH}",
        f"select 1 from {MONTH}",
        f"insert into {MONTH}(company_id, seq) values (gen_random_uuid(), 1)",
        "insert into ledger_entry(seq) values (1)",
        "delete from ledger_head",
        "set role gf_migrator",
        "set session_replication_role = replica",
        "create table x(a integer)",
        "alter table ledger_entry disable trigger all",
        "alter table inventory_agent disable row level security",
        "drop function gf_record",
    ],
)
@pytest.mark.asvs("V13.2.2", "V16.4.2")
def test_the_app_may_not(inside, statement: str) -> None:
    record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.asvs("V16.4.2")
def test_the_owner_of_the_tables_is_stopped_by_a_trigger(inside) -> None:
    record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            """select t.tgname, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
               where c.relname like 'ledger_entry_%%' and t.tgname in ('append_only', 'append_only_all')"""
        )
        guarded = {row[1] for row in cursor.fetchall()}
        cursor.execute("select inhrelid::regclass::text from pg_inherits where inhparent = 'ledger_entry'::regclass")
        assert {row[0] for row in cursor.fetchall()} <= guarded


def test_an_act_that_fails_leaves_no_row(inside) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT)
        raise RuntimeError
    assert record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT) == 0


def test_names_stay_as_they_were(inside) -> None:
    from ledger.queries import history

    record(Kind.RIGHT, "test.act", SUBJECT, by=Actor("person", None, "Claire V."), at=AT)
    record(Kind.RIGHT, "test.act", Subject("agent", SUBJECT.id, "Facturier 2"), by=CLAIRE, at=AT)
    assert [(line.by_name, line.subjects) for line in history(SUBJECT.id)] == [
        ("Claire Vasseur", ("Facturier 2",)),
        ("Claire V.", ("Facturier",)),
    ]
