"""The company says what a tool does, once; it holds from then on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import Company, Membership
from inventory.entries import actor, of_agent
from inventory.enums import Verb
from inventory.models import Agent
from journal.enums import Type
from journal.models import ToolWord
from journal.rules.naming import Meaning, is_lighter, usual
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind

ALL = "tous les agents"


@dataclass(frozen=True)
class Said:
    """What changed: `is_lighter`: less of what this tool does will wait for a person."""

    is_new: bool
    is_lighter: bool = False


@transaction.atomic
def say(company: Company, agent: Agent | None, tool: str, means: Meaning, *, by: Membership, at: datetime) -> Said:
    """For this agent, or for all. The same word said again changes nothing."""
    _hold(company)
    before = meaning_now(company, agent, tool)
    standing = ToolWord.objects.of(company).filter(agent=agent, tool=tool).first()
    if standing and (standing.verb, standing.type) == (means.verb, means.type):
        return Said(is_new=False)
    word = standing or ToolWord(company=company, agent=agent, tool=tool)
    word.verb, word.type, word.said_at, word.said_by = means.verb, means.type, at, by
    word.save(force_insert=standing is None)
    said = Said(is_new=True, is_lighter=is_lighter(before, means))
    _record("tool.said", agent, company, tool, by, at, words=_words(means), before=_words(before), lighter=said.is_lighter)
    return said


@transaction.atomic
def unsay(word: ToolWord, *, by: Membership, at: datetime) -> Said:
    """Back to what is said for all agents, else to what the name tells. A word that is gone already changes nothing."""
    _hold(word.company)
    agent, before = word.agent, Meaning(word.verb, word.type)
    if not ToolWord.objects.of(word.company).filter(pk=word.pk).delete()[0]:
        return Said(is_new=False)
    after = meaning_now(word.company, agent, word.tool)
    said = Said(is_new=True, is_lighter=after is not None and is_lighter(before, after))
    _record("tool.unsaid", agent, word.company, word.tool, by, at, words=_words(after), before=_words(before), lighter=said.is_lighter)
    return said


def meaning_now(company: Company, agent: Agent | None, tool: str) -> Meaning | None:
    """How the tool is read today; None: unknown, so always asked."""
    said = ToolWord.objects.of(company).filter(tool=tool)
    word = (agent and said.filter(agent=agent).first()) or said.filter(agent=None).first()
    return Meaning(word.verb, word.type) if word else usual(tool)


def _words(means: Meaning | None) -> str:
    return f"{Verb(means.verb).label.lower()}, {Type(means.type).label.lower()}" if means else "inconnu, toujours demandé"


def _record(act: str, agent: Agent | None, company: Company, tool: str, by: Membership, at: datetime, **more: str | bool) -> None:
    about = Subject("tool", tool_id(company.pk, tool), tool)
    others = [of_agent(agent)] if agent else []
    record(Kind.RIGHT, act, about, *others, by=actor(by), at=at, detail={"whose": agent.name if agent else ALL, **more})


def tool_id(company: UUID, tool: str) -> UUID:
    """Stands for a tool's name in the record."""
    return uuid5(company, f"tool {tool}")


def _hold(company: Company) -> None:
    """Two words about one tool come one after the other."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
