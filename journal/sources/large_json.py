"""OpenTelemetry in JSON, too large to be read at once: one span or one line after the other, through a window. Pure."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lib.json_parts import WINDOW, NotJson, Reader

READ = frozenset(
    {
        *("name", "eventName", "body", "traceId", "spanId", "parentSpanId", "status", "traceState"),
        *("endTimeUnixNano", "startTimeUnixNano", "timeUnixNano", "observedTimeUnixNano"),
    }
)
Told = dict[str, Any]
Is = Callable[[Any], bool]


def walk(parts: Iterable[bytes], levels: tuple[str, ...], is_read: Is, window: int = WINDOW) -> Iterator[tuple[Told, bool]]:
    """(a span as an object, True), and after those of one resource (the resource, False). `is_read`: is an attribute of this name?

    Raises NotJson, RecursionError, and what a wrong shape raises: telemetry.WRONG."""
    reader = Reader(parts, window)
    for name in reader.members():
        if name == levels[0]:
            for _ in _list(reader):
                yield from _resource(reader, levels[1:], is_read)
        else:
            reader.skip()
    reader.end()


def _resource(reader: Reader, levels: tuple[str, ...], is_read: Is) -> Iterator[tuple[Told, bool]]:
    about: Any = None
    for name in reader.members():
        if name == levels[0]:
            for _ in _list(reader):
                yield from _scope(reader, levels[1], is_read)
        elif name == "resource":
            about = _object(reader, is_read)
        else:
            reader.skip()
    yield about or {}, False


def _scope(reader: Reader, signals: str, is_read: Is) -> Iterator[tuple[Told, bool]]:
    for name in reader.members():
        if name == signals:
            for _ in _list(reader):
                yield _object(reader, is_read), True
        else:
            reader.skip()


def _list(reader: Reader) -> Iterator[None]:
    """What counts for nothing in Python is an empty one."""
    if reader.first() == "[":
        yield from reader.items()
    elif reader.value():
        raise NotJson


def _object(reader: Reader, is_read: Is) -> Any:
    """Whole when it is small."""
    found, is_small = reader.small()
    if is_small:
        return found
    kept: Told = {}
    for name in reader.members():
        if name == "attributes":
            kept[name] = _attributes(reader, is_read)
        elif name in READ:
            kept[name] = reader.value()
        else:
            reader.skip()
    return kept


def _attributes(reader: Reader, is_read: Is) -> Any:
    found, is_small = reader.small()
    if is_small:
        return found
    kept: Told = {}
    for _ in reader.items():
        one = reader.value()
        if is_read(one["key"]):
            kept[one["key"]] = one
    return list(kept.values())
