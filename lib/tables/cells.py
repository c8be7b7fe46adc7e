"""Text that is safe in a cell: nothing invisible, nothing too long, nothing a spreadsheet would run."""

import re

MAX_CELL = 32_767  # UTF-16 units in one cell of Excel (Microsoft, « Excel specifications and limits », read on 21 November 2026)
CONTINUED = "… (suite dans le registre PDF)"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, « CSV Injection », and their full-width twins
WIDE_STARTS = ("＝", "＋", "－", "＠")
BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# What XML 1.0 forbids, the other control characters, and the marks that turn the reading direction around.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """Line breaks become \\n, tabs a space, control characters disappear. The rest is the owner's text, unchanged."""
    return UNSEEN.sub("", BREAKS.sub("\n", text)).replace("\t", " ").strip()


def cell(text: str) -> str:
    """A clean text that fits in one cell; where its end is lost, it says where to read it."""
    shown = clean(text)
    if _units(shown) <= MAX_CELL:
        return shown
    kept = shown.encode("utf-16-le")[: 2 * (MAX_CELL - _units(CONTINUED))]
    return kept.decode("utf-16-le", "ignore") + CONTINUED


def is_formula_like(text: str) -> bool:
    """A spreadsheet could take it for a formula."""
    return text.lstrip(" \n\u00a0").startswith((*FORMULA_STARTS, *WIDE_STARTS))


def inert(text: str) -> str:
    """For CSV, which has no types: an apostrophe before what could be run (OWASP), and before one that stood there already."""
    return f"'{text}" if is_formula_like(text.lstrip("'")) else text


def alive(text: str) -> str:
    """The owner's text again, without the apostrophe that `inert` put before it."""
    return text[1:] if text.startswith("'") and is_formula_like(text.lstrip("'")) else text


def joined(*parts: str, between: str = " — ") -> str:
    """The parts that say something."""
    return between.join(part for part in parts if part)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
