"""What is sealed of a review's answers: the bytes, and their fingerprint. The same bytes are attached to its PDF. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lib import canonical

FORMAT = 1


@dataclass(frozen=True)
class Said:
    """One point and what was answered. `point`: its id; `at`: ISO 8601, UTC; `facts`: those its sentence is made from."""

    point: str
    rank: int
    code: str
    facts: Mapping[str, Any]
    verdict: str
    note: str
    by: str
    at: str


def encoded(review: str, said: Iterable[Said]) -> bytes:
    """Canonical JSON, points by rank."""
    points = [asdict(one) | {"facts": _exact(one.facts)} for one in sorted(said, key=lambda one: one.rank)]
    return canonical.encode({"v": FORMAT, "review": review, "points": points})


def print_of(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _exact(value: Any) -> Any:
    """Canonical JSON knows no fractions, nor numbers beyond what every reader counts exactly: they are written as they are read."""
    if isinstance(value, Mapping):
        return {str(key): _exact(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(one) for one in value]
    is_plain = not isinstance(value, float) and (not isinstance(value, int) or abs(value) <= canonical.LARGEST)
    return value if is_plain else repr(value)
