"""What an agent's page shows of its limits. Given to inventory.hooks at start."""

from datetime import datetime

from accounts.models import Company
from approvals.queries.limits import own_and_shared
from inventory.hooks import Panel
from inventory.models import Agent


def panel(_: Company, agent: Agent, __: datetime) -> Panel:
    """Its own, and how many hold for every agent. One query."""
    own, shared = own_and_shared(agent)
    return Panel("Ses limites", "approvals/_limits_panel.html", {"agent": agent, "limits": own, "shared": shared}, is_side=True)
