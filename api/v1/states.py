"""Where an agent stands, in one word of the contract."""

from approvals.queries.stops import is_halted
from inventory.models import Agent

ACTIVE, SUSPENDED = "active", "suspended"


def state_of(agent: Agent) -> str:
    """« suspended » (stopped, paused or retired) or « active »."""
    return SUSPENDED if is_halted(agent) else ACTIVE
