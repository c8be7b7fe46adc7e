"""The list of demands: what waits, in a few queries whatever their number, and what got its answer, by key."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Company
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest, Payee
from approvals.queries.desk import amount, known, pending, question
from approvals.queries.signals import Signal, signals_of
from lib.dates import ahead, near_moment

PAGE_SIZE = 30
URGENT = timedelta(hours=2)


@dataclass(frozen=True)
class Row:
    """A demand that waits, in one line. `until`: « aujourd’hui à 18 h, dans 2 h »."""

    request: ApprovalRequest
    question: str
    amount: str
    signals: tuple[Signal, ...]
    until: str
    is_urgent: bool

    @property
    def tone(self) -> str:
        """Of its mark."""
        return "stop" if any(signal.tone == "stop" for signal in self.signals) else "watch"

    @property
    def icon(self) -> str:
        """Of its mark."""
        return "octagon-alert" if self.tone == "stop" else "hand"


@dataclass(frozen=True)
class Wanted:
    """Which of those that ended. `before`: the key of the last one read."""

    agent: UUID | None = None
    state: str = ""
    before: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class Ended:
    """A page of them, newest first, with our names of payees; `older`: the key that the next page starts after."""

    rows: list[tuple[ApprovalRequest, str]]
    older: tuple[datetime, UUID] | None


def waiting(company: Company, at: datetime) -> list[Row]:
    """The most urgent first. Four queries."""
    return rows_of(company, pending(company, at), at)


def rows_of(company: Company, asked: list[ApprovalRequest], at: datetime) -> list[Row]:
    """One query."""
    names = _names(company, asked)
    return [_row(one, names, at) for one in asked]


def ended(company: Company, wanted: Wanted) -> Ended:
    """Those that a person, the agent or the clock ended; what a limit let through is in the journal. Two queries."""
    done = known(company).exclude(state=RequestState.PENDING).exclude(reason=Reason.BELOW_LIMIT).exclude(decided_at=None)
    exact = {"agent_id": wanted.agent, "state": wanted.state}
    done = done.filter(**{name: value for name, value in exact.items() if value})
    if wanted.before:
        at, key = wanted.before
        done = done.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=key))
    read = list(done.order_by("-decided_at", "-pk")[: PAGE_SIZE + 1])
    shown = read[:PAGE_SIZE]
    names = _names(company, shown)
    last = shown[-1] if len(read) > PAGE_SIZE else None
    older = (last.decided_at, last.pk) if last and last.decided_at else None
    return Ended([(one, _question(one, names)) for one in shown], older)


def _row(request: ApprovalRequest, names: dict[UUID, str], at: datetime) -> Row:
    until = f"{near_moment(request.expires_at, at, ZoneInfo(request.company.time_zone))}, {ahead(request.expires_at, at)}"
    is_urgent = request.expires_at - at < URGENT
    return Row(request, _question(request, names), amount(request), signals_of(request, at), until, is_urgent)


def _names(company: Company, asked: list[ApprovalRequest]) -> dict[UUID, str]:
    """What we call those who would be paid."""
    marks = {one.payee_mark for one in asked if one.payee_mark}
    return dict(Payee.objects.of(company).filter(mark__in=marks).values_list("mark", "name"))


def _question(request: ApprovalRequest, names: dict[UUID, str]) -> str:
    said: dict[str, Any] = json.loads(bytes(request.action))
    return question(request, said, names.get(request.payee_mark, "") if request.payee_mark else "")
