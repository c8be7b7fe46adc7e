"""Protobuf read in pieces, forwards: of a large message never more than one part is held. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from journal.sources.packed import PART, Broken

BYTES, NUMBER = 2, 0
FIXED = {1: 8, 5: 4}
UNREADABLE = "le protobuf est illisible"


class Field(NamedTuple):
    """`head`: its tag, and its length or its value, as they came; `size`: of what stands behind and must be taken."""

    number: int
    is_bytes: bool
    head: bytes
    size: int


class Stream:
    """Every method raises Broken."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts, self._held, self._at = iter(parts), b"", 0
        self.place = 0

    def fields(self, end: int) -> Iterator[Field]:
        """Of the message that ends there: what stands behind the head of each must be taken or skipped before the next."""
        while self.place < end:
            head = self._number(end)
            number, kind = divmod(_value(head), 8)
            if kind == BYTES:
                length = self._number(end)
                size = _value(length)
            elif kind == NUMBER:
                length, size = self._number(end), 0
            else:
                length, size = b"", FIXED.get(kind, end + 1)  # groups are of another age
            if self.place + size > end:
                raise Broken(UNREADABLE)
            yield Field(number, kind == BYTES, head + length, size)

    def take(self, size: int) -> bytes:
        return b"".join(self.pieces(size))

    def skip(self, size: int) -> None:
        for _ in self.pieces(size):
            pass

    def pieces(self, size: int) -> Iterator[bytes]:
        while size:
            self._fill()
            piece = self._held[self._at : self._at + min(size, PART)]
            self._at += len(piece)
            self.place += len(piece)
            size -= len(piece)
            yield piece

    def _number(self, end: int) -> bytes:
        """As it is written: mostly in one byte."""
        if self.place < end and self._at < len(self._held) and self._held[self._at] < 0x80:
            self._at += 1
            self.place += 1
            return self._held[self._at - 1 : self._at]
        found = bytearray()
        while self.place < end and len(found) < 10:
            self._fill()
            found.append(self._held[self._at])
            self._at += 1
            self.place += 1
            if found[-1] < 0x80:
                return bytes(found)
        raise Broken(UNREADABLE)

    def _fill(self) -> None:
        while self._at >= len(self._held):
            try:
                self._held, self._at = next(self._parts), 0
            except StopIteration:
                raise Broken(UNREADABLE) from None


def _value(written: bytes) -> int:
    return written[0] if len(written) == 1 else sum((one & 0x7F) << 7 * place for place, one in enumerate(written))
