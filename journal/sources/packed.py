"""What arrives compressed, unpacked within bounds. Pure."""

import zlib
from collections.abc import Iterator
from io import BytesIO

MOST_IN = 8 * 1024 * 1024  # bytes, as sent
MOST_OUT = 32 * 1024 * 1024  # bytes, unpacked (agent contract, section 3)
PART = 64 * 1024  # unpacked at a time
MOST_MEMBERS = 64  # an exporter sends one; each costs a look at all that follows
GZIP = 16 + zlib.MAX_WBITS


class TooLarge(ValueError):
    """More than we read at once."""


class Broken(ValueError):
    """It cannot be unpacked, or not be understood. Its text is a French sentence."""


def unpacked(data: bytes, most: int = MOST_OUT, *, holders: int | None = None) -> bytes:
    """Of gzip, one member after the other. Raises TooLarge, Broken; a bomb is counted first, and never held.

    `holders`: objects and lists of a JSON that its reader takes."""
    size = held = 0
    for part in _parts(data):
        size += len(part)
        held += 0 if holders is None else holders_of(part)
        if size > most or held > (holders or 0):
            raise TooLarge
    kept = BytesIO()
    for part in _parts(data):
        kept.write(part)
    return kept.getvalue()


def holders_of(text: bytes) -> int:
    """At most: brackets inside of words count too."""
    return text.count(b"{") + text.count(b"[")


def _parts(data: bytes) -> Iterator[bytes]:
    members = 0
    while data:
        if (members := members + 1) > MOST_MEMBERS:
            raise Broken("la compression gzip est en trop de morceaux")
        one, rest = zlib.decompressobj(GZIP), data
        while not one.eof:
            try:
                part = one.decompress(rest, PART)
            except zlib.error as error:
                raise Broken("la compression gzip est abîmée") from error
            rest = one.unconsumed_tail
            if not part and not rest and not one.eof:
                raise Broken("la compression gzip est incomplète")
            yield part
        data = one.unused_data
