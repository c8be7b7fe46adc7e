"""The list of demands: what waits, in a few queries whatever their number, and what got its answer, by key."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Company
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest, Payee, RequestQuerySet
from approvals.queries.desk import NOBODY, amount, known, question, urgent, with_agents
from approvals.queries.signals import Clock, Signal, signals_at
from lib.dates import ahead, near_moment
from lib.kept import IDS, Kept

PAGE_SIZE, WAITING_SIZE = 30, 50
URGENT = timedelta(hours=2)


@dataclass(frozen=True)
class Row:
    """A demand that waits, in one line. `until`: « Sans réponse, refusé aujourd’hui à 18 h, dans 2 h »; `url`: of its page."""

    request: ApprovalRequest
    question: str
    amount: str
    signals: tuple[Signal, ...]
    until: str
    is_urgent: bool
    url: str

    @property
    def is_grave(self) -> bool:
        """Is there something to stop at?"""
        return any(signal.tone == "stop" for signal in self.signals)


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


@dataclass(frozen=True)
class Waiting:
    """A page of those that wait, the most urgent first; `last`: the one that the next page starts after."""

    rows: list[Row]
    last: UUID | None


def _some(company: Company, at: datetime, void: list[UUID]) -> RequestQuerySet:
    return urgent(company, at).exclude(agent__in=void)


FIRST = Kept(lambda company, at, void: _some(company, at, void)[: WAITING_SIZE + 1], Company, datetime, IDS)


def waiting(company: Company, at: datetime, void: list[UUID] | None, after: UUID | None = None) -> Waiting:
    """`void`: of whose demands nothing waits (desk.void). `after`: the last one read, which may have ended since; one that is not ours is
    the first page. Three queries, four behind it."""
    if void is None:
        return Waiting([], None)
    last = ApprovalRequest.objects.of(company).filter(pk=after).first() if after else None
    found = list(_behind(last, _some(company, at, void))) if last else FIRST.read(company, at, void)
    shown = with_agents(company, found[:WAITING_SIZE])
    return Waiting(rows_of(company, shown, at), shown[-1].pk if len(found) > WAITING_SIZE else None)


def _behind(last: ApprovalRequest, some: RequestQuerySet) -> RequestQuerySet:
    same = Q(expires_at=last.expires_at)
    later = Q(expires_at__gt=last.expires_at) | same & Q(asked_at__gt=last.asked_at)
    return some.filter(later | same & Q(asked_at=last.asked_at, pk__gt=last.pk))[: WAITING_SIZE + 1]


def rows_of(company: Company, asked: list[ApprovalRequest], at: datetime) -> list[Row]:
    """One query."""
    names, clock = _names(company, asked), Clock(at, ZoneInfo(company.time_zone))
    before, after = reverse("approvals:demand", args=[NOBODY]).split(str(NOBODY))
    return [_row(one, names, clock, f"{before}{one.pk}{after}") for one in asked]


def _over(company: Company) -> RequestQuerySet:
    return known(company).exclude(state=RequestState.PENDING).exclude(reason=Reason.BELOW_LIMIT).exclude(decided_at=None)


def _newest(done: RequestQuerySet) -> RequestQuerySet:
    return done.order_by("-decided_at", "-pk")[: PAGE_SIZE + 1]


DONE = Kept(lambda company: _newest(_over(company)), Company)
NAMES = Kept(lambda company, marks: Payee.objects.of(company).filter(mark__in=marks).values_list("mark", "name"), Company, IDS)


def ended(company: Company, wanted: Wanted) -> Ended:
    """Those that a person, the agent or the clock ended; what a limit let through is in the journal. Two queries."""
    done = _over(company)
    exact = {"agent_id": wanted.agent, "state": wanted.state}
    done = done.filter(**{name: value for name, value in exact.items() if value})
    if wanted.before:
        at, key = wanted.before
        done = done.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=key))
    read = DONE.read(company) if wanted == Wanted() else list(_newest(done))
    shown = read[:PAGE_SIZE]
    names = _names(company, shown)
    last = shown[-1] if len(read) > PAGE_SIZE else None
    older = (last.decided_at, last.pk) if last and last.decided_at else None
    return Ended([(one, _question(one, names)) for one in shown], older)


def _row(request: ApprovalRequest, names: dict[UUID, str], clock: Clock, url: str) -> Row:
    at, expires_at = clock.at, request.expires_at
    until = _("Sans réponse, refusé %(when)s") % {"when": f"{near_moment(expires_at, at, clock.zone)}, {ahead(expires_at, at)}"}
    return Row(request, _question(request, names), amount(request), signals_at(request, clock), until, expires_at - at < URGENT, url)


def _names(company: Company, asked: list[ApprovalRequest]) -> dict[UUID, str]:
    """What we call those who would be paid."""
    marks = {one.payee_mark for one in asked if one.payee_mark}
    return dict(NAMES.read(company, marks)) if marks else {}


def _question(request: ApprovalRequest, names: dict[UUID, str]) -> str:
    said: dict[str, Any] = json.loads(bytes(request.action))
    return question(request, said, names.get(request.payee_mark, "") if request.payee_mark else "")
