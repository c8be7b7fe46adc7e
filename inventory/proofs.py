"""What higher apps can prove of an agent to the people whose data it uses: a signed review, limits that hold, a journal that is kept.

One table, filled in AppConfig.ready(). A code that nobody proves is a sentence that nobody reads. Nobody here knows who they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import Company
from inventory.models import Agent


class Claim(StrEnum):
    """What may be claimed once it is proved."""

    CONTROL = "control"
    LIMITS = "limits"
    JOURNAL = "journal"


@dataclass(frozen=True)
class Proven:
    """A sentence for clients (« vous » are they), the row that proves it in the owner's words, and the owner's page of that row."""

    text: str
    proof: str
    url: str = ""


ProofOf = Callable[[Company, Agent, datetime], Proven | None]

proofs: dict[Claim, ProofOf] = {}


def proven_of(company: Company, agent: Agent, at: datetime) -> dict[Claim, Proven]:
    """What is proved now, by claim."""
    found = {claim: proof_of(company, agent, at) for claim, proof_of in proofs.items()}
    return {claim: proven for claim, proven in found.items() if proven}
