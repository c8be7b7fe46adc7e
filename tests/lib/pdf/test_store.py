"""Fragments are kept by content, found again, and dropped oldest first."""

import os
from pathlib import Path

from lib.pdf.store import Store


def test_the_name_depends_on_the_words_and_on_all_that_shapes_them(tmp_path: Path) -> None:
    one, other = Store(tmp_path, ["css", "1.0"]), Store(tmp_path, ["css", "1.1"])
    assert one.path("fiche") == Store(tmp_path, ["css", "1.0"]).path("fiche")
    assert len({one.path("fiche"), one.path("fiche 2"), other.path("fiche"), one.path("\ud800")}) == 4


def test_what_was_unused_for_longest_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path, [""])
    paths = [store.path(str(number)) for number in range(4)]
    for number, path in enumerate(paths):
        assert not store.has(path)
        store.save(path, b"x" * 10)
        os.utime(path, (number, number))
    assert store.has(paths[0])  # used again: now the youngest
    assert store.trim(limit=20) == 2
    assert [path.exists() for path in paths] == [True, False, False, True]


def test_no_half_fragment_is_left_under_its_name(tmp_path: Path) -> None:
    store = Store(tmp_path, [""])
    store.save(store.path("a"), b"whole")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]
