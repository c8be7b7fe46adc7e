"""TOML, JSON, and JSON with comments: bytes in, plain values out, within bounds. Errors name the line, never its words."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from inventory.importers.unreadable import Unreadable

MAX_BYTES = 256 * 1024
MAX_DEPTH = 24
MAX_VALUES = 20_000
MAX_DOTS = 32  # in the keys of one line of TOML: its parser grows with their square
TOO_BIG = "Ce fichier dépasse 256\u00a0Kio. Un fichier wrangler est bien plus petit\u00a0: vérifiez que c’est le bon."
TOO_DEEP = "Ce fichier est imbriqué trop profondément. Vérifiez que c’est bien un fichier wrangler."
TOO_MUCH = "Ce fichier contient trop de valeurs. Vérifiez que c’est bien un fichier wrangler."
EMPTY = "Ce fichier est vide. Choisissez votre fichier wrangler.toml."
TWICE = "une même clé y est écrite deux fois"
WHERE = re.compile(r"at line (\d+), column (\d+)")
# A string, then what is not one: a comment. Strings first, so that « // » in an address stays.
# What is never closed runs to its end, once: each letter is looked at a fixed number of times.
STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"?|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
TOML_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"?|\'[^\'\n]*\'?')
STRING_OR_LAST_COMMA = re.compile(r'"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])', re.DOTALL)


def read(data: bytes) -> dict[str, Any]:
    """The table at the top of the file. Raises Unreadable."""
    text = _text(data)
    found = _json(text) if text.lstrip()[:1] in ("{", "/") else _toml(text)
    _bound(found)
    return found


def leaves(found: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with the keys that lead to it, places in lists left aside. No recursion."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), found)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(path, one) for one in value]
        else:
            yield path, value


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        raise Unreadable(
            f"Ligne {line}\u00a0: ce fichier n’est pas du texte UTF-8. Enregistrez-le en UTF-8, puis déposez-le de nouveau."
        ) from None
    if not text.strip():
        raise Unreadable(EMPTY)
    return text


def _toml(text: str) -> dict[str, Any]:
    if any(line.count(".") > MAX_DOTS and TOML_STRING.sub("", line).count(".") > MAX_DOTS for line in text.split("\n")):
        raise Unreadable(TOO_DEEP)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except ValueError as bad:  # a number of 5,000 digits is one too
        where = WHERE.search(str(bad))
        is_twice = any(words in str(bad) for words in ("overwrite", "twice", "mutate", "Duplicate"))
        line = int(where[1]) if where else text.count("\n") + 1
        raise Unreadable(_told(line, int(where[2]) if where else 0, TWICE if is_twice else "")) from None


def _json(text: str) -> dict[str, Any]:
    plain = STRING_OR_COMMENT.sub(lambda found: found[0] if found[0][0] == '"' else _blank(found[0]), text)
    plain = STRING_OR_LAST_COMMA.sub(lambda found: " " if found[0] == "," else found[0], plain)
    try:
        found = json.loads(plain, object_pairs_hook=_once, parse_constant=_no_constant)
    except _Twice as twice:
        key = f'"{twice.args[0]}"'
        line = plain.count("\n", 0, plain.rfind(key)) + 1 if key in plain else 1
        raise Unreadable(_told(line, 0, TWICE)) from None
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except json.JSONDecodeError as bad:
        raise Unreadable(_told(bad.lineno, bad.colno, "")) from None
    except ValueError:
        raise Unreadable(_told(0, 0, "")) from None
    if not isinstance(found, dict):
        raise Unreadable("Ce fichier se lit, mais ce n’est pas un fichier wrangler.")
    return found


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _no_constant(_: str) -> None:
    raise ValueError


def _blank(words: str) -> str:
    """As many lines as before, so that an error still names the right one."""
    return re.sub(r"[^\n]", " ", words)


def _told(line: int, column: int, reason: str) -> str:
    place = f" à la ligne {line}" if line else ""
    place += f", colonne {column}" if line and column else ""
    cause = f" ({reason})" if reason else ""
    return f"Ce fichier ne se lit pas\u00a0: il y a une erreur{place}{cause}. Corrigez-la, puis déposez-le de nouveau."


def _bound(found: dict[str, Any]) -> None:
    """Neither too deep nor too many values."""
    waiting: list[tuple[int, Any]] = [(0, found)]
    count = 0
    while waiting:
        depth, value = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise Unreadable(TOO_DEEP)
        if count > MAX_VALUES:
            raise Unreadable(TOO_MUCH)
        if isinstance(value, dict):
            waiting += [(depth + 1, one) for one in value.values()]
        elif isinstance(value, list):
            waiting += [(depth + 1, one) for one in value]
