"""What arrives compressed, unpacked within bounds. Pure."""

import zlib

MOST_IN = 8 * 1024 * 1024  # bytes, as sent
MOST_OUT = 32 * 1024 * 1024  # bytes, unpacked (agent contract, section 3)
GZIP = 16 + zlib.MAX_WBITS


class TooLarge(ValueError):
    """More than we read at once."""


class Broken(ValueError):
    """It cannot be unpacked, or not be understood. Its text is a French sentence."""


def unpacked(data: bytes, most: int = MOST_OUT) -> bytes:
    """Of gzip, one member after the other. Raises TooLarge, Broken; never holds more than `most` bytes."""
    out = b""
    while data:
        one = zlib.decompressobj(GZIP)
        try:
            out += one.decompress(data, most + 1 - len(out))
        except zlib.error as error:
            raise Broken("la compression gzip est abîmée") from error
        if len(out) > most:
            raise TooLarge
        if not one.eof:
            raise Broken("la compression gzip est incomplète")
        data = one.unused_data
    return out
