"""Where an agent stands, in one word of the contract."""

from api.auth import Caller
from approvals.queries.stops import is_halted
from inventory.models import Agent

ACTIVE, SUSPENDED = "active", "suspended"


def state_of(agent: Agent) -> str:
    """« suspended » (stopped, paused or retired) or « active »."""
    return SUSPENDED if is_halted(agent) else ACTIVE


def state_at(caller: Caller) -> str:
    """As its call came in: nothing is asked again."""
    return SUSPENDED if caller.is_halted else ACTIVE
