"""What the page of an agent shows of the register: what can be printed about it. Given to inventory.hooks at start."""

from datetime import datetime

from accounts.models import Company
from inventory.hooks import Panel
from inventory.models import Agent, AgentProcessing


def panel(company: Company, agent: Agent, _: datetime) -> Panel | None:
    """Its sheets on paper, when it has any. One query."""
    if not AgentProcessing.objects.of(company).filter(agent=agent, processing__ended_at=None).exists():
        return None
    return Panel("Sur papier", "register/_panel.html", is_side=True)
