"""What is to be done after reviews, agent by agent and kind by kind, so that twenty of them are read at a glance. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviews.models import Remedy
from reviews.rules.sentences import Told

FEW = 5  # up to so many, what ends them is not folded


@dataclass(frozen=True)
class ToDo:
    """One of them. `used_at`: when a right that was taken away was used since; `url`: where this person does it at once, or empty;
    `review`: the one that asked for it, without which « 17 actions cette semaine » says nothing."""

    remedy: Remedy
    told: Told
    used_at: datetime | None
    url: str
    review: str


@dataclass(frozen=True)
class OfKind:
    """Alike: « Retirer un droit »."""

    words: str
    things: tuple[ToDo, ...]


@dataclass(frozen=True)
class OfAgent:
    """All that one agent leaves; `name` empty for what is of no single agent."""

    name: str
    kinds: tuple[OfKind, ...]

    @property
    def many(self) -> int:
        return sum(len(kind.things) for kind in self.kinds)


def by_agent(to_do: Iterable[ToDo]) -> list[OfAgent]:
    """Agents with a right that was used after it was taken away first, then as the oldest of each was asked for. `to_do`: oldest first."""
    agents: dict[str, dict[str, list[ToDo]]] = {}
    for one in sorted(to_do, key=lambda one: one.used_at is None):
        point = one.remedy.point
        name = point.agent.name if point.agent else ""
        agents.setdefault(name, {}).setdefault(str(one.remedy.get_kind_display()), []).append(one)
    return [OfAgent(name, tuple(OfKind(words, tuple(ones)) for words, ones in kinds.items())) for name, kinds in agents.items()]
