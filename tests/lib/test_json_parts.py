"""JSON in pieces: what Python's own reader accepts and makes of it, whatever the windows and the parts it comes in."""

import json
import random
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import json_parts
from lib.json_parts import NotJson, Reader, TooMany

PLAIN = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=12)
DOCUMENTS = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=6))
DAMAGE = b'{}[]",:1\\ua\x00 tn-e'


def reader(data: bytes, size: int, window: int, most: int = 1000) -> Reader:
    return Reader((data[start : start + size] for start in range(0, len(data), size)), window, most)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(DOCUMENTS, st.integers(1, 9), st.integers(32, 60), st.booleans(), st.integers(0, 2**32))
def test_the_same_documents_are_sound(value: Any, size: int, window: int, is_ascii: bool, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(json.dumps(value, ensure_ascii=is_ascii).encode())  # noqa: S311
    if chance.random() < 0.5:
        data[chance.randrange(len(data))] = chance.choice(DAMAGE)
    try:
        told, is_sound = json.loads(bytes(data)), True
    except ValueError:
        told, is_sound = None, False
    read = reader(bytes(data), size, window)
    if not is_sound:
        with pytest.raises(NotJson):
            (read.skip(), read.end())
        return
    (read.skip(), read.end())
    assert json.dumps(reader(bytes(data), size, 10**6).value()) == json.dumps(told)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32-be"])
def test_every_encoding_of_json_is_read(encoding: str) -> None:
    assert reader('{"é": ["😀"]}'.encode(encoding), 3, 64).value() == {"é": ["😀"]}


def test_of_a_long_text_the_beginning_is_given() -> None:
    read = reader(b'["' + b"\\u00e9" * 100 + b'", 1]', 7, 64)
    assert [read.value() for _ in read.items()] == ["é" * 11, 1]


def test_a_long_text_of_escapes_costs_no_more_than_a_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = list[int]()
    real = json_parts._end
    monkeypatch.setattr(json_parts, "_end", lambda *given: looks.append(1) or real(*given))
    reader(b'"' + b"\\n" * 500_000 + b'"', 64 * 1024, 256 * 1024).skip()
    assert len(looks) < 100


def test_of_a_large_value_no_more_is_given_than_its_room() -> None:
    data = json.dumps({"a": [{"b": number} for number in range(1000)], "c": "d"}).encode()
    given_back = reader(data, 50, 64, 10**6).value()
    assert 5 < len(given_back["a"]) < 100
    assert given_back["a"][0] == {"b": 0}


def test_what_is_too_deep_says_so() -> None:
    with pytest.raises(RecursionError):
        reader(b"[" * 100_000, 64 * 1024, 256 * 1024).skip()


def test_endless_pieces_are_not_read() -> None:
    with pytest.raises(TooMany):
        reader(b"[" + b"1," * 5000 + b"1]", 1000, 64).skip()


def wide() -> Iterator[bytes]:
    yield b'{"a": ['
    for number in range(30):
        yield b'"%05d",' % number * 2_000
    yield b"0], 3}"


def test_a_document_is_never_held() -> None:
    tracemalloc.start()
    with pytest.raises(NotJson):
        Reader(wide()).skip()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 2**20


def test_the_beginning_of_a_text_holds_no_half_of_a_sign() -> None:
    """Written as two escapes, between which the cut may come."""
    twice = "\\ud83d\\ude00"
    for lead in ("", "\\n", "a\\n"):
        told = f'["{lead}{twice * 300}"]'.encode()
        for size in range(1, 40):
            [given_back] = reader(told, size, 64).value()
            assert json.loads(told)[0].startswith(given_back)
            assert len(given_back) > 4
