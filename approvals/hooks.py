"""What a higher app knows of agents and the stop wants to show, filled in its AppConfig.ready(). Nobody here knows who it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Company


@dataclass(frozen=True)
class Contact:
    """How an agent reaches us: its keys that still open, its last call, the page where they are taken back."""

    keys: int
    last_at: datetime | None
    may_ask: bool
    url: str


ContactsOf = Callable[[Company, Sequence[UUID], datetime], Mapping[UUID, Contact]]
contacts: list[ContactsOf] = []


def contacts_of(company: Company, agents: Sequence[UUID], at: datetime) -> dict[UUID, Contact]:
    """Of those that have a key."""
    return {agent: contact for told in contacts for agent, contact in told(company, agents, at).items()}
