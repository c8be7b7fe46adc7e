"""Threads take short turns while somebody waits for an answer, and Python's own otherwise."""

import sys
import threading
from collections.abc import Iterator

import pytest

from lib import turns


@pytest.fixture(autouse=True)
def python_as_it_was() -> Iterator[None]:
    yield
    assert (turns._inside, sys.getswitchinterval()) == ([], turns.LONG)


def is_short() -> bool:
    return sys.getswitchinterval() == pytest.approx(turns.SHORT)


def test_turns_are_short_inside_and_pythons_own_after() -> None:
    with turns.short():
        assert is_short()
    assert sys.getswitchinterval() == turns.LONG


def test_the_last_to_leave_makes_them_long_again() -> None:
    with turns.short():
        with turns.short():
            pass
        assert is_short()


def test_whoever_fails_inside_is_counted_out() -> None:
    with pytest.raises(ValueError, match="no"), turns.short():
        raise ValueError("no")


def test_many_threads_leave_none_behind() -> None:
    everybody_is_in = threading.Barrier(9)

    def wait() -> None:
        for _ in range(200):
            with turns.short():
                pass
        with turns.short():
            everybody_is_in.wait(10)

    threads = [threading.Thread(target=wait) for _ in range(8)]
    for one in threads:
        one.start()
    everybody_is_in.wait(10)
    for one in threads:
        one.join(10)
