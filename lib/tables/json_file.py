"""A JSON file somebody sends: values that a database can hold, or one French sentence why not."""

import json
import re
from typing import Any, NoReturn

from lib.tables.archive import MAX_BYTES, Unreadable

MAX_DEPTH = 40
MAX_VALUES = 200_000
MAX_NUMBER = 10**18
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
DAMAGED = "Ce fichier JSON est abîmé ou incomplet. Exportez-le de nouveau, puis réessayez."
TOO_DEEP = "Ce fichier JSON est trop grand ou trop emboîté pour être un registre. Exportez-le de nouveau, puis réessayez."
TOO_LARGE = "Ce fichier dépasse 5 Mio. Partagez-le en plusieurs fichiers."


def loads(data: bytes) -> Any:
    """The values of the file, without what no database stores. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        found = json.loads(data.decode(encoding), parse_constant=_refuse)
    except RecursionError as error:
        raise Unreadable(TOO_DEEP) from error
    except ValueError as error:  # bad JSON, bad encoding, a number of thousands of digits
        raise Unreadable(DAMAGED) from error
    return _tidy(found, 0, [MAX_VALUES])


def looks_like(data: bytes) -> bool:
    """An object or a list begins the file."""
    return data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1] in (b"{", b"[")


def _tidy(value: Any, depth: int, room: list[int]) -> Any:
    room[0] -= 1
    if depth > MAX_DEPTH or room[0] < 0:
        raise Unreadable(TOO_DEEP)
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {UNSTORABLE.sub("", key): _tidy(item, depth + 1, room) for key, item in value.items()}
    if isinstance(value, list):
        return [_tidy(item, depth + 1, room) for item in value]
    if isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:  # nor infinite, nor « not a number »
        raise Unreadable(DAMAGED)
    return value


def _refuse(_: str) -> NoReturn:
    raise ValueError
