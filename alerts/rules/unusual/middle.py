"""The usual of some counts: their median, and how far they stray from it. Pure."""

from collections.abc import Sequence
from statistics import median

NORMAL = 1.4826  # a median deviation is so many times smaller than a standard one (Rousseeuw and Croux, 1993)


def middle(counts: Sequence[float]) -> float:
    """The median; nothing without counts."""
    return median(counts) if counts else 0.0


def spread(counts: Sequence[float]) -> float:
    """At least what chance alone brings to counts of that size."""
    usual = middle(counts)
    return max(NORMAL * middle([abs(one - usual) for one in counts]), max(usual, 1.0) ** 0.5)


def strange(count: float, counts: Sequence[float]) -> float:
    """How many spreads above the median; below it, negative."""
    return (count - middle(counts)) / spread(counts)
