"""Keys: made, replaced, ended. The key itself is returned once and kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Membership
from api.enums import Scope
from api.models import AgentKey
from api.rules import OVERLAP, hash_of, new_key, start_of
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib.dates import french_moment

MOST = 5  # of one agent at a time


class TooMany(RuntimeError):
    """An agent has five keys: one must go first."""


class Replaced(RuntimeError):
    """Another key has taken its place already, or it was taken back."""


@transaction.atomic
def make(agent: Agent, scopes: Sequence[Scope], addresses: Sequence[str] = (), *, by: Membership, at: datetime) -> str:
    """A new key, to be shown once. Raises TooMany."""
    Agent.objects.of(agent.company).select_for_update().get(pk=agent.pk)
    if AgentKey.objects.of(agent.company).opening(at).filter(agent=agent).count() >= MOST:
        raise TooMany
    key = new_key()
    AgentKey.objects.create(
        company=agent.company,
        agent=agent,
        start=start_of(key),
        key_hash=hash_of(key),
        scopes=[str(scope) for scope in scopes],
        addresses=list(addresses),
        made_at=at,
        made_by=by,
    )
    _record("key.made", agent, start_of(key), by, at)
    return key


@transaction.atomic
def replace(old: AgentKey, *, by: Membership, at: datetime) -> str:
    """Another key with the same rights; the old one opens for a day more, once. Raises TooMany, Replaced."""
    until = at + OVERLAP
    if not AgentKey.objects.of(old.company).current().filter(pk=old.pk, until=None).update(until=until):
        raise Replaced
    key = make(old.agent, [Scope(scope) for scope in old.scopes], old.addresses, by=by, at=at)
    _record("key.replaced", old.agent, old.start, by, at, until=french_moment(until))
    return key


@transaction.atomic
def end(key: AgentKey, *, by: Membership, at: datetime) -> None:
    """It opens nothing from the next call on. Nothing happens to one that has ended."""
    if AgentKey.objects.of(key.company).current().filter(pk=key.pk).update(ended_at=at):
        _record("key.ended", key.agent, key.start, by, at)


def _record(act: str, agent: Agent, start: str, by: Membership, at: datetime, **more: str) -> None:
    actor = Actor("person", by.user_id, by.user.name)
    record(Kind.RIGHT, act, Subject("agent", agent.pk, agent.name), by=actor, at=at, detail={"start": start, **more})
