"""Rows of years ago in a real database: their months are made by the tables' owner, the rows by the app, sealed like any other."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from ledger import rules
from ledger.actions import content
from ledger.checkpoints import head
from ledger.enums import Kind
from ledger.models import Head
from lib import canonical
from tests.database import owner
from tests.ledger.test_sealing import CLAIRE, SUBJECT

NOW = datetime.now(UTC)
AGES = (10, 200, 400, 2000, 4000)  # days


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.fixture(scope="session")
def old_months(django_db_setup: None) -> None:
    with owner(settings.DATABASES["default"]["NAME"]) as admin:
        admin.execute("set role gf_migrator")
        for days in AGES:
            admin.execute("select gf_make_month('ledger_entry', %s::date)", [ago(days).date()])


def write_old(company: Any, kind: Kind, days: int, act: str = "test.act", **detail: Any) -> int:
    """One row of so many days ago, added at the end of the record."""
    at, salt = ago(days), secrets.token_bytes(32)
    payload = canonical.encode(content(act, [SUBJECT], by=CLAIRE, at=at, detail=detail))
    committed = rules.commitment(salt, payload)
    size, edge = head()
    leaf = rules.leaf(rules.header(company.pk, size, at, kind, committed))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""insert into ledger_entry{at:_%Y_%m}(seq, recorded_at, kind, commitment, leaf, payload, salt, about)
                values (%s, %s, %s, %s, %s, %s, %s, array[%s]::uuid[])""",
            [size, at, int(kind), committed, leaf, payload, salt, SUBJECT.id],
        )
    edge, size = rules.grow(edge, size, [leaf])
    Head.objects.filter(company_id=company.pk).update(edge=edge, size=size)
    return size - 1
