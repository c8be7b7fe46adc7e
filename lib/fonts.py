"""Cuts Hanken Grotesk from its wheel: one small variable face for the screen, two fixed faces for the PDF. Nothing of it is committed."""

import io
from importlib.resources import as_file, files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PACKAGE = "fontpkg_hanken_grotesk"
SOURCE = "HankenGrotesk[wght].ttf"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B]
MARKS = [*range(0x2010, 0x2015), 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x2030, 0x2039, 0x203A]
SIGNS = [0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265]
SCREEN_FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]
PAPER_FEATURES = ["kern"]  # no ligatures: every glyph then has one Unicode value, as PDF/A-3a and copy and paste want
PAPER_FACES = {"regular": (400, 400), "bold": (650, 700)}  # the weight drawn, the weight declared


def source() -> bytes:
    """The whole variable face, as the wheel ships it."""
    with as_file(files(PACKAGE) / "files" / SOURCE) as path:
        return path.read_bytes()


def screen_face(raw: bytes) -> bytes:
    """About 22 KB of WOFF2, weights 400 to 700."""
    font = instancer.instantiateVariableFont(_cut(raw, SCREEN_FEATURES), {"wght": (400, 700)})
    font.flavor = "woff2"
    return _saved(font)


def paper_face(raw: bytes, face: str) -> bytes:
    """A fixed TrueType face, "regular" or "bold": the same glyph numbers in every chunk of a long PDF, the same bytes at every build."""
    drawn, declared = PAPER_FACES[face]
    font = instancer.instantiateVariableFont(_cut(raw, PAPER_FEATURES), {"wght": drawn}, static=True)
    font["OS/2"].usWeightClass = declared
    return _saved(font)


def write(folder: Path) -> list[Path]:
    """The three files in `folder`; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = source()
    made = {"hanken-grotesk.woff2": screen_face(raw), **{f"{face}.ttf": paper_face(raw, face) for face in PAPER_FACES}}
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def _cut(raw: bytes, features: list[str]) -> TTFont:
    font = TTFont(io.BytesIO(raw), recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(hinting=False, layout_features=features, name_IDs=["*"]))
    cutter.populate(unicodes=[*LATIN, *MARKS, *SIGNS])
    cutter.subset(font)
    return TTFont(io.BytesIO(_saved(font)), recalcTimestamp=False)  # reloaded before instancing: glyph names are read lazily


def _saved(font: TTFont) -> bytes:
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()
