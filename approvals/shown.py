"""What the pages of agents show of a stop: the reason of the pill, and a card. Given to inventory.hooks at start."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Company
from approvals.queries.stops import Checklist, Stop, checklist, checklists, standing, stop_on
from inventory.hooks import Panel
from inventory.models import Agent
from inventory.rules.standing import STOPPED, Reason
from lib.dates import near_moment


def reasons(company: Company, agents: Sequence[UUID], at: datetime) -> Mapping[UUID, Sequence[Reason]]:
    """« Coupé », who, when and what is left, for each stopped agent. One query without a stop, four with any number of agents."""
    stops, zone = standing(company), ZoneInfo(company.time_zone)
    left = {group.id: group.left for listed in checklists(company, stops).values() for group in listed.agents}
    found = {agent: stop for agent in agents if (stop := stop_on(stops, agent))}
    return {
        agent: [_reason(stop, f"par {stop.by_name}, {near_moment(stop.asked_at, at, zone)}.", left.get(agent, 0))]
        for agent, stop in found.items()
    }


def _reason(stop: Stop, told: str, left: int) -> Reason:
    """While it still has an access, an agent may act: that is said, and it is red. A drill leaves its accesses alone."""
    if stop.is_drill:
        return Reason("watch", "Essai d’arrêt", f"Essai lancé {told}", STOPPED - 1)
    if left:
        return Reason("stop", "Coupé", f"Coupé {told} Il lui reste {left}\u00a0accès à retirer.", STOPPED)
    return Reason("off", "Coupé", f"Coupé {told}", STOPPED)


def panel(company: Company, agent: Agent, _: datetime) -> Panel | None:
    """The stop of this agent and how far its accounts are taken back."""
    stop = stop_on(standing(company), agent.pk)
    if stop is None:
        return None
    own = Checklist(tuple(group for group in checklist(company, stop).agents if group.id == agent.pk))
    title = "Essai de l’arrêt" if stop.is_drill else "Arrêt d’urgence"
    return Panel(title, "approvals/_panel.html", {"stop": stop, "list": own}, is_side=True)
