"""What is packed for PostgreSQL comes out of it unchanged, whatever it holds."""

import struct
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import connection, transaction

from lib import binary_copy as copied

pytestmark = pytest.mark.django_db

TYPES = "one text, two smallint, three integer, four bigint, five boolean, six timestamptz, seven uuid, eight bytea, nine uuid[]"
NAMES = "one, two, three, four, five, six, seven, eight, nine"
AT = datetime(2026, 11, 20, 9, 12, 0, 1, tzinfo=UTC)
UGLY = "a\tb\nc\\N\r\\.\n'; drop table \u00e9\U0001f469 --"
ROWS = (
    (UGLY, -3, 2**31 - 1, -(2**63), True, AT, UUID(int=7), b"\0\xff", []),
    (
        "",
        2**15 - 1,
        -(2**31),
        2**63 - 1,
        False,
        datetime(1999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))),
        UUID(int=2**128 - 1),
        b"",
        [],
    ),
)


def packed(row: tuple[object, ...]) -> bytes:
    ways = (copied.text, copied.smallint, copied.integer, copied.bigint, copied.boolean, copied.moment, copied.uuid, copied.binary)
    return copied.columns(9) + b"".join(way(value) for way, value in zip(ways, row, strict=False)) + copied.NO_UUIDS  # type: ignore[operator]


def test_every_kind_of_value_comes_back() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create temporary table poured({TYPES}) on commit drop")
        for rows in ([packed(row) for row in ROWS], [copied.columns(9) + copied.NULL * 9], []):
            with cursor.copy(f"copy poured({NAMES}) from stdin (format binary)") as copy:
                copy.write(copied.file(rows))
        cursor.execute(f"select {NAMES} from poured")
        found = [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in cursor.fetchall()]
    assert found == [*ROWS, (None,) * 9]


def test_a_number_too_large_is_refused() -> None:
    for way, value in ((copied.smallint, 2**15), (copied.integer, 2**31), (copied.bigint, 2**63)):
        with pytest.raises(struct.error):
            way(value)
