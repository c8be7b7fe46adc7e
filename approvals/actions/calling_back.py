"""Tells agents what became of their demands. No transaction is open while we speak with the other side; a lease says who does."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from accounts.boundary import all_companies, scope
from accounts.models import Company
from approvals.actions.callbacks import CALL_BACK
from approvals.models import Callback
from approvals.queries import callbacks as queries
from approvals.rules.callbacks import GONE, GONE_STATUS, LEASE, PATIENCE, body_of, headers, pause_after
from lib.envelope import Unreadable, unseal
from lib.wake import wake

A_ROUND = timedelta(seconds=20)  # of one company; the rest in the next round
SOON = timedelta(minutes=1)  # a shorter pause is not left to the sweep
log = logging.getLogger(__name__)
asked_again, one_sweep = threading.Event(), threading.Lock()

Now = Callable[[], datetime]


@dataclass(frozen=True)
class _Call:
    """All that is needed once the transaction is over."""

    callback: Callback
    body: bytes
    headers: dict[str, str]
    hosts: frozenset[str]


def call_alone(*, now: Now) -> None:
    """One sweep at a time in a process: receivers that take their time must not hold every thread. Whoever comes meanwhile asks for
    another round."""
    asked_again.set()
    while asked_again.is_set() and one_sweep.acquire(blocking=False):
        try:
            asked_again.clear()
            call_due(now=now)
        finally:
            one_sweep.release()


def call_due(*, now: Now) -> int:
    """Every company in turn; how many calls arrived. A company that fails does not hold the others back."""
    arrived = 0
    for company in all_companies():
        try:
            arrived += _call_due_of(company, now)
        except Exception:
            log.exception("callbacks of %s", company)
    return arrived


def _call_due_of(company_id: UUID, now: Now) -> int:
    """One transaction to take a call in hand, none while we speak, one to say what became of it."""
    began, arrived = now(), 0
    with scope(company_id):
        company = Company.objects.get(pk=company_id)
        due = queries.due(company, began)
    for pk in due:
        if now() - began > A_ROUND:
            break
        with scope(company_id):
            call = _take(company, pk, now())
        if call is None:
            continue
        error = _said(call)
        with scope(company_id):
            _note(call.callback, error, now())
        arrived += not error
    return arrived


def _take(company: Company, pk: UUID, at: datetime) -> _Call | None:
    """The count of the UPDATE decides who calls; a try is counted at once. None when there is nothing to say."""
    if not queries.free(company, at).filter(pk=pk).update(lease_until=at + LEASE, tries=F("tries") + 1):
        return None
    callback = Callback.objects.of(company).select_related("request", "agent").get(pk=pk)
    if queries.is_known_to_agent(callback):
        _note(callback, queries.KNOWN, at)
        return None
    try:
        signing = [unseal(secret.sealed, secret.pk) for secret in queries.signing(company, callback.agent_id, at)]
    except Unreadable:
        _note(callback, queries.UNREADABLE, at)
        return None
    if not signing:
        _note(callback, queries.NO_SECRET, at)
        return None
    body = body_of(str(callback.request_id), callback.state, callback.made_at)
    hosts = frozenset(queries.hosts(company, callback.agent_id).values_list("host", flat=True))
    return _Call(callback, body, headers(f"msg_{callback.pk.hex}", body, signing, at), hosts)


def _said(call: _Call) -> str:
    """Why it did not arrive, in a word; nothing when it did."""
    from lib import outbound  # a server that calls nobody need not carry it

    try:
        status = outbound.tell(call.callback.url, call.body, call.headers, hosts=call.hosts, total=PATIENCE)
    except outbound.NotAnswered as error:
        return str(error)
    if 200 <= status < 300:
        return ""
    return GONE if status == GONE_STATUS else f"status-{status}"


def _note(callback: Callback, error: str, at: datetime) -> None:
    """Arrived, tried again after a pause, or given up. Says nothing when somebody else has taken it up meanwhile."""
    held = Callback.objects.of(callback.company).filter(pk=callback.pk, arrived_at=None, lease_until=callback.lease_until)
    if not error:
        held.update(arrived_at=at, lease_until=None, last_error="")
        return
    pause = None if error in (GONE, queries.KNOWN) else pause_after(callback.tries)
    after = {"next_try_at": at + pause} if pause else {"gave_up_at": at}
    held.update(lease_until=None, last_error=error, **after)
    if error == GONE:
        same = Callback.objects.of(callback.company).filter(agent=callback.agent_id, url=callback.url, arrived_at=None, gave_up_at=None)
        same.update(gave_up_at=at, last_error=GONE)
    elif pause and pause <= SOON:
        wake(CALL_BACK, in_seconds=int(pause.total_seconds()))
