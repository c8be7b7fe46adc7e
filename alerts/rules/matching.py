"""Holds the rights of an agent against what it did. Pure.

The verb comes first: nothing done by one verb speaks for a right to another. Between rights of one verb, the words that a tool's name
and a right share decide (« gmail.send » and « Gmail »); where none does, nobody can tell which right was used, and that is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from lib.words import folded

SHORTEST_WORD = 4
SAID_OF_NOTHING = frozenset(
    {"avec", "dans", "pour", "tous", "toutes", "read", "list", "send", "create", "update", "delete", "file", "tool"}
)


@dataclass(frozen=True)
class Right:
    """`words`: what it is on: resource, part, service of its account."""

    id: UUID
    verb: str
    words: str
    granted_at: datetime


@dataclass(frozen=True)
class Used:
    """What was done by one verb and one tool. `recent`: within the window; `times`: ever."""

    verb: str
    tool: str
    recent: int
    last_at: datetime
    last_seq: int


@dataclass(frozen=True)
class RightUse:
    """`recent`: how often for sure; `unsure`: how often one of several rights of this verb was used, nobody knows which."""

    right: Right
    recent: int = 0
    unsure: int = 0
    last_at: datetime | None = None
    last_seq: int | None = None
    is_sure: bool = True

    @property
    def is_never(self) -> bool:
        """Neither it, nor anything that could have been it."""
        return self.last_at is None


@dataclass(frozen=True)
class Unlisted:
    """A verb that no right stands for."""

    verb: str
    recent: int
    last_at: datetime
    last_seq: int
    tools: tuple[str, ...] = field(default=())


def hold(rights: Sequence[Right], uses: Iterable[Used]) -> tuple[list[RightUse], list[Unlisted]]:
    """(each right and its use, verbs done without any right)."""
    held = {right.id: RightUse(right) for right in rights}
    without: dict[str, Unlisted] = {}
    for used in uses:
        same = [right for right in rights if right.verb == used.verb]
        if not same:
            without[used.verb] = _more(without.get(used.verb), used)
            continue
        named = [right for right in same if _words(right.words) & _words(used.tool)] or (same if len(same) == 1 else [])
        for right in named or same:
            held[right.id] = _credited(held[right.id], used, is_sure=bool(named))
    return list(held.values()), sorted(without.values(), key=lambda one: one.last_at, reverse=True)


def _words(text: str) -> set[str]:
    """« Factures », « facture » and « creer_facture » share one."""
    plain = {word.rstrip("sx") for word in folded(text.replace("_", " ").replace(".", " ")).split()}
    return {word for word in plain if len(word) >= SHORTEST_WORD and word not in SAID_OF_NOTHING}


def _credited(use: RightUse, used: Used, *, is_sure: bool) -> RightUse:
    """A sure use speaks louder than a later one that may be of another right."""
    recent, unsure = (use.recent + used.recent, use.unsure) if is_sure else (use.recent, use.unsure + used.recent)
    is_better = use.last_at is None or (is_sure and not use.is_sure) or (is_sure == use.is_sure and used.last_at > use.last_at)
    last = {"last_at": used.last_at, "last_seq": used.last_seq, "is_sure": is_sure} if is_better else {}
    return replace(use, recent=recent, unsure=unsure, **last)  # type: ignore[arg-type]


def _more(before: Unlisted | None, used: Used) -> Unlisted:
    tool = (used.tool,) if used.tool else ()
    if before is None:
        return Unlisted(used.verb, used.recent, used.last_at, used.last_seq, tool)
    last = max((before.last_at, before.last_seq), (used.last_at, used.last_seq))
    return Unlisted(used.verb, before.recent + used.recent, *last, tools=before.tools + tool)
