"""What an agent's page shows of its keys. Given to inventory.hooks at start."""

from datetime import datetime

from accounts.models import Company
from api.models import AgentKey
from inventory.hooks import Panel
from inventory.models import Agent


def panel(company: Company, agent: Agent, at: datetime) -> Panel:
    """Its keys, and whether we have heard from it. One query."""
    keys = list(AgentKey.objects.of(company).opening(at).filter(agent=agent).order_by("made_at"))
    heard = max((key.seen_at for key in keys if key.seen_at), default=None)
    return Panel("Ses appels à Garde-fou", "api/_panel.html", {"keys": keys, "heard": heard}, is_side=True)
