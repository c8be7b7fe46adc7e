"""What arrives compressed, unpacked within bounds. Pure."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import inf
from time import thread_time
from typing import IO

MOST_IN = 8 * 1024 * 1024  # bytes, as sent
MOST_OUT = 32 * 1024 * 1024  # bytes, unpacked (agent contract, section 3)
PART = 64 * 1024  # unpacked at a time
MOST_MEMBERS = 64  # an exporter sends one; each costs a look at all that follows
GZIP = 16 + zlib.MAX_WBITS


class TooLarge(ValueError):
    """More than we read at once."""


class TooMany(ValueError):
    """More actions than are taken at once."""


class Broken(ValueError):
    """It cannot be unpacked, or not be understood. Its text is a French sentence."""


@dataclass(frozen=True)
class Sent:
    """What arrived, read as often as needed and unpacked as it is read: it is never held whole unless asked."""

    file: IO[bytes]
    is_packed: bool = False
    until: float = inf  # seconds of this thread's processor

    def parts(self) -> Iterator[bytes]:
        """From its start. Raises Broken, and TooLarge once its time is over."""
        self.file.seek(0)
        for part in _unpacked(self.file) if self.is_packed else iter(lambda: self.file.read(PART), b""):
            if thread_time() > self.until:
                raise TooLarge
            yield part

    def measured(self, most: int = MOST_OUT, *, holders: int | None = None) -> int:
        """Bytes, unpacked. Raises TooLarge, Broken; a bomb is counted, and never held.

        `holders`: objects and lists of a JSON that its reader takes."""
        size = held = 0
        for part in self.parts():
            size += len(part)
            held += 0 if holders is None else holders_of(part)
            if size > most or held > (holders or 0):
                raise TooLarge
        return size

    def whole(self) -> bytes:
        """Of what was measured."""
        kept = BytesIO()
        for part in self.parts():
            kept.write(part)
        return kept.getvalue()


def unpacked(data: bytes, most: int = MOST_OUT) -> bytes:
    """Of gzip, one member after the other. Raises TooLarge, Broken."""
    sent = Sent(BytesIO(data), is_packed=True)
    sent.measured(most)
    return sent.whole()


def holders_of(text: bytes) -> int:
    """At most: brackets inside of words count too."""
    return text.count(b"{") + text.count(b"[")


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    members, rest = 0, file.read(PART)
    while rest:
        if (members := members + 1) > MOST_MEMBERS:
            raise Broken("la compression gzip est en trop de morceaux")
        one = zlib.decompressobj(GZIP)
        while not one.eof:
            rest = rest or file.read(PART)
            try:
                part = one.decompress(rest, PART)
            except zlib.error as error:
                raise Broken("la compression gzip est abîmée") from error
            if not part and not rest and not one.eof:
                raise Broken("la compression gzip est incomplète")
            rest = one.unconsumed_tail
            yield part
        rest = one.unused_data or file.read(PART)
