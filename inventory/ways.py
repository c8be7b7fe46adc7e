"""How an agent is stopped where it runs, and started again from a blank memory: the owner's own steps, else ours (isolations.json)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lib.vocabulary import Term, vocabulary

if TYPE_CHECKING:
    from inventory.models import Agent, Runtime

TOOL, UNKNOWN = "outil", "unknown"
OWN_TITLE = "Vos consignes"


@dataclass(frozen=True)
class Steps:
    """What to do in one place, in order. `commands` are for a computer person; `source` says where we know it from."""

    title: str
    steps: tuple[str, ...]
    commands: tuple[str, ...] = ()
    source: str = ""
    is_own: bool = False
    must_be_verified: bool = False


@dataclass(frozen=True)
class Ways:
    """How to stop an agent, how to restart it blank: what its tool wants first, then what stands around it."""

    stop: tuple[Steps, ...]
    restart: tuple[Steps, ...]

    @property
    def first(self) -> str:
        """The first thing to do to stop it."""
        return self.stop[0].steps[0]


def ways_of(agent: "Agent", runtime: "Runtime | None") -> Ways:
    """For this agent. No query."""
    return ways(agent.tool, agent.isolation, runtime.stop_how if runtime else "", runtime.restart_how if runtime else "")


def ways(tool: str, isolation: str, stop_how: str = "", restart_how: str = "") -> Ways:
    """The owner's own words replace ours, each on its side."""
    terms = list(_terms(tool, isolation))
    return Ways(
        stop=_own(stop_how) or tuple(_steps(term, "arret") for term in terms),
        restart=_own(restart_how) or tuple(_steps(term, "reprise") for term in terms),
    )


def tool_of(tool: str) -> Term | None:
    """The tool we know that a name speaks of: « Moltbot (OpenClaw) », « n8n 2.40 »."""
    return next((term for term, pattern in _tools() if pattern.search(tool.lower())), None)


def _terms(tool: str, isolation: str) -> Iterable[Term]:
    known = tool_of(tool)
    if known:
        yield known
    if isolation or not known:
        yield vocabulary("isolations")[isolation or UNKNOWN]


@cache
def _tools() -> tuple[tuple[Term, re.Pattern[str]], ...]:
    terms = [term for term in vocabulary("isolations").values() if term.extra["sorte"] == TOOL]
    return tuple((term, re.compile(rf"\b({'|'.join(map(re.escape, term.extra['mots']))})\b")) for term in terms)


def _steps(term: Term, side: str) -> Steps:
    return Steps(
        title=term.label,
        steps=tuple(term.extra[f"{side}_fr"]),
        commands=tuple(term.extra[f"{side}_informaticien_fr"]),
        source=term.ref,
        must_be_verified=term.verified == "a_verifier",
    )


def _own(words: str) -> tuple[Steps, ...]:
    lines = tuple(line.strip() for line in words.splitlines() if line.strip())
    return (Steps(OWN_TITLE, lines, is_own=True),) if lines else ()
