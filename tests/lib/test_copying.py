"""Several COPYs in one message: in order, all of them or what failed, and a connection that goes on."""

import struct
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from psycopg.errors import ProtocolViolation, UndefinedTable, UniqueViolation

from lib import binary_copy
from lib.copying import PIECE, Table, copy
from lib.prepared import rows

pytestmark = pytest.mark.django_db
COUNTS = "select (select count(*) from pg_temp.one), (select count(*) from pg_temp.two)"


@pytest.fixture(autouse=True)
def tables(transactional_db: None) -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("create temp table one(n bigint primary key) on commit drop; create temp table two(word text) on commit drop")
        yield


def numbers(*values: int) -> Table:
    return Table("pg_temp.one(n)", [binary_copy.columns(1) + binary_copy.bigint(value) for value in values])


def words(*values: str) -> Table:
    return Table("pg_temp.two(word)", [binary_copy.columns(1) + binary_copy.text(value) for value in values])


def test_each_table_takes_its_rows() -> None:
    copy(numbers(1, 2, 3), words("é", ""), numbers(4))
    assert rows(COUNTS, []) == [(4, 2)]


def test_a_table_may_take_none() -> None:
    copy(numbers(), words())
    assert rows(COUNTS, []) == [(0, 0)]


def test_more_than_the_socket_takes_at_once_arrives_whole() -> None:
    long = "é" * PIECE
    copy(words(*[long] * 20), numbers(1))
    assert rows("select count(*) from pg_temp.two where word = %s", [long]) == [(20,)]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ([numbers(1, 1), words("a")], UniqueViolation),
        ([words("a"), numbers(1, 1)], UniqueViolation),
        ([numbers(1), Table("pg_temp.three(n)", []), words("a")], UndefinedTable),
        ([numbers(1), Table("pg_temp.one(n)", [struct.pack(">hi", 1, 3) + b"abc"]), words("a" * 3 * PIECE)], ProtocolViolation),
    ],
)
def test_one_that_fails_is_told_and_leaves_nothing(wrong: list[Table], error: type[Exception]) -> None:
    with pytest.raises(error), transaction.atomic():
        copy(*wrong)
    assert rows(COUNTS, []) == [(0, 0)]
    copy(numbers(1), words("b"))
    assert rows(COUNTS, []) == [(1, 1)]
