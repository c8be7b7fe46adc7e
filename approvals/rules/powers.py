"""Who may decide what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Power:
    """A power to approve: for one agent or (None) for every agent, up to so many euro cents or (None) without ceiling."""

    agent_id: UUID | None = None
    up_to_cents: int | None = None

    def covers(self, amount_cents: int | None) -> bool:
        """Without an amount (an e-mail, a deletion) no ceiling applies; money that comes in counts like money that goes out."""
        return self.up_to_cents is None or amount_cents is None or abs(amount_cents) <= self.up_to_cents


def may_decide(mandates: Sequence[Power], agent_id: UUID, amount_cents: int | None) -> bool:
    """What is said of this agent by name counts alone; else what is said of every agent. Without any power: no. Euro cents only: an
    amount in another currency is turned into euros before, or held to be above every ceiling."""
    named = [power for power in mandates if power.agent_id == agent_id]
    return any(power.covers(amount_cents) for power in named or [power for power in mandates if power.agent_id is None])
