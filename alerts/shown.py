"""What the pages of agents show of alerts: the reason of the pill, and a card. Given to inventory.hooks at start."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Company
from alerts.queries import pages
from alerts.queries.acts import SILENT_FOR, silent
from alerts.queries.rights import joined
from alerts.rules.codes import GRAVE, sentence
from inventory.hooks import Panel
from inventory.models import Agent
from inventory.rules.standing import TO_TREAT, TO_WATCH, Reason


def reasons(company: Company, agents: Sequence[UUID], _: datetime) -> Mapping[UUID, Sequence[Reason]]:
    """The gravest open alert of each. One query, whatever the number of agents."""
    return {agent: [_reason(code, facts, many)] for agent, (code, facts, many) in pages.grave_first(company, agents).items()}


def _reason(code: str, facts: Mapping[str, Any], many: int) -> Reason:
    words = sentence(code, facts)
    more = f" (et {many - 1} autre{'s' if many > 2 else ''})" if many > 1 else ""
    why = f"Cet agent {words}{more}."
    return Reason("stop", "À traiter", why, TO_TREAT + 8) if code in GRAVE else Reason("watch", "À surveiller", why, TO_WATCH + 8)


def untold(company: Company, requests: Sequence[UUID], at: datetime) -> set[UUID]:
    """Of these demands, those whose grant was spent a quarter of an hour ago and that no road tells of. One query."""
    if not requests:
        return set()
    late = silent(company).filter(pk__in=requests, consumed_at__lte=at - SILENT_FOR)
    return set(late.values_list("pk", flat=True))


def panel(company: Company, agent: Agent, at: datetime) -> Panel:
    """Its open alerts, and what it does of its rights."""
    values = {"agent": agent, "alerts": pages.standing(company, agent.pk)[:3], "joined": joined(company, agent, at)}
    return Panel("Alertes", "alerts/_panel.html", values, is_side=True)
