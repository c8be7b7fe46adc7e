"""What is missing in an agent's own counter: « 3 actions manquent entre 41 et 45 ». Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

FIRST = (0, 1)  # where a counter starts again


@dataclass(frozen=True)
class Hole:
    """Between two numbers that were heard."""

    low: int
    high: int

    @property
    def missing(self) -> int:
        return self.high - self.low - 1


def holes(numbers: Iterable[int]) -> list[Hole]:
    """Of numbers in the order they arrived, the newest hole first. What comes late fills its hole.

    A counter that starts again (at 0 or 1, or with a number heard already) opens a run of its own: what the run before had not said by
    then stays missing, and its end is no hole.
    """
    runs: list[set[int]] = [set()]
    for number in numbers:
        if number in runs[-1] or (number in FIRST and runs[-1] and min(runs[-1]) > number + 1):
            runs.append(set())
        runs[-1].add(number)
    found = [[Hole(low, high) for low, high in pairwise(sorted(run)) if high - low > 1] for run in runs]
    return [hole for run in reversed(found) for hole in reversed(run)]
