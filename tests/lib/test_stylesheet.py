"""The one sheet of the site is made of its parts, each in its layer."""

from pathlib import Path

import pytest

from lib import stylesheet

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    (tmp_path / "main.css").write_text(
        '/* why */\n@layer base;\n@import url("tokens.css");\n@import url("parts/button.css") layer(base);\n'
    )
    (tmp_path / "tokens.css").write_text(":root { --ink: #000; }\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "button.css").write_text("/* a button\n on two lines */\n.button {\n  color: red;\n}\n")
    return tmp_path / "main.css"


def test_the_parts_are_joined_in_their_layers_without_comments(entry: Path) -> None:
    assert stylesheet.bundle(entry) == "@layer base;\n:root { --ink: #000; }\n@layer base {\n.button {\ncolor: red;\n}\n}\n"


def test_the_parts_are_known_in_order(entry: Path) -> None:
    assert [path.name for path in stylesheet.parts(entry)] == ["tokens.css", "button.css"]


def test_the_real_sheet_is_whole() -> None:
    text = stylesheet.bundle(ROOT / "static" / "css" / "main.css")
    assert "@import" not in text
    assert "/*" not in text
    assert text.count("{") == text.count("}")
