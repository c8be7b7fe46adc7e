"""Text as people type it: cleaned of what cannot be seen, and folded so that two spellings of one label compare equal."""

import re
import unicodedata

LINE_BREAKS = "\n\r\x85\u2028\u2029"
SPACES = re.compile(r"[ \t]+")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def clean(text: str) -> str:
    """Visible text only: no control character, no direction mark, no zero-width space; NFC; single spaces; line breaks kept."""
    if text.isprintable() and "  " not in text and text.isascii():
        return text.strip()
    shown = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    lines = (line.strip() for line in SPACES.sub(" ", shown).split("\n"))
    return "\n".join(line for line in lines if line)


def fold(text: str) -> str:
    """« N° / RÉF » -> « n ref »: lower case, without accents, punctuation or repeated spaces."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return NOT_A_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where possible, with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept[: kept.rfind(" ")] if " " in kept[limit // 2 :] else kept).rstrip() + "…"


def one_line(text: str) -> str:
    """For a name or a code: line breaks become spaces."""
    return " ".join(text.split("\n"))


def _visible(character: str) -> str:
    if character in LINE_BREAKS:
        return "\n"
    if character == "\t":
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn") else character
