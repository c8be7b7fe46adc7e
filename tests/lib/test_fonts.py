"""The typeface, cut from its wheel: small for the screen, fixed for the paper, and with every sign we write."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lib import fonts

FRENCH = "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ’«»€…–−\u00a0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fonts")
    fonts.write(made)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hanken-grotesk.woff2", "regular.ttf", "bold.ttf"])
def test_every_french_sign_is_there(folder: Path, name: str) -> None:
    known = TTFont(io.BytesIO((folder / name).read_bytes())).getBestCmap()
    assert [sign for sign in FRENCH if ord(sign) not in known] == []


@pytest.mark.slow
def test_the_screen_s_face_is_small(folder: Path) -> None:
    assert (folder / "hanken-grotesk.woff2").stat().st_size < 26_000


@pytest.mark.slow
def test_the_paper_s_faces_are_the_same_at_every_build(folder: Path) -> None:
    assert fonts.paper_face(fonts.source(), "bold") == (folder / "bold.ttf").read_bytes()
