"""A demand that waits is weighed again whenever somebody looks at it or answers: the facts they read are those of that moment."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from approvals.enums import RequestState
from approvals.models import ApprovalRequest
from approvals.queries.risks import Weighed, weigh_again

COLUMNS = ("state", "facts", "facts_number", "met", "people", "limits")


def looked_at(request: ApprovalRequest, *, at: datetime) -> ApprovalRequest:
    """With what is known now, for a page: looking changes nothing, so nothing is kept. `print_of` says later what was seen."""
    if _is_open(request, at) and has_changed(request, now := weigh_again(request, at)):
        request.facts, request.met, request.people = now.facts, now.met, people(request, now)
        request.facts_number += 1
    return request


def refresh(request: ApprovalRequest, *, at: datetime) -> ApprovalRequest:
    """The row with what is known now. `facts_number` goes up by one when that changed, by one conditional update: two answers sent at once
    count one change. Nothing happens to what has ended."""
    if not _is_open(request, at):
        return request
    now = weigh_again(request, at)
    seen = ApprovalRequest.objects.of(request.company).filter(pk=request.pk, state=RequestState.PENDING, facts_number=request.facts_number)
    if has_changed(request, now):
        values = {"facts": now.facts, "met": now.met, "people": people(request, now), "limits": now.limits}
        seen.update(facts_number=request.facts_number + 1, **values)
        request.refresh_from_db(fields=COLUMNS)
    return request


def has_changed(request: ApprovalRequest, now: Weighed) -> bool:
    """Would the person read something else?"""
    return (_plain(request.facts), set(request.met), request.people) != (_plain(now.facts), set(now.met), people(request, now))


def people(request: ApprovalRequest, now: Weighed) -> int:
    """A limit made softer meanwhile does not take away the second person it called for."""
    return max(request.people, now.people)


def print_of(request: ApprovalRequest) -> str:
    """Of all that a page shows of the facts, and of how often they changed (a paper that came, too): the form brings it back, to be held
    against what stands then."""
    shown = [request.facts, sorted(str(limit) for limit in request.met), request.people, request.facts_number]
    return sha256(_plain(shown).encode()).hexdigest()[:32]


def _is_open(request: ApprovalRequest, at: datetime) -> bool:
    return request.state == RequestState.PENDING and request.expires_at > at


def _plain(facts: Any) -> str:
    return json.dumps(facts, sort_keys=True)
