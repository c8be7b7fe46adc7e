"""« Mes limites »: those that hold, what held before them, and what is advised for an agent."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Company
from approvals.models import Limit
from approvals.queries.wording import limit_words
from approvals.rules.template_limits import brought_by
from inventory.models import Agent


@dataclass(frozen=True)
class Told:
    """A limit as a page shows it; `before`: what it took the place of."""

    limit: Limit
    words: str
    before: str = ""


@dataclass(frozen=True)
class Group:
    """The limits of one agent, or (None) of all; `missing`: how many more are advised for it."""

    agent: Agent | None
    limits: tuple[Told, ...]
    missing: int = 0


def groups(company: Company) -> list[Group]:
    """All agents first, then each that has limits or is advised some. Two queries."""
    found = Limit.objects.of(company).current().select_related("agent", "instead_of", "set_by__user")
    of_agent: dict[Any, list[Limit]] = {}
    for limit in found.order_by("type", "measure", "value", "pk"):
        of_agent.setdefault(limit.agent_id, []).append(limit)
    agents = Agent.objects.of(company).in_sight().order_by("name")
    listed = [Group(None, _told(of_agent.pop(None, [])))]
    for agent in agents:
        own = of_agent.pop(agent.pk, [])
        missing = len(_missing(agent, own))
        if own or missing:
            listed.append(Group(agent, _told(own), missing))
    gone = [Group(own[0].agent, _told(own)) for own in of_agent.values()]  # of agents that are out of sight: their limits hold still
    return [*listed, *gone]


def own_and_shared(agent: Agent) -> tuple[list[Told], int]:
    """Those of this agent, and how many are of all. One query."""
    held = list(Limit.objects.of(agent.company).current().about(agent).order_by("type", "measure", "value", "pk"))
    own = [limit for limit in held if limit.agent_id]
    return _listed(own), len(held) - len(own)


def advised(agent: Agent) -> list[dict[str, Any]]:
    """The columns of the limits its template brings, but for those that hold already. One query."""
    return _missing(agent, list(Limit.objects.of(agent.company).current().filter(agent=agent)))


def ended(company: Company, most: int = 10) -> list[Told]:
    """Taken away and not replaced, newest first. One query."""
    replaced = Limit.objects.of(company).exclude(instead_of=None).values("instead_of")
    gone = Limit.objects.of(company).exclude(ended_at=None).exclude(pk__in=replaced).select_related("agent").order_by("-ended_at", "pk")
    return _listed(gone[:most])


def _missing(agent: Agent, own: list[Limit]) -> list[dict[str, Any]]:
    held = {limit.template for limit in own}
    return [columns for columns in brought_by(agent.template) if columns["template"] not in held]


def _told(limits: list[Limit]) -> tuple[Told, ...]:
    return tuple(Told(limit, limit_words(limit), limit_words(limit.instead_of) if limit.instead_of else "") for limit in limits)


def _listed(limits: Any) -> list[Told]:
    return [Told(limit, limit_words(limit)) for limit in limits]
