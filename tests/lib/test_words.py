"""What a person typed is made harmless without changing what they meant."""

import pytest

from lib.words import cleaned, folded, on_one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Facturier", "Facturier"),
        ("fac\u202eture\u2066\u200f\ufeff", "facture"),
        ("a\x00\x07\x1b[31m\x7f\x85b", "a[31mb"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("e\u0301", "é"),
        ("\U0001f469\u200d\U0001f527", "\U0001f469\u200d\U0001f527"),
        ("  ", ""),
    ],
)
def test_only_what_cannot_be_seen_goes(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


def test_a_name_stands_on_one_line() -> None:
    assert on_one_line(" Alice\n\tMartin\u202e ") == "Alice Martin"


@pytest.mark.parametrize("text", ["F-2026/1187", "  N_ref  ", "A.B,C", "".join(map(chr, range(128))), "", "___"])
def test_plain_text_folds_as_any_other(text: str) -> None:
    assert f"{folded(text)} e".strip() == folded(f"{text} É")
