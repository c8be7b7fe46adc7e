"""A long review, agent by agent: what stands out first, what is calm and what was answered folded. Pure once the points are shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reviews.queries.pages import Sheet, Shown

MOST_UNFOLDED = 12


@dataclass(frozen=True)
class Group:
    """The points of one agent, but the one that is open. `flagged` and `calm`: without an answer; `name`: empty for what is of no agent;
    `is_open`: unfolded, for the point that is read belongs here, and few others wait; `is_read`: all its points
    have an answer, the open one too."""

    name: str
    flagged: tuple[Shown, ...]
    calm: tuple[Shown, ...]
    done: tuple[Shown, ...]
    is_open: bool
    is_read: bool

    @property
    def left(self) -> int:
        return len(self.flagged) + len(self.calm)


def groups(sheet: Sheet) -> Sequence[Group]:
    """In the order of the points. No query."""
    return tuple(_groups(sheet))


def _groups(sheet: Sheet) -> Iterator[Group]:
    for key, points in groupby(sheet.points, key=lambda one: one.point.agent_id):
        yield _group(list(points), sheet.current, is_open=sheet.current is not None and sheet.current.point.agent_id == key)


def _group(points: Sequence[Shown], current: Shown | None, *, is_open: bool) -> Group:
    others = [one for one in points if one is not current]
    waiting = [one for one in others if one.said is None]
    done = _all(one for one in others if one.said)
    flagged, calm = (_all(one for one in waiting if one.is_calm is kind) for kind in (False, True))
    return Group(points[0].agent, flagged, calm, done, is_open and len(flagged) <= MOST_UNFOLDED, all(one.said for one in points))


def _all(points: Iterable[Shown]) -> tuple[Shown, ...]:
    return tuple(points)
