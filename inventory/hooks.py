"""Five tables that higher apps fill in their AppConfig.ready(): what they add to an agent. Nobody here knows who they are.

- `panels`: a part of the agent's page. Called once a page.
- `state_reasons`: what makes the pill of agents. Called once a list with every id, so that a list costs the same at 1 and at 50.
- `production_gates`: what must be mended before an agent enters service. Sentences; an empty list opens the gate.
- `template_followers`, `change_followers`: what follows a declaration from a template, and a change of an agent; same transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Company, Membership
from inventory.models import Agent
from inventory.rules.standing import Reason


@dataclass(frozen=True)
class Panel:
    """A card on the agent's page: its template gets `panel` (this) and the page's context. `side` is the narrow column."""

    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_side: bool = False


PanelOf = Callable[[Company, Agent, datetime], Panel | None]
ReasonsOf = Callable[[Company, Sequence[UUID], datetime], Mapping[UUID, Sequence[Reason]]]
GateOf = Callable[[Company, Agent, datetime], Sequence[str]]
Changed = Callable[[Agent, Sequence[str], Membership, datetime], None]
Follower = Callable[[Company, Agent, str, Membership, datetime], None]

panels: list[PanelOf] = []
state_reasons: list[ReasonsOf] = []
production_gates: list[GateOf] = []
template_followers: list[Follower] = []
change_followers: list[Changed] = []


def panels_of(company: Company, agent: Agent, at: datetime) -> tuple[list[Panel], list[Panel]]:
    """(main column, side column), in the order of registration."""
    made = [panel for panel_of in panels if (panel := panel_of(company, agent, at))]
    return [panel for panel in made if not panel.is_side], [panel for panel in made if panel.is_side]


def reasons_of(company: Company, agents: Sequence[UUID], at: datetime) -> dict[UUID, list[Reason]]:
    """Everything the higher apps say about these agents."""
    said: dict[UUID, list[Reason]] = {agent: [] for agent in agents}
    for reasons in state_reasons:
        for agent, found in reasons(company, agents, at).items():
            said[agent].extend(found)
    return said


def gates_of(company: Company, agent: Agent, at: datetime) -> list[str]:
    """Every sentence that keeps the agent out of service."""
    return [sentence for gate in production_gates for sentence in gate(company, agent, at)]
