"""What the page of an agent shows of the register: what can be printed about it. Given to inventory.hooks at start."""

from datetime import datetime

from accounts.models import Company
from inventory.hooks import Panel
from inventory.models import Agent, AgentProcessing


def panel(company: Company, agent: Agent, _: datetime) -> Panel:
    """Its mission, and its sheets when it has any. One query."""
    has_sheets = AgentProcessing.objects.of(company).filter(agent=agent, processing__ended_at=None).exists()
    return Panel("Sur papier", "register/_panel.html", {"has_sheets": has_sheets}, is_side=True)
