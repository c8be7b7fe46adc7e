"""OpenTelemetry in protobuf, too large to be read at once: one span or one line after the other. Pure."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from journal.sources.counted import MOST_FIELDS, WAY, fields_in
from journal.sources.packed import Broken, TooLarge
from journal.sources.protobuf_parts import UNREADABLE, Field, Stream

WINDOW = 256 * 1024  # bytes; read at once by protobuf's own reader, which may make forty times as much of them
ROOM = 4 * WINDOW  # bytes, of one value that is larger than a window
MOST_PARTS = 100_000  # of such a value
DEPTH = 12
RESOURCE = 1  # in a group of one resource; its attributes have the same number in it (opentelemetry-proto 1.x)
NAME, VALUE = 1, 2  # of an attribute
TEXT, LIST, PAIRS = 1, 5, 6  # sorts of a value
Is = Callable[[str], bool]
Seen = tuple[Any, dict[str, Any]]


@dataclass(frozen=True)
class Shape:
    """Classes of protobuf. `levels`: the request, a resource's part of it, a scope's part of that, a signal; `attributes`: their number."""

    levels: tuple[Any, Any, Any, Any]
    attributes: int
    resource: Any
    pair: Any
    value: Any


class Walk:
    """Over one request."""

    def __init__(self, parts: Iterable[bytes], shape: Shape, is_read: Is, window: int = WINDOW) -> None:
        self._stream, self._shape, self._is_read, self._window = Stream(parts), shape, is_read, window
        self._fields_left, self._room = MOST_FIELDS, 0

    def signals(self, size: int) -> Iterator[Seen]:
        """(a signal, its attributes that are read), and after those of one resource (None, the resource's). Raises Broken, TooLarge."""
        for field in self._fields(size):
            if field.is_bytes and field.number == WAY[0]:
                yield from self._resource(self._stream.place + field.size)
            else:
                self._checked(field, self._shape.levels[0])

    def _resource(self, end: int) -> Iterator[Seen]:
        about = dict[str, Any]()
        for field in self._fields(end):
            if field.is_bytes and field.number == WAY[1]:
                yield from self._scope(self._stream.place + field.size)
            elif field.is_bytes and field.number == RESOURCE:
                about |= self._message(field.size, self._shape.resource, RESOURCE)[1]
            else:
                self._checked(field, self._shape.levels[1])
        yield None, about

    def _scope(self, end: int) -> Iterator[Seen]:
        for field in self._fields(end):
            if field.is_bytes and field.number == WAY[2]:
                yield self._message(field.size, self._shape.levels[3], self._shape.attributes)
            else:
                self._checked(field, self._shape.levels[2])

    def _fields(self, end: int) -> Iterator[Field]:
        for field in self._stream.fields(end):
            self._count(1)
            yield field

    def _count(self, fields: int) -> None:
        self._fields_left -= fields
        if self._fields_left < 0:
            raise TooLarge

    def _message(self, size: int, of: Any, attributes: int) -> Seen:
        if size > self._window:
            return self._large(self._stream.place + size, of, attributes)
        written = self._stream.take(size)
        self._count(fields_in(written))
        one = _parsed(of, written)
        return one, {pair.key: pair.value for pair in one.attributes if self._is_read(pair.key)}

    def _large(self, end: int, of: Any, attributes: int) -> Seen:
        """What stands once in it, and the attributes that are read."""
        once, read = dict[int, bytes](), dict[str, Any]()
        known = of.DESCRIPTOR.fields_by_number
        for field in self._fields(end):
            if field.is_bytes and field.number == attributes:
                self._room = ROOM // WINDOW * self._window
                name, value = self._pair(field.size, DEPTH)
                if self._is_read(name):
                    read[name] = value
            elif (written := self._checked(field, of)) and field.number in known and not known[field.number].is_repeated:
                once[field.number] = written
        return _parsed(of, b"".join(once.values())), read

    def _checked(self, field: Field, of: Any) -> bytes:
        """As it is written; nothing when it is larger than a window: then only its place is known to be right."""
        if field.size > self._window:
            self._stream.skip(field.size)
            return b""
        written = field.head + self._stream.take(field.size)
        _parsed(of, written)
        return written

    def _pair(self, size: int, left: int) -> tuple[str, Any]:
        if size <= self._window:
            pair = _parsed(self._shape.pair, self._taken(size))
            return pair.key, pair.value
        name, value = "", self._shape.value()
        for field in self._stream.fields(self._stream.place + size):
            if field.is_bytes and field.number == NAME:
                name = self._text(field.size)
            elif field.is_bytes and field.number == VALUE:
                value = self._value(field.size, left)
            else:
                self._stream.skip(field.size)
        return name, value

    def _value(self, size: int, left: int) -> Any:
        if size <= self._window:
            return _parsed(self._shape.value, self._taken(size))
        made = self._shape.value()
        for field in self._stream.fields(self._stream.place + size):
            if field.is_bytes and field.number == TEXT:
                made.string_value = self._text(field.size)
            elif field.is_bytes and field.number in (LIST, PAIRS) and left:
                self._several(self._stream.place + field.size, made, field.number, left - 1)
            else:
                self._stream.skip(field.size)
        return made

    def _several(self, end: int, made: Any, sort: int, left: int) -> None:
        for number, field in enumerate(self._stream.fields(end)):
            if self._room < 0 or number >= MOST_PARTS:
                self._stream.skip(end - self._stream.place)
                return
            if sort == LIST:
                made.array_value.values.append(self._value(field.size, left))
            else:
                name, value = self._pair(field.size, left)
                made.kvlist_value.values.add(key=name, value=value)

    def _taken(self, size: int) -> bytes:
        self._room -= size
        return self._stream.take(size)

    def _text(self, size: int) -> str:
        """Its beginning."""
        decoder, kept = codecs.getincrementaldecoder("utf-8")(), list[str]()
        try:
            for piece in self._stream.pieces(size):
                text = decoder.decode(piece)
                if sum(map(len, kept)) < self._window:
                    kept.append(text)
            decoder.decode(b"", True)
        except UnicodeDecodeError as error:
            raise Broken(UNREADABLE) from error
        self._room -= sum(map(len, kept))
        return "".join(kept)


def _parsed(of: Any, written: bytes) -> Any:
    from google.protobuf.message import DecodeError

    try:
        return of.FromString(written)
    except DecodeError as error:
        raise Broken(UNREADABLE) from error
