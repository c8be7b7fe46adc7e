"""A key was used: when, and from where."""

from datetime import datetime
from uuid import UUID

from api.models import AgentKey
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind

MOST_KNOWN = 50  # addresses of a key; the oldest is forgotten then


def seen(key: UUID, agent: Agent, *, address: str, at: datetime) -> None:
    """Inside the agent's company's scope. An address never seen is a row of the record, once: of two calls at once, one writes it.

    The first address of a key is no news, and neither is one the owner bound it to.
    """
    row = AgentKey.objects.of(agent.company).select_for_update(skip_locked=True, no_key=True).filter(pk=key).first()
    if row is None:  # another call is noting at this very instant: the next one will
        return
    is_news = bool(row.known) and address not in (*row.known, *row.addresses)
    if address not in row.known:
        row.known = [*row.known, address][-MOST_KNOWN:]
    row.seen_at, row.seen_from = max(at, row.seen_at or at), address
    row.moved_at = at if is_news else row.moved_at
    row.save(update_fields=["seen_at", "seen_from", "known", "moved_at"])
    if is_news:
        who = Actor("agent", agent.pk, agent.name)
        detail = {"start": row.start, "address": address}
        record(Kind.RIGHT, "key.seen_elsewhere", Subject("agent", agent.pk, agent.name), by=who, at=at, detail=detail)
