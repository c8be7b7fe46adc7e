"""What a paper is, by its bytes alone: what its sender or its name says of it counts for nothing. Pure."""

import re
import struct
from collections.abc import Iterator

LARGEST = 5 * 1024 * 1024  # agent contract, section 2
MOST = 5  # of one demand
A_DAY = 200 * 1024 * 1024  # bytes of one agent: a program gone mad must not fill the disk
PIXELS = 50_000_000  # more would take a browser's memory for a file of some kilobytes
SCANNED = 1024 * 1024  # letters of a text in which keys are looked for
PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
LEAKING = "text/plain; key"  # a text with something that looks like a key
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg", TEXT: "txt", LEAKING: "txt"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Markers of ITU-T T.81 (table B.1): frames, which give the size, and those that stand alone.
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


class NotRead(ValueError):
    """Neither PDF, PNG, JPEG nor plain text."""


class TooManyPixels(ValueError):
    """A picture that only serves to fill a memory."""


def kind_of(data: bytes) -> str:
    """The media type under which it may be shown. Raises NotRead, TooManyPixels."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]:
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _check(_size_of_png(data))
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        _check(_size_of_jpeg(data))
        return JPEG
    if _is_text(data):
        return TEXT
    raise NotRead


def media_type(kind: str) -> str:
    """As the header says it."""
    return "text/plain; charset=utf-8" if kind in (TEXT, LEAKING) else kind


def is_shown(kind: str) -> bool:
    """May a browser show it? A PDF runs programs of its own: it is given as a file."""
    return kind != PDF


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not CONTROL.search(text) and not text.startswith("%PDF-")


def _check(size: tuple[int, int] | None) -> None:
    if size is None or 0 in size:
        raise NotRead
    if size[0] * size[1] > PIXELS:
        raise TooManyPixels


def _size_of_png(data: bytes) -> tuple[int, int] | None:
    """From the first chunk, which must be IHDR."""
    if len(data) < 33 or data[8:16] != b"\x00\x00\x00\x0dIHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    """The largest of its frames."""
    sizes = list(_frames(data))
    return max(sizes, key=lambda size: size[0] * size[1]) if sizes else None


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):  # the end, or the picture itself
            return
        length = int.from_bytes(data[at + 2 : at + 4])
        if marker in FRAMES and at + 9 <= len(data):
            yield int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + max(length, 2)
