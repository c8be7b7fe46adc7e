"""A key was used: when, and from where."""

from datetime import datetime
from uuid import UUID

from api.models import AgentKey
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind


def seen(key: UUID, agent: Agent, *, address: str, before: tuple[datetime | None, str | None], at: datetime) -> None:
    """Inside the agent's company's scope. A new address is a row of the record: of two calls at once, one writes it."""
    keys = AgentKey.objects.of(agent.company).filter(pk=key)
    if before[1] in (None, address):
        keys.update(seen_at=at, seen_from=address)
    elif keys.exclude(seen_from=address).update(seen_at=at, seen_from=address):
        start = AgentKey.objects.of(agent.company).values_list("start", flat=True).get(pk=key)
        who = Actor("agent", agent.pk, agent.name)
        detail = {"start": start, "address": address}
        record(Kind.RIGHT, "key.seen_elsewhere", Subject("agent", agent.pk, agent.name), by=who, at=at, detail=detail)
