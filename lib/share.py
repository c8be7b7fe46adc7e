"""What share of what is asked is answered. Pure; the words around a share must always say of what it is."""

from collections.abc import Hashable, Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any

NAMES = frozenset({"id", "name"})  # what tells one line from another is no answer


@dataclass(frozen=True)
class Share:
    """`asked` points, `filled` of them lacking nothing."""

    filled: int = 0
    asked: int = 0

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when nothing is left. Nothing asked is everything answered."""
        return self.filled * 100 // self.asked if self.asked else 100

    def __add__(self, other: "Share") -> "Share":
        return Share(self.filled + other.filled, self.asked + other.asked)


def share_of(points: Iterable[Hashable], missing: Iterable[Hashable]) -> Share:
    """`points`: what would be missing if nobody had said anything. What is missing was asked, by definition."""
    left = set(missing)
    asked = left | set(points)
    return Share(len(asked) - len(left), len(asked))


def unsaid(value: Any) -> Any:
    """A frozen dataclass as if nobody had answered: every field at its default, its lines too, which stay as many."""
    kind: Any = type(value)
    told = {name: getattr(value, name) for name in _kept(kind)}
    for name in _nested(kind):
        now = getattr(value, name)
        if isinstance(now, tuple):
            told[name] = tuple(unsaid(item) for item in now if is_dataclass(item))
        elif is_dataclass(now):
            told[name] = unsaid(now)
    return kind(**told)


@cache
def _kept(kind: Any) -> tuple[str, ...]:
    """What tells a line from another, and what has no default."""
    return tuple(one.name for one in fields(kind) if one.name in NAMES or one.default is one.default_factory is MISSING)


@cache
def _nested(kind: Any) -> tuple[str, ...]:
    """Where lines or another value may stand."""
    plain = {"str", "int", "bool", "date", "datetime", "UUID"}
    told = ((one.name, one.type if isinstance(one.type, str) else getattr(one.type, "__name__", str(one.type))) for one in fields(kind))
    return tuple(name for name, words in told if not set(words.replace("|", " ").split()) <= plain | {"None"} and name not in _kept(kind))
