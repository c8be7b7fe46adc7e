"""What a person typed, made harmless: no invisible commands, no text that turns around what stands next to it."""

import unicodedata

KEPT = frozenset("\n\t")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def cleaned(text: str) -> str:
    """The text in composed form, without control characters nor marks that change the reading direction. Line ends become \\n."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in plain if char in KEPT or (unicodedata.category(char) != "Cc" and char not in TURNING)).strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, the last one « … » when something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
