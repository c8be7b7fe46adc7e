"""What an agent's page shows of its journal. Given to inventory.hooks at start."""

from datetime import datetime

from accounts.models import Company
from inventory.hooks import Panel
from inventory.models import Agent


def panel(_: Company, agent: Agent, __: datetime) -> Panel:
    """The ways to what it did, and to what it did elsewhere. No query."""
    return Panel("Son journal", "journal/_panel.html", {"agent": agent}, is_side=True)
