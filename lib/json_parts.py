"""JSON read in pieces: of a large document never more than a window is held, and what its reader wants of it. Pure.

The same documents are accepted as by `json.loads`, with what it makes of them, but for two things: of a text longer than a window only
the beginning is given, and of a value larger than a window no more than ROOM.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

WINDOW = 256 * 1024  # characters; read at once by Python's own reader, which may make twenty times as much of them
ROOM = 4 * WINDOW  # characters, of one value that is larger than a window
MOST_PIECES = 1_000_000  # values read one by one, where what holds them is larger than a window
_decode = json.JSONDecoder().raw_decode
# A group is never possessive here: Python before 3.11.5, Debian 12's among them, then leaves off in the middle of what does not match.
_written = re.compile(r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){0,16384}')
_blank = re.compile(r"[ \t\n\r]*")
LONGEST_ESCAPE = 6
HALVES = {chr(code) for code in range(0xD800, 0xDC00)}  # of one sign written as two: the cut may have come between them
MAY_GO_ON = ("", *".eE+-0123456789")  # a number, after what is held


class NotJson(ValueError):
    """No document at all."""


class TooMany(ValueError):
    """More pieces than are read."""


class Reader:
    """One pass over a document, from its first byte to its last. Every method raises NotJson and TooMany; RecursionError when it is too
    deep."""

    def __init__(self, parts: Iterable[bytes], window: int = WINDOW, most: int = MOST_PIECES) -> None:
        self._parts, self._window = _texts(iter(parts)), window
        self._text, self._at, self._ended = "", 0, False
        self._left, self._pieces = ROOM, most

    def first(self) -> str:
        """The next sign that is not blank, left where it is; empty at the end."""
        while True:
            self._at = _end(_blank, self._text, self._at)
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def small(self) -> tuple[Any, bool]:
        """(the next value, True), or False when it is larger than a window: then it stands there still."""
        self.first()
        while True:
            found, end = self._whole()
            if end and (self._ended or self._text[end : end + 1] not in MAY_GO_ON):
                self._left -= end - self._at
                self._at = end
                self._pieces -= 1
                if self._pieces < 0:
                    raise TooMany
                return found, True
            if len(self._text) - self._at >= self._window:
                return None, False
            if not self._more() and not end:
                raise NotJson

    def value(self) -> Any:
        """As `json.loads` makes it, within the room of one value."""
        self._left = ROOM // WINDOW * self._window
        return self._value(keep=True)

    def skip(self) -> None:
        """Checked, and not kept."""
        self._value(keep=False)

    def items(self) -> Iterator[None]:
        """Stands before each element of a list in turn: its value must be taken."""
        self._take("[")
        if self.first() == "]":
            self._at += 1
            return
        while True:
            yield
            if self._take(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """The name of each member of an object in turn: its value must be taken."""
        self._take("{")
        if self.first() == "}":
            self._at += 1
            return
        while True:
            if self.first() != '"':
                raise NotJson
            name = str(self._value(keep=False))
            self._take(":")
            yield name
            if self._take(",}") == "}":
                return

    def end(self) -> None:
        if self.first():
            raise NotJson

    def _take(self, signs: str) -> str:
        sign = self.first()
        if not sign or sign not in signs:
            raise NotJson
        self._at += 1
        return sign

    def _value(self, *, keep: bool) -> Any:
        found, is_small = self.small()
        return found if is_small else self._large(keep=keep)

    def _whole(self) -> tuple[Any, int]:
        """(a value, where it ends), or nothing when it does not end in what is held."""
        try:
            return _decode(self._text, self._at)
        except json.JSONDecodeError:
            return None, 0
        except RecursionError:
            raise
        except ValueError as error:  # a number that Python refuses to read
            raise NotJson from error

    def _large(self, *, keep: bool) -> Any:
        sign = self.first()
        if sign == '"':
            return self._long_text()
        if sign == "[":
            return [one for one, fits in (self._fitting(keep=keep) for _ in self.items()) if fits]
        if sign == "{":
            told = ((name, *self._fitting(keep=keep)) for name in self.members())
            return {name: one for name, one, fits in told if fits}
        raise NotJson

    def _fitting(self, *, keep: bool) -> tuple[Any, bool]:
        """(a value, is there room for it?)"""
        fits = keep and self._left >= 0
        return self._value(keep=fits), fits

    def _long_text(self) -> str:
        """Its beginning."""
        self._at += 1
        kept, held = list[str](), 0
        while (part := self._text_part()) != '"':
            if held < self._window:
                kept.append(part)
                held += len(part)
        text = str(json.loads(f'"{"".join(kept)}"'))
        return text[:-1] if held >= self._window and text[-1:] in HALVES else text

    def _text_part(self) -> str:
        """Some of a text as it stands written, or the sign that ends it."""
        while len(self._text) - self._at < LONGEST_ESCAPE and self._more():
            pass
        start = self._at
        if self._text[start : start + 1] == '"':
            self._at = start + 1
            return '"'
        self._at = _end(_written, self._text, start)
        if self._at == start:
            raise NotJson
        return self._text[start : self._at]

    def _more(self) -> bool:
        part = next(self._parts, "")
        self._text, self._at, self._ended = self._text[self._at :] + part, 0, not part
        return not self._ended


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    matched = pattern.match(text, at)
    return matched.end() if matched else at


def _texts(parts: Iterator[bytes]) -> Iterator[str]:
    """In whatever encoding JSON may be sent."""
    start = next(parts, b"")
    while len(start) < 4 and (more := next(parts, b"")):
        start += more
    decoder = codecs.getincrementaldecoder(json.detect_encoding(start))("surrogatepass")
    try:
        for part in _then(start, parts):
            if text := decoder.decode(part):
                yield text
        if text := decoder.decode(b"", True):
            yield text
    except UnicodeDecodeError as error:
        raise NotJson from error


def _then(start: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield start
    yield from parts
