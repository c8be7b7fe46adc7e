"""Text from anywhere, made safe to print: nothing hidden, nothing that turns the line round, nothing lost without a trace.

What cannot be shown is spelled « [U+202E] » in its place. The attached data file keeps the exact characters.
"""

import re
import unicodedata
from collections.abc import Iterable

SLOT = "¤"  # holds the place of a page number in the contents
_SPACES = dict.fromkeys([*range(0x2000, 0x200B), 0x202F, 0x205F], "\u00a0")
_PLAIN = {0x2010: "-", 0x2011: "-", 0x2028: "\n", 0x2029: "\n", 0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x09: " "}
_PRESENTATION = dict.fromkeys([0x00AD, 0xFE0E, 0xFE0F])  # soft hyphen, emoji presentation: they carry no meaning of their own
_TABLE = {**_SPACES, **_PLAIN, **_PRESENTATION}
_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}


def printable(text: str) -> str:
    """`text` as it will be printed: line ends and spaces made plain, invisible and unassigned characters spelled out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    if plain.isascii() and plain.replace("\n", "").isprintable():
        return plain
    return spell(plain, {c for c in plain if c != "\n" and unicodedata.category(c) in _HIDDEN})


def spell(text: str, characters: Iterable[str]) -> str:
    """`text` with each run of `characters` replaced by their code points in square brackets."""
    wanted = "".join(re.escape(character) for character in sorted(characters))
    if not wanted:
        return text
    return re.sub(f"[{wanted}]+", lambda run: "[" + " ".join(f"U+{ord(c):04X}" for c in run[0]) + "]", text)
