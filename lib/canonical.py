"""Canonical JSON (RFC 8785) for what is hashed and sealed. Floats are refused: their spelling is where parsers differ."""

import json
from collections.abc import Iterable, Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

LARGEST = 2**53 - 1  # RFC 8785 section 3.2.2.3: integers beyond an IEEE double's exact range are not interoperable
_PLAIN = frozenset((str, bool, type(None)))
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class NotCanonical(ValueError):
    """The value has a float, a huge integer, a key that is no string, or a lone surrogate."""


quoted = json.encoder.encode_basestring  # a text as `encode` spells it, before it becomes bytes


def whole(number: int) -> str:
    """A number as `encode` spells it. Raises NotCanonical."""
    if abs(number) > LARGEST:
        raise NotCanonical(number)
    return str(number)


def encode(value: Json) -> bytes:
    """Bytes of `value`: keys in UTF-16 order, no white space, UTF-8. Raises NotCanonical."""
    return as_bytes(_encode(_ordered(value)))


def as_bytes(text: str) -> bytes:
    """What was put together by hand of `quoted` texts and `whole` numbers. Raises NotCanonical."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("lone surrogate") from error


def _ordered(value: Json) -> Json:
    """What there is most of comes first: abstract classes are slow to ask."""
    if type(value) in _PLAIN or isinstance(value, str):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(value)
        return value
    if type(value) is dict or isinstance(value, Mapping):
        return {key: one if type(one := value[key]) in _PLAIN else _ordered(one) for key in _sorted(value)}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_ordered(item) for item in value]
    raise NotCanonical(type(value).__name__)


def _sorted(keys: Iterable[str]) -> list[str]:
    """By UTF-16 code units; of ASCII, where every order is the same, without spelling them."""
    try:
        return sorted(keys, key=None if "".join(keys).isascii() else _utf16)
    except TypeError:
        raise NotCanonical("keys must be strings") from None


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
