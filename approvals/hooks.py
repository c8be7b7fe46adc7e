"""What higher apps know of agents and of grants, and the pages here want to show, filled in their AppConfig.ready().
Nobody here knows who they are."""

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


UntoldOf = Callable[[Company, Sequence[UUID], datetime], set[UUID]]
untold: list[UntoldOf] = []


def untold_of(company: Company, requests: Sequence[UUID], at: datetime) -> set[UUID]:
    """« Accordé, pas confirmé »: of these demands, those whose grant was used and of which nobody told what became."""
    return {request for told in untold for request in told(company, requests, at)} if requests else set()
