"""What depends on the place of a page in the file, painted after joining: footers and the page numbers of the contents."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array

from lib.pdf.faces import Face
from lib.pdf.words import SLOT

MM = 72 / 25.4
LEFT, RIGHT, BASE = 20 * MM, 190 * MM, 11 * MM  # the side margins of the pages
SIZE = 8.5
ABOVE_BASE, ABOVE_SIZE = 14.5 * MM, 6.5
GAP = 6 * MM
INK = "0.294 0.337 0.392 rg"
SLOT_WIDTH = 4  # as many SLOT characters hold the place of a number


class Footer:
    """Left: who and where; middle: which version; right: which page; a small line above. An artifact: a screen reader skips it."""

    def __init__(self, face: Face, font: str, middle: str, above: str = "") -> None:
        self.face, self.font, self.middle, self.above = face, font, middle, above
        self.middle_width = face.width(middle, SIZE)

    def operators(self, left: str, right: str) -> bytes:
        right_at = RIGHT - self.face.width(right, SIZE)
        middle_at = right_at - GAP - self.middle_width if self.middle else right_at
        name = self.face.fit(left, SIZE, middle_at - GAP - LEFT)
        parts = [(LEFT, name), (middle_at, self.middle), (right_at, right)]
        painted = "\n".join(self._text(place, words) for place, words in parts if words)
        if self.above:
            painted += "\n" + self._text(LEFT, self.face.fit(self.above, ABOVE_SIZE, RIGHT - LEFT), ABOVE_BASE, ABOVE_SIZE)
        return f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n{painted}\nEMC".encode()

    def _text(self, place: float, words: str, base: float = BASE, size: float = SIZE) -> str:
        return f"BT {INK} {self.font} {size} Tf {place:.2f} {base:.2f} Td {self.face.show(words)} ET"


def add_content(pdf: pikepdf.Pdf, page: Any, operators: bytes) -> None:
    page.Contents = Array([page.Contents, pdf.make_stream(operators)])


def number_contents(pdf: pikepdf.Pdf, page: Any, numbers: Mapping[str, int], face: Face) -> None:
    """Puts each page number in the slot its line kept: it stays inside the link's tag, in reading order.

    `numbers`: anchor -> printed page number."""
    glyph = f"{face.glyphs[ord(SLOT)]:04x}".encode()
    slot = re.compile(rb"\[(<" + glyph + rb">0){%d}\] TJ" % SLOT_WIDTH)
    room = SLOT_WIDTH * face.width(SLOT, 1000)
    words = (str(numbers[str(link.Dest)]) for link in page.get("/Annots", ()))

    def fill(_: re.Match[bytes]) -> bytes:
        number = next(words)
        return f"[{face.width(number, 1000) - room:.0f} {face.show(number)[:-3]}] TJ".encode()

    page.Contents = pdf.make_stream(slot.sub(fill, page.Contents.read_bytes()))
    if next(words, None) is not None:
        raise RuntimeError("a line of the contents has no room for its page number")


def names_in_force(anchors: Mapping[str, int], total: int) -> Iterator[str]:
    """For each page the anchor it belongs to (the first on it or the last before it). `anchors`: name -> page index."""
    first: dict[int, str] = {}
    for name, page in anchors.items():
        first.setdefault(page, name)
    current = ""
    for number in range(total):
        current = first.get(number, current)
        yield current
