"""The two faces every document is set in, as glyph numbers and widths: what writes footers and page numbers after layout."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILY = "Registre"  # the name that stylesheets use
WEIGHTS = {"regular": 400, "bold": 700}


@dataclass(frozen=True)
class Faces:
    """A folder holding regular.ttf and bold.ttf: static, without ligatures, the same glyph numbers at every build."""

    folder: Path

    def paths(self) -> Iterator[tuple[int, Path]]:
        for name, weight in WEIGHTS.items():
            yield weight, (self.folder / f"{name}.ttf").resolve()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(b"".join(path.read_bytes() for _, path in self.paths())).hexdigest()

    @cached_property
    def regular(self) -> "Face":
        return Face(self.folder / "regular.ttf")


class Face:
    """One face: which characters it has, how wide they are, and the PDF operators that paint them."""

    def __init__(self, path: Path) -> None:
        font = TTFont(path)
        order = {name: number for number, name in enumerate(font.getGlyphOrder())}
        names = font.getBestCmap()
        self.units: int = font["head"].unitsPerEm
        self.glyphs = {code: order[name] for code, name in names.items()}
        self.advances: dict[int, int] = {code: font["hmtx"][name][0] for code, name in names.items()}

    def covers(self, words: str) -> bool:
        return all(ord(character) in self.glyphs for character in words)

    def show(self, words: str) -> str:
        return "<" + "".join(f"{self.glyphs[ord(c)]:04x}" for c in words if ord(c) in self.glyphs) + "> Tj"

    def width(self, words: str, size: float) -> float:
        return float(sum(self.advances.get(ord(c), 0) for c in words) * size / self.units)

    def fit(self, words: str, size: float, room: float) -> str:
        """`words` shortened with an ellipsis so that they take at most `room` points."""
        if self.width(words, size) <= room:
            return words
        while words and self.width(words + "…", size) > room:
            words = words[:-1]
        return words.rstrip() + "…"
