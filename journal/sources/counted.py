"""How much there is in a request, before anything is made of it: two bytes of a hostile one would cost a hundred in memory. Pure."""

from collections.abc import Iterator

from journal.sources.packed import Broken, TooLarge

MOST_FIELDS = 1_000_000  # of protobuf, down to those of a span; an exporter sends some thousands
MOST_NESTED = 1_000_000  # objects and lists of JSON
WAY = (1, 2, 2)  # resource, scope, span or log line: the same numbers in traces and in logs (opentelemetry-proto 1.x)
FIXED = {1: 8, 5: 4}
BYTES, NUMBER = 2, 0


def check_json(data: bytes) -> None:
    """Raises TooLarge. Signs inside texts count too: there are never that many."""
    if data.count(b"{") + data.count(b"[") > MOST_NESTED:
        raise TooLarge


def check_protobuf(data: bytes) -> None:
    """Raises TooLarge, Broken."""
    left = MOST_FIELDS
    places = [(0, len(data), 0)]
    while places:
        start, end, depth = places.pop()
        for number, first, last in _fields(data, start, end):
            left -= 1
            if left < 0:
                raise TooLarge
            if last >= 0 and depth < len(WAY) and number == WAY[depth]:
                places.append((first, last, depth + 1))


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(number, start, end) of each; the end is negative when it holds no bytes."""
    while at < end:
        tag, at = _varint(data, at, end)
        kind, number = tag & 7, tag >> 3
        if kind == BYTES:
            size, at = _varint(data, at, end)
            yield number, at, at + size
            at += size
        elif kind == NUMBER:
            _, at = _varint(data, at, end)
            yield number, at, -1
        else:
            at += FIXED.get(kind, end)  # groups are of another age
            yield number, at, -1
    if at != end:
        raise Broken("le protobuf est illisible")


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    number = shift = 0
    while at < end and shift < 70:
        one = data[at]
        at += 1
        number |= (one & 0x7F) << shift
        if one < 0x80:
            return number, at
        shift += 7
    raise Broken("le protobuf est illisible")
