"""What is looked at as a whole is refused as what is looked at text by text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.strict_json import HOLDERS, NotStrict, _check_texts, loads

TEXTS = st.text('aé\u0301\u0338\0\ud83d\udc69\U0001f469\u2028"\\u0d', max_size=4) | st.sampled_from(
    ["\\u0000", "\\ud800", "\u0301", "e\u0301", "="]
)
VALUES = st.recursive(
    TEXTS | st.none() | st.integers(0, 9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


def refusal(read: Any, *given: Any) -> str:
    try:
        read(*given)
    except NotStrict as error:
        return str(error)
    return ""


@given(VALUES, st.booleans())
def test_texts_are_refused_as_one_by_one(value: Any, is_escaped: bool) -> None:
    spelt = json.dumps(value, ensure_ascii=is_escaped)
    try:
        data = spelt.encode()
    except UnicodeEncodeError:
        assert refusal(loads, spelt.encode("utf-8", "surrogatepass")) == "le texte n’est pas en UTF-8"
        return
    assert refusal(loads, data) == refusal(_check_texts, json.loads(data))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a": 1, "a": 2}', "la même clé figure deux fois dans un objet"),
        (b"[9007199254740992]", "un nombre entier dépasse 2^53 - 1"),
        (b"[NaN]", "NaN n’est pas une valeur acceptée"),
        (b'["\xff"]', "le texte n’est pas en UTF-8"),
        (b"[[[[[[[[[]]]]]]]]]", "trop de niveaux imbriqués"),
        (b"[" * 40_000, "plus de 8 niveaux imbriqués"),
        (b"[{}" + b",{}" * HOLDERS + b"]", "trop d’objets et de listes"),
        (b'["a\0"]', "JSON illisible à la ligne 1, colonne 4"),
        (b"\xef\xbb\xbf[]", "JSON illisible à la ligne 1, colonne 1"),
        (b'["\\u0000"]', "un texte contient le caractère nul"),
        (b'["\\uD800"]', "un texte contient un caractère interdit"),
        ('{"e\u0301": 1}'.encode(), "un texte n’est pas normalisé (NFC)"),
    ],
    ids=[
        "twice",
        "large",
        "not a number",
        "not UTF-8",
        "deep",
        "too deep to read",
        "many",
        "bare null",
        "mark",
        "null",
        "half a pair",
        "apart",
    ],
)
def test_what_two_parsers_could_read_differently_is_refused(data: bytes, why: str) -> None:
    assert refusal(loads, data) == why
