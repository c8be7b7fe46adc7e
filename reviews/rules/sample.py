"""Which ordinary actions are drawn for a person to read. Pure; the database draws the same (reviews.queries), so it can be checked.

Each sealed row gets a mark, SHA-256 of the review's seed and of the row's number; the smallest marks are drawn. The seed is chosen when
the review opens: before, nobody can tell which rows these will be; afterwards, anybody who has the seed can tell that it was these.
"""

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest

# (up to so many ordinary actions, so many are drawn): more where there is more, never more than a person reads in a minute.
SIZES = ((20, 2), (200, 3), (2_000, 5), (20_000, 8))
MOST = 12


def size_of(number: int) -> int:
    """How many are drawn among so many."""
    return min(number, next((drawn for upto, drawn in SIZES if number <= upto), MOST))


def mark(seed: bytes, seq: int) -> bytes:
    """What decides for the row of this number. No remainder is taken: every row is as likely as any other."""
    return sha256(seed + seq.to_bytes(8, "big")).digest()


def drawn(seed: bytes, seqs: Iterable[int], many: int) -> list[int]:
    """These rows, in the order of their marks."""
    return nsmallest(many, seqs, key=lambda seq: mark(seed, seq))
