"""One thread writes for those who wait; whatever becomes of it, nobody waits for ever."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from lib.lines import Lines, Take
from tests.faults.stack import until

KEY, LONG = "company", 60.0


class Book:
    """Where a first writer is held until it is let go, before or after it looked at who waits."""

    def __init__(self, lines: Lines[str]) -> None:
        self.lines, self.written, self.pool = lines, list[list[str]](), ThreadPoolExecutor(8)
        self.begun, self.go = Event(), Event()
        self.takes_first = self.fails = False

    def write(self, take: Take[str]) -> None:
        taken = take() if self.takes_first else []
        self.begun.set()
        assert self.go.wait(LONG)
        taken = taken or take()
        if self.fails:
            raise ZeroDivisionError
        self.written.append(taken)

    def tell(self, item: str, key: str = KEY) -> "Future[bool]":
        return self.pool.submit(self.lines.written, key, item, self.write)

    def first_and(self, *others: str) -> "list[Future[bool]]":
        """Each behind the one before."""
        said = [self.tell("first")]
        assert self.begun.wait(LONG)
        for number, other in enumerate(others, 1):
            said.append(self.tell(other))
            until(lambda number=number: len(self.lines._lines[KEY]) == number)  # type: ignore[misc]
        return said


@pytest.fixture
def book() -> Iterator[Book]:
    made = Book(Lines(most=20, patience=LONG))
    yield made
    made.go.set()
    made.pool.shutdown()
    assert not made.lines._lines


def test_who_writes_writes_for_all_who_wait_in_the_order_they_came(book: Book) -> None:
    said = book.first_and("second", "third")
    book.go.set()
    assert [one.result(LONG) for one in said] == [True, True, True]
    assert book.written == [["first", "second", "third"]]


def test_who_comes_too_late_is_written_by_the_next(book: Book) -> None:
    book.takes_first = True
    said = book.first_and("second", "third")
    book.go.set()
    assert all(one.result(LONG) for one in said)
    assert book.written == [["first"], ["second", "third"]]


def test_no_more_is_written_at_once_than_fits(book: Book) -> None:
    said = book.first_and("x" * 15, "y" * 90, "z")
    book.go.set()
    assert all(one.result(LONG) for one in said)
    assert book.written == [["first", "x" * 15], ["y" * 90], ["z"]]


def test_another_key_waits_for_nobody(book: Book) -> None:
    book.go.set()
    said = [book.tell("mine"), book.tell("theirs", key="other")]
    assert all(one.result(LONG) for one in said)


def test_after_a_failure_each_is_to_write_alone(book: Book) -> None:
    book.fails = True
    said = book.first_and("second", "third")
    book.go.set()
    assert [one.result(LONG) for one in said] == [False, False, False]


def test_what_fails_alone_is_told(book: Book) -> None:
    book.fails = book.takes_first = True
    said = book.first_and("second")
    book.go.set()
    with pytest.raises(ZeroDivisionError):
        said[0].result(LONG)
    assert said[1].result(LONG) is False  # it had been taken by nobody


def test_nobody_waits_longer_than_their_patience() -> None:
    book = Book(Lines(most=20, patience=0.2))
    said = [book.tell("first")]
    assert book.begun.wait(LONG)
    said.append(book.tell("second"))
    assert said[1].result(LONG) is False
    assert not book.lines._lines  # whoever comes now begins anew
    said.append(book.tell("third"))
    book.go.set()
    assert [one.result(LONG) for one in said] == [True, False, True]
    assert sorted(book.written) == [["first"], ["third"]]
    book.pool.shutdown()
