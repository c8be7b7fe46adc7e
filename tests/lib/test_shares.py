"""Lines are evened out between processes that speak to each other through a board alone."""

import os
from collections.abc import Callable

import pytest

import lib.shares
from lib.shares import AWHILE, BUSY, LOOK, SLOT, SLOTS, Shares

NOON = 1000.0


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shares]:
    """Speaks from another process, on the same board."""

    def speaks(mine: Shares, many: int, at: float, process: int = os.getpid() + 1) -> Shares:
        other = Shares(2)
        other._board = mine._board
        with monkeypatch.context() as there:
            there.setattr(os, "getpid", lambda: process)
            for who in range(100, 99 + many):
                other._seen[who] = at
            assert not other.is_too_many(100 + many, 0, at)
        return other

    return speaks


def ended(shares: Shares, lines: set[int], begins: float, looks: int = 20, inside: int = BUSY) -> list[int]:
    """Lines that were ended, in order: all of them speak all the time."""
    found = []
    for look in range(looks):
        for place, who in enumerate(sorted(lines)):
            if shares.is_too_many(who, inside, begins + look * LOOK + place * LOOK / 100):
                lines.discard(who)
                found.append(who)
    return found


def test_who_has_six_of_eight_ends_two(other: Callable[..., Shares]) -> None:
    shares, lines = Shares(2), set(range(6))
    at = NOON
    for more in (2, 3, 4, 4):  # each comes back to the other
        other(shares, more, at)
        ended(shares, lines, at, looks=2)
        at += 2 * LOOK
    assert len(lines) == 4


def test_one_line_at_a_time_is_ended(other: Callable[..., Shares]) -> None:
    shares, lines = Shares(2), set(range(8))
    other(shares, 0, NOON)
    assert len(ended(shares, lines, NOON, looks=3)) <= 3


@pytest.mark.parametrize("there", [3, 4, 5, 9])
def test_nobody_ends_a_line_for_one_less_or_for_more(other: Callable[..., Shares], there: int) -> None:
    shares = Shares(2)
    other(shares, there, NOON)
    assert not ended(shares, set(range(4)), NOON, looks=8)


def test_who_is_silent_has_nothing(other: Callable[..., Shares]) -> None:
    shares = Shares(2)
    other(shares, 9, NOON)
    assert ended(shares, set(range(4)), NOON + AWHILE + LOOK)
    assert ended(Shares(2), set(range(2)), NOON)  # nobody has spoken yet


def test_a_line_that_left_counts_no_more() -> None:
    shares = Shares(2)
    assert not shares.is_too_many(1, BUSY, NOON)
    assert not shares.is_too_many(2, BUSY, NOON + AWHILE + LOOK)


def test_nobody_ends_a_line_while_nobody_waits() -> None:
    assert not ended(Shares(2), set(range(8)), NOON, inside=BUSY - 1)


def test_one_process_alone_keeps_all() -> None:
    alone = Shares(1)
    assert not ended(alone, set(range(8)), NOON)
    assert not alone._seen  # nor does it remember them


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lib.shares, "MOST_SEEN", 50)
    shares = Shares(2)
    for who in range(500):
        shares.is_too_many(who, BUSY, NOON + who * LOOK / 40)
    assert len(shares._seen) <= 90


def test_each_process_has_a_place_of_its_own(other: Callable[..., Shares]) -> None:
    """Whatever their numbers: two that met in one place would be taken for one that is silent."""
    shares = Shares(4)
    for process in (SLOTS, 2 * SLOTS, 3 * SLOTS):
        other(shares, 5, NOON, process)
    assert not ended(shares, set(range(5)), NOON, looks=2)
    other(shares, 5, NOON + AWHILE, 4 * SLOTS)  # one that grew again, in a place that is free by now
    assert len([place for place in SLOT.iter_unpack(shares._board[:]) if place[0]]) == 4


def test_of_three_the_one_with_least_counts(other: Callable[..., Shares]) -> None:
    shares = Shares(3)
    other(shares, 5, NOON)
    assert ended(shares, set(range(5)), NOON, looks=2)  # the third has said nothing
    shares = Shares(3)
    other(shares, 5, NOON)
    other(shares, 4, NOON, os.getpid() + 2)
    assert not ended(shares, set(range(5)), NOON, looks=2)
