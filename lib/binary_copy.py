"""Rows as PostgreSQL's binary COPY takes them (its documentation, « COPY », « Binary Format », read on 21 November 2026): nothing to escape
here, nothing to parse there. Pure.

A row is its number of columns, then each value behind its length; whole pieces of a row may be packed once for many rows.
"""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

START = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flag, no extension
END = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
TRUE, FALSE = b"\0\0\0\1\1", b"\0\0\0\1\0"
NO_UUIDS = struct.pack(">iiiI", 12, 0, 0, 2950)  # an array without dimensions; 2950 names the type of its elements
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's own
MICROSECOND = timedelta(microseconds=1)
_length = struct.Struct(">i").pack
_smallint, _integer, _bigint, _uuid = (struct.Struct(f">i{letter}").pack for letter in ("h", "i", "q", "16s"))


def file(rows: Iterable[bytes]) -> bytes:
    """All that « copy … from stdin (format binary) » waits for."""
    return b"".join((START, *rows, END))


def columns(number: int) -> bytes:
    """What a row begins with."""
    return struct.pack(">h", number)


def text(value: str) -> bytes:
    written = value.encode()
    return _length(len(written)) + written


def binary(value: bytes) -> bytes:
    return _length(len(value)) + value


def smallint(value: int) -> bytes:
    """This and the next two: raises struct.error for a number too large for its column."""
    return _smallint(2, value)


def integer(value: int) -> bytes:
    return _integer(4, value)


def bigint(value: int) -> bytes:
    return _bigint(8, value)


def boolean(value: bool) -> bytes:
    return TRUE if value else FALSE


def moment(at: datetime) -> bytes:
    """An aware datetime as timestamptz."""
    return _bigint(8, microseconds(at))


def microseconds(at: datetime) -> int:
    """What a timestamptz holds."""
    return (at - EPOCH) // MICROSECOND


def uuid(value: UUID) -> bytes:
    return _uuid(16, value.bytes)
