"""Moments read fast are the moments Django reads."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.postgres import types
from psycopg.pq import Format

from lib.postgresql.moments import with_moments
from lib.prepared import rows

pytestmark = pytest.mark.django_db
MOMENTS = (
    "2026-11-22 16:11:00.123456+00",
    "2026-11-22 16:11:00.1+00",
    "2026-11-22 16:11:00+00",
    "2024-02-29 23:59:59.999999+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
    "2026-06-01 12:00:00+05:30",
    "1850-01-01 00:00:00+00:09:21",
)


@pytest.mark.parametrize("text", MOMENTS)
@pytest.mark.parametrize("kind", [bytes, memoryview])
def test_same_as_djangos(text: str, kind: type) -> None:
    django = get_adapters_template(True, UTC)
    usual, ours = (known.get_loader(types["timestamptz"].oid, Format.TEXT)(0) for known in (django, with_moments(django)))
    read = ours.load(kind(text.encode()))
    assert (read, read.tzinfo) == (usual.load(text.encode()), UTC)


def test_elsewhere_moments_are_read_as_before() -> None:
    london = get_adapters_template(True, ZoneInfo("Europe/London"))  # on the last Sunday of October, one hour comes twice
    assert with_moments(london) is london


def test_what_the_server_says_is_read() -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 120000, tzinfo=UTC)  # an hour that Paris does not have
    [(one, many, none)] = rows("select %s::timestamptz, array[%s::timestamptz, null], null::timestamptz", [at, at])
    assert (one, many, none) == (at, [at, None], None)
    with connection.cursor() as cursor:  # as the models read
        cursor.execute("select %s::timestamptz", [at])
        assert cursor.fetchone() == (at,)


@pytest.mark.parametrize("text", ["infinity", "-infinity", "0044-03-15 BC", "20000-01-01"])
def test_what_is_no_moment_is_still_refused(text: str) -> None:
    with pytest.raises(DataError):
        rows("select %s::timestamptz", [text])
