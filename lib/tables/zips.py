"""Zips whose bytes depend on their content alone: one date, one order, one compression."""

import io
import zipfile
from collections.abc import Iterable

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold
UNIX = 3


def packed(entries: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> bytes:
    """A zip of these entries, in this order; those named in `stored` are not compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.create_system = UNIX  # the same bytes on every system
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data, compresslevel=6)
    return stream.getvalue()


def entries(data: bytes) -> list[tuple[str, bytes]]:
    """What a zip of our own making holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]
