"""An agent's own counter, as the owner reads it."""

import pytest

from journal.rules.holes import Hole, holes


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ((), []),
        ((7,), []),
        ((40, 41, 45, 46, 50), [(46, 50), (41, 45)]),
        ((40, 45, 44, 43, 42, 41), []),  # late, but all there
        ((40, 45, 43), [(43, 45), (40, 43)]),
        ((40, 41, 42, 1, 2, 3), []),  # started again
        ((40, 41, 42, 0, 1, 3), [(1, 3)]),
        ((1, 2, 3, 1, 2, 4), [(2, 4)]),  # started again at a number heard before
        ((5, 9, 1, 2), [(5, 9)]),
        ((3, 2, 4), []),  # two that crossed
        ((2, 1, 3), []),
        ((-1, 10**18), [(-1, 10**18)]),
    ],
)
def test_what_is_missing(numbers: tuple[int, ...], missing: list[tuple[int, int]]) -> None:
    assert [(hole.low, hole.high) for hole in holes(numbers)] == missing


def test_how_many_are_missing() -> None:
    assert Hole(41, 45).missing == 3
