"""« Ce que font ses outils »: every tool's name an agent was heard with, and how we read it today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Company
from inventory.enums import Verb
from journal import hooks
from journal.enums import Type
from journal.models import ToolHeard, ToolWord
from journal.rules.naming import Meaning, usual

MOST = 200  # of a page


@dataclass(frozen=True)
class Tool:
    """One tool, of one agent or of all. `word`: what the company said of it here; `shared`: for all agents, when it says nothing here."""

    tool: str
    agents: tuple[UUID, ...]
    done: int
    asked: int
    said: str
    last_at: datetime | None
    word: ToolWord | None
    shared: ToolWord | None

    @property
    def meaning(self) -> Meaning | None:
        """As intake and limits read it from now on."""
        said = self.word or self.shared
        return Meaning(said.verb, said.type) if said else usual(self.tool)

    @property
    def verb(self) -> str:
        return Verb(self.meaning.verb).label if self.meaning else ""

    @property
    def type(self) -> str:
        return Type(self.meaning.type).label if self.meaning else ""


@dataclass
class _Seen:
    agents: set[UUID]
    done: int = 0
    asked: int = 0
    said: str = ""
    last_at: datetime | None = None

    def add(self, agent: UUID, said: str, last_at: datetime, *, done: int = 0, asked: int = 0) -> None:
        self.agents.add(agent)
        self.done, self.asked = self.done + done, self.asked + asked
        if self.last_at is None or last_at > self.last_at:
            self.said, self.last_at = said, last_at


def tools(company: Company, agent: UUID | None, at: datetime) -> list[Tool]:
    """Unknown ones first, then the most used; those that were given a word but never heard stand at the end. Three queries."""
    seen: dict[str, _Seen] = {}
    heard = ToolHeard.objects.of(company).order_by("-number")
    for one in (heard.filter(agent_id=agent) if agent else heard)[: MOST * 5]:
        seen.setdefault(one.tool, _Seen(set())).add(one.agent_id, one.said, one.last_at, done=one.number)
    for asked in (asked for source in hooks.tools_asked for asked in source(company, at)):
        if asked.tool and agent in (None, asked.agent):
            seen.setdefault(asked.tool, _Seen(set())).add(asked.agent, asked.said, asked.last_at, asked=asked.number)
    words = words_said(company)
    told = dict.fromkeys([*seen, *(tool for whose, tool in words if whose == agent)])
    listed = [_tool(name, seen.get(name) or _Seen(set()), words, agent) for name in told]
    return sorted(listed, key=lambda one: (one.meaning is not None, -one.done - one.asked, one.tool))[:MOST]


def words_said(company: Company) -> Mapping[tuple[UUID | None, str], ToolWord]:
    """By agent (None for all) and tool. One query."""
    said: Iterable[ToolWord] = ToolWord.objects.of(company).select_related("said_by__user")
    return {(one.agent_id, one.tool): one for one in said}


def _tool(name: str, seen: _Seen, words: Mapping[tuple[UUID | None, str], ToolWord], agent: UUID | None) -> Tool:
    word, shared = words.get((agent, name)), words.get((None, name)) if agent else None
    return Tool(name, tuple(seen.agents), seen.done, seen.asked, seen.said, seen.last_at, word, shared)
