"""What a person typed, made harmless: no invisible commands, no text that turns around what stands next to it. Pure."""

import re
import unicodedata

NOT_A_WORD = re.compile(r"[\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
DROPPED = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{''.join(TURNING)}]")  # control characters (Cc) but for line ends and tabs, and those


def cleaned(text: str) -> str:
    """The text in composed form, without control characters nor marks that change the reading direction. Line ends become \\n."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return DROPPED.sub("", plain).strip()


def on_one_line(text: str) -> str:
    """Cleaned, with every run of blanks made one space: for names and reasons."""
    is_plain = text.isascii() and text.isprintable()
    if is_plain or (not DROPPED.search(text) and unicodedata.is_normalized("NFC", text)):  # nothing to clean
        return " ".join(text.split())
    return " ".join(cleaned(text).split())


def folded(text: str) -> str:
    """« N° / RÉF » -> « n ref »: two spellings of one word compare equal, whatever their case, accents and punctuation."""
    if text.isascii():  # nothing of it is composed
        return NOT_A_WORD.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return NOT_A_WORD.sub(" ", "".join(char for char in plain if not unicodedata.combining(char))).strip()
