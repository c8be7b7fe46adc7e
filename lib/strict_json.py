"""JSON from outside, by the grammar of the agent contract: what two parsers could read differently is refused. Pure.

No duplicate keys, no NaN or Infinity, integers an IEEE double holds exactly, a bounded depth, text in NFC without lone surrogates.
"""

import json
import re
import unicodedata
from typing import Any

SAFE = 2**53 - 1  # RFC 8785 section 3.2.2.3
DEPTH = 8
HOLDERS = 50_000  # objects and lists: each takes thirty times the room it had as text
HOLDING = frozenset((dict, list))  # what a parser makes of them, nothing else
BY_NUMBER = re.compile(rb"\\u00(?:00|2[2Ee]|3[0-9])")  # a null; and what hides by it: a quote, a dot, a digit
FORBIDDEN = re.compile(rb"\\u(?:0000|[Dd][89A-Fa-f])")  # how a null or half a pair is spelt: bare, neither is JSON in UTF-8


class NotStrict(ValueError):
    """One sentence in French: what is wrong, for the developer who reads the answer."""


def loads(data: bytes, depth: int = DEPTH) -> Any:
    """The value of a UTF-8 document. Raises NotStrict."""
    if has_many(data):
        raise NotStrict("trop d’objets et de listes")
    try:
        text = data.decode()
        value = _decoded(text)
    except UnicodeDecodeError as error:
        raise NotStrict("le texte n’est pas en UTF-8") from error
    except RecursionError as error:
        raise NotStrict(f"plus de {depth} niveaux imbriqués") from error
    except json.JSONDecodeError as error:
        raise NotStrict(f"JSON illisible à la ligne {error.lineno}, colonne {error.colno}") from error
    _check_depth(value, depth)
    if not _are_plain(data, text, value):
        _check_texts(value)
    return value


def has_many(data: bytes) -> bool:
    """More objects and lists than are read."""
    return len(data) > HOLDERS and data.count(b"{") + data.count(b"[") > HOLDERS


def is_whole(data: bytes, again: bytes) -> bool:
    """Is `data` what `loads` takes? `again`: what a strict parser made of it by closed types, written again without what was absent.

    A key and a text have two quotes, and one more for each that a text holds: a value lost to a second key of its name is missed here, for
    types that neither lose nor make a quote otherwise. In `again` no text hides behind \\u; composed as a whole, it is so in each part.
    """
    if data.count(b'"') != again.count(b'"') or BY_NUMBER.search(data):
        return False
    return again.isascii() or unicodedata.is_normalized("NFC", again.decode())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotStrict("la même clé figure deux fois dans un objet")
    return value


def _no_constant(name: str) -> None:
    raise NotStrict(f"{name} n’est pas une valeur acceptée")


def _safe(digits: str) -> int:
    if len(digits) > 17 or abs(number := int(digits)) > SAFE:
        raise NotStrict("un nombre entier dépasse 2^53 - 1")
    return number


_decoded = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_safe).decode


def _check_depth(value: Any, left: int) -> None:
    if type(value) in HOLDING:
        if not left:
            raise NotStrict("trop de niveaux imbriqués")
        for item in value.values() if type(value) is dict else value:
            if type(item) in HOLDING:
                _check_depth(item, left - 1)


def _are_plain(data: bytes, text: str, value: Any) -> bool:
    """Surely no text holds what is refused. What is composed as a whole is so in each part; what is spelt by \\u is seen there alone."""
    if b"\\u" in data:
        return not FORBIDDEN.search(data) and _are_composed(value)
    return unicodedata.is_normalized("NFC", text)


def _are_composed(value: Any) -> bool:
    for item in (*value, *value.values()) if type(value) is dict else value if type(value) is list else (value,):
        if type(item) is str:
            if not item.isascii() and not unicodedata.is_normalized("NFC", item):
                return False
        elif type(item) in HOLDING and not _are_composed(item):
            return False
    return True


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else ():
            _check_text(key)
        for item in value.values() if isinstance(value, dict) else value:
            _check_texts(item)


def _check_text(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise NotStrict("un texte contient le caractère nul")
        return
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise NotStrict("un texte contient un caractère interdit")
    if not unicodedata.is_normalized("NFC", text):
        raise NotStrict("un texte n’est pas normalisé (NFC)")
