"""What an agent that wants to be called back needs: a row for each answer, a secret that signs, private hosts the company allows."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import Membership
from approvals.models import ApprovalRequest, Callback, CallbackHost, CallbackSecret
from approvals.rules.callbacks import GONE, OVERLAP, is_end, new_secret
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib.dates import french_moment
from lib.envelope import seal
from lib.wake import wake

CALL_BACK = "approvals.call_back"
MOST_HOSTS = 10


class HasSecret(RuntimeError):
    """This agent has a secret: replace it."""


class Replaced(RuntimeError):
    """Another secret has taken its place already, or it was taken back."""


class TooManyHosts(RuntimeError):
    """Ten addresses are allowed for this agent already."""


def owe(request: ApprovalRequest) -> None:
    """Once a demand no longer waits: the call to make, in the same transaction. Nothing for a receiver that wants no more."""
    if not (request.callback_url and request.decided_at and is_end(request.state, request.reason)):
        return
    told = Callback.objects.of(request.company)
    if told.filter(agent=request.agent_id, url=request.callback_url, last_error=GONE).exists():
        return
    at = request.decided_at
    row = {"agent_id": request.agent_id, "url": request.callback_url, "made_at": at, "next_try_at": at}
    told.get_or_create(company=request.company, request=request, state=str(request.state), defaults=row)
    wake(CALL_BACK)


@transaction.atomic
def make_secret(agent: Agent, *, by: Membership, at: datetime) -> str:
    """A secret, to be shown once; what waits for one is sent now. Raises HasSecret."""
    Agent.objects.of(agent.company).select_for_update(no_key=True).get(pk=agent.pk)
    if CallbackSecret.objects.of(agent.company).filter(agent=agent, ended_at=None, until=None).exists():
        raise HasSecret
    secret = _kept(agent, by, at)
    _record("callback.secret_made", agent, by, at)
    _hurry(agent, at)
    return secret


@transaction.atomic
def replace_secret(old: CallbackSecret, *, by: Membership, at: datetime) -> str:
    """Another one; both sign for a day. Raises Replaced."""
    until = at + OVERLAP
    standing = CallbackSecret.objects.of(old.company).filter(pk=old.pk, ended_at=None, until=None)
    if not standing.update(until=until):
        raise Replaced
    secret = _kept(old.agent, by, at)
    _record("callback.secret_replaced", old.agent, by, at, until=french_moment(until))
    return secret


@transaction.atomic
def end_secret(secret: CallbackSecret, *, by: Membership, at: datetime) -> None:
    """It signs nothing from now on; without another one, nothing is sent. Nothing happens to one that has ended."""
    if CallbackSecret.objects.of(secret.company).filter(pk=secret.pk, ended_at=None).update(ended_at=at):
        _record("callback.secret_ended", secret.agent, by, at)


@transaction.atomic
def allow_host(agent: Agent, host: str, *, by: Membership, at: datetime) -> None:
    """Calls to this host and port may go inside our own network, for this agent. Raises TooManyHosts."""
    Agent.objects.of(agent.company).select_for_update(no_key=True).get(pk=agent.pk)
    listed = CallbackHost.objects.of(agent.company).filter(agent=agent, ended_at=None)
    if listed.filter(host=host).exists():
        return
    if listed.count() >= MOST_HOSTS:
        raise TooManyHosts
    CallbackHost.objects.create(company=agent.company, agent=agent, host=host, allowed_at=at, allowed_by=by)
    _record("callback.host_allowed", agent, by, at, host=host)
    _hurry(agent, at)


@transaction.atomic
def withdraw_host(allowed: CallbackHost, *, by: Membership, at: datetime) -> None:
    """Nothing happens to one that was withdrawn before."""
    if CallbackHost.objects.of(allowed.company).filter(pk=allowed.pk, ended_at=None).update(ended_at=at):
        _record("callback.host_withdrawn", allowed.agent, by, at, host=allowed.host)


@transaction.atomic
def retry(callback: Callback, *, by: Membership, at: datetime) -> bool:
    """« Réessayer »: due at once, with all its tries again. False when it has arrived, or is in somebody's hands."""
    free = Callback.objects.of(callback.company).filter(pk=callback.pk, arrived_at=None, lease_until=None)
    if not free.update(gave_up_at=None, next_try_at=at, tries=0, last_error=""):
        return False
    _record("callback.retried", callback.agent, by, at)
    wake(CALL_BACK)
    return True


def _kept(agent: Agent, by: Membership, at: datetime) -> str:
    secret, pk = new_secret(), uuid4()
    CallbackSecret.objects.create(id=pk, company=agent.company, agent=agent, sealed=seal(secret, pk), made_at=at, made_by=by)
    return secret


def _hurry(agent: Agent, at: datetime) -> None:
    """What stood in the way is mended: what waits is due now."""
    waiting = Callback.objects.of(agent.company).filter(agent=agent, arrived_at=None, gave_up_at=None, next_try_at__gt=at)
    waiting.update(next_try_at=at)
    wake(CALL_BACK)


def _record(act: str, agent: Agent, by: Membership, at: datetime, **more: str) -> None:
    actor = Actor("person", by.user_id, by.user.name)
    record(Kind.RIGHT, act, Subject("agent", agent.pk, agent.name), by=actor, at=at, detail=dict(more))
