"""The rows and boxes of the CNIL's sheets: a label, then one, two or four answers."""

from collections.abc import Sequence
from datetime import date

from register.exporters.opendocument import Box, Row

LAST = 7  # columns A to H


def one(label: str, value: str | date | None) -> Row:
    """A label and one answer over the whole width."""
    return {0: Box(label, "label"), 1: Box(value or "", "value", LAST)}


def two(label: str, first: str, second: str, choice: str = "", face: str = "value") -> Row:
    """A label and the model's two answers."""
    return {0: Box(label, "label" if face == "value" else face), 1: Box(first, face, 3, choice), 4: Box(second, face, 4)}


def four(label: str, texts: Sequence[str], choices: tuple[str, str] = ("", ""), face: str = "value") -> Row:
    """A label and four answers, as for transfers."""
    first, second, third, fourth = texts
    return {
        0: Box(label, "label" if face == "value" else face),
        1: Box(first, face),
        2: Box(second, face, 1, choices[0]),
        3: Box(third, face, 2, choices[1]),
        5: Box(fourth, face, 3),
    }


def title(text: str) -> Row:
    return {0: Box(text, "head"), 1: Box("", "head", LAST)}
