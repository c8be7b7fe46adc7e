"""Text from anywhere is printed whole or spelled out, never silently changed."""

import pytest

from lib.pdf.words import printable, spell


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Facturation", "Facturation"),
        ("Été à Noël, 12 €", "Été à Noël, 12 €"),
        ("deux\r\nlignes", "deux\nlignes"),
        ("a\tb", "a b"),
        ("a\x00b\x07c", "a[U+0000]b[U+0007]c"),
        ("\u202egnp.exe", "[U+202E]gnp.exe"),
        ("zéro\u200b\u200dlargeur", "zéro[U+200B U+200D]largeur"),
        ("césure\u00admolle", "césuremolle"),
        ("1\u202f000\u2011A", "1\u00a0000-A"),
        ("caché\U000e0041", "caché[U+E0041]"),
        ("Ελληνικά 中文", "Ελληνικά 中文"),
        ("privé \ue000", "privé [U+E000]"),
    ],
)
def test_what_hides_is_spelled_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_run_of_unknown_characters_is_spelled_once() -> None:
    assert spell("a中文b", {"中", "文"}) == "a[U+4E2D U+6587]b"
