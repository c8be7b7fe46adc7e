"""How much there is in a request, before anything is made of it: two bytes of a hostile one would cost a hundred in memory. Pure."""

from journal.sources.packed import Broken, TooLarge, holders_of
from journal.sources.protobuf_parts import BYTES, FIXED, NUMBER, UNREADABLE

MOST_FIELDS = 1_000_000  # of protobuf, down to those of a span; an exporter sends some thousands
MOST_NESTED = 1_000_000  # objects and lists of JSON
WAY = (1, 2, 2)  # resource, scope, span or log line: the same numbers in traces and in logs (opentelemetry-proto 1.x)


def check_json(data: bytes) -> None:
    """Raises TooLarge. Signs inside texts count too: there are never that many."""
    if holders_of(data) > MOST_NESTED:
        raise TooLarge


def fields_in(data: bytes) -> int:
    """Of one message, those inside its parts apart. Raises Broken."""
    at = found = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == BYTES:
            size, at = _varint(data, at)
            at += size
        elif kind == NUMBER:
            _, at = _varint(data, at)
        else:
            at += FIXED.get(kind, len(data))  # groups are of another age
        found += 1
    if at != len(data):
        raise Broken(UNREADABLE)
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(data) and shift < 70:
        one = data[at]
        at += 1
        number |= (one & 0x7F) << shift
        if one < 0x80:
            return number, at
        shift += 7
    raise Broken(UNREADABLE)
