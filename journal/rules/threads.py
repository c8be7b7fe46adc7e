"""Which agent did what, inside one trace: from a tool up through the spans above it, whichever request they came in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

MOST_ABOVE = 64  # spans between a tool and its agent
Links = Mapping[str, tuple[str, str]]  # a span's id -> (its parent's id or nothing, the name of the agent it is or nothing)
Waiting = Mapping[str, tuple[str, str]]  # an action's key -> (the span it waits for, the name it gets when no agent stands above)


@dataclass(frozen=True)
class Thread:
    """What one request tells of one trace. `matters`: a tool or an agent is in it; the others only help those that are known."""

    trace: UUID
    links: Links
    waiting: Waiting
    matters: bool


@dataclass(frozen=True)
class Settled:
    """Names found now, and who still waits for what."""

    names: Mapping[UUID, str]
    waiting: Waiting


def climb(span: str, links: Links) -> tuple[str, str]:
    """(the nearest agent's name, the span that is missing) from a span upwards; both empty at the top of a trace without an agent."""
    for _ in range(MOST_ABOVE):
        if not span:
            break
        if span not in links:
            return "", span
        above, name = links[span]
        if name:
            return name, ""
        if above == span:
            break
        span = above
    return "", ""


def settle(links: Links, waiting: Waiting) -> Settled:
    """Everybody who waits, once more."""
    names, left = dict[UUID, str](), dict[str, tuple[str, str]]()
    for key, (awaited, otherwise) in waiting.items():
        name, missing = climb(awaited, links)
        if missing:
            left[key] = (missing, otherwise)
        elif name or otherwise:
            names[UUID(key)] = name or otherwise
    return Settled(names, left)
