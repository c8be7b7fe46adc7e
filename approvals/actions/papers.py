"""An agent joins a paper to its demand, while somebody may still read it there."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from approvals.actions.asking import Suspended
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Attachment
from approvals.queries.stops import is_halted
from approvals.queries.wording import title
from approvals.rules.limits import PAYING
from approvals.rules.papers import A_DAY, LARGEST, LEAKING, MOST, SCANNED, TEXT, kind_of
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib import canonical
from lib.leaked_keys import looks_like_secret

DAY = timedelta(days=1)


class OtherHash(ValueError):
    """These bytes have another SHA-256 than the one said."""


class TooLarge(ValueError):
    """More than 5 MB."""


class TooMany(RuntimeError):
    """This demand has five papers."""


class TooMuch(RuntimeError):
    """This agent has sent enough for a day."""


class NotPending(RuntimeError):
    """Nobody will read it: the demand has its answer."""


def join(agent: Agent, request_id: UUID, digest: str, data: bytes, *, at: datetime) -> tuple[Attachment, bool]:
    """The paper, and whether it is new; the same twice is one. Whoever had the page open reads it again. Inside the scope.

    Raises Suspended, ApprovalRequest.DoesNotExist, TooLarge, OtherHash, NotRead, TooManyPixels, NotPending, TooMany, TooMuch.
    """
    if is_halted(agent):
        raise Suspended
    mine = ApprovalRequest.objects.of(agent.company).filter(agent=agent)
    mine.only("pk").get(pk=request_id)
    if len(data) > LARGEST:
        raise TooLarge
    if sha256(data).hexdigest() != digest:
        raise OtherHash
    kind = _scanned(kind_of(data), data)
    with transaction.atomic():
        request = mine.select_for_update(of=("self",)).select_related("agent", "company").get(pk=request_id)
        joined = Attachment.objects.of(agent.company).filter(request=request).defer("data")
        if same := joined.filter(sha256=digest).first():
            return same, False
        _check_room(request, len(data), at)
        paper = Attachment.objects.create(
            company=agent.company, request=request, sha256=digest, kind=kind, size_bytes=len(data), data=data, added_at=at
        )
        mine.filter(pk=request.pk).update(facts_number=F("facts_number") + 1)
        _seal(request, paper, at)
    return paper, True


def _scanned(kind: str, data: bytes) -> str:
    is_leaking = kind == TEXT and looks_like_secret(data.decode()[:SCANNED])
    return LEAKING if is_leaking else kind


def _check_room(request: ApprovalRequest, size: int, at: datetime) -> None:
    """The request's row is locked."""
    if request.state != RequestState.PENDING or request.expires_at <= at:
        raise NotPending
    papers = Attachment.objects.of(request.company)
    if papers.filter(request=request).count() >= MOST:
        raise TooMany
    today = papers.filter(request__agent=request.agent_id, added_at__gt=at - DAY).aggregate(total=Sum("size_bytes"))
    if (today["total"] or 0) + size > A_DAY:
        raise TooMuch


def _seal(request: ApprovalRequest, paper: Attachment, at: datetime) -> None:
    kind = Kind.PAYMENT if request.type in PAYING else Kind.DECISION
    about = Subject("agent", request.agent_id, request.agent.name), Subject("request", request.pk, title(request))
    detail: dict[str, canonical.Json] = {"sha256": paper.sha256, "kind": paper.kind, "size_bytes": paper.size_bytes}
    record(kind, "request.paper_joined", *about, by=Actor("agent", request.agent_id, request.agent.name), at=at, detail=detail)
