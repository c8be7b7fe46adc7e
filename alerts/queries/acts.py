"""What the record tells of agents beside their actions: refusals, too many demands, keys seen elsewhere; and grants nobody tells of."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import Company
from alerts.enums import Code
from alerts.models import Alert, Confirmation
from alerts.queries.reading import Row
from alerts.rules.seen import Finding
from approvals.actions.asking import MOST_PENDING
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest, RequestQuerySet
from approvals.rules.limits import PAYING
from inventory.rules.days import company_day
from journal.rules.reported import key_of

REFUSALS, IN = 3, timedelta(hours=1)
SILENT_FOR = timedelta(minutes=15)
GRANT_DAY = timedelta(hours=24)
MOST_UNCONFIRMED = 20  # open ones of an agent: an agent that never tells is one trouble, not a thousand


def of_acts(company: Company, acts: Sequence[Row]) -> Iterator[Finding]:
    """One query an agent that was refused or that asked."""
    for row in acts:
        if row.said["act"] == "key.seen_elsewhere":
            day = company_day(row.recorded_at, company.time_zone)
            facts = {"address": row.said["detail"].get("address", ""), "day": str(day)}
            yield Finding(row.agent, Code.NEW_ADDRESS, key_of("new-address", str(day)), row.recorded_at, facts)
    yield from _refusals(company, _last(acts, "request.denied"))
    yield from _floods(company, _last(acts, "request.asked"))


def _last(acts: Sequence[Row], act: str) -> dict[UUID, list[datetime]]:
    """When this was recorded of each agent, in order."""
    moments: dict[UUID, list[datetime]] = {}
    for row in acts:
        if row.said["act"] == act:
            moments.setdefault(row.agent, []).append(datetime.fromisoformat(row.said["at"]))
    return moments


def _refusals(company: Company, denied: dict[UUID, list[datetime]]) -> Iterator[Finding]:
    by_people = ApprovalRequest.objects.of(company).filter(state=RequestState.DENIED, reason=Reason.REFUSED)
    for agent, moments in denied.items():
        since, until = min(moments) - IN, max(moments)
        said = by_people.filter(agent=agent, decided_at__range=(since, until)).values_list("decided_at", flat=True)
        at = sorted(moment for moment in said if moment)
        for third in (late for early, late in zip(at, at[REFUSALS - 1 :], strict=False) if late - early <= IN):
            day = company_day(third, company.time_zone)
            yield Finding(agent, Code.REFUSALS, key_of("refusals", str(day)), third, {"day": str(day)})


def _floods(company: Company, asked: dict[UUID, list[datetime]]) -> Iterator[Finding]:
    """How many waited when it asked last."""
    for agent, moments in asked.items():
        at = max(moments)
        there = ApprovalRequest.objects.of(company).filter(agent=agent, asked_at__lte=at, expires_at__gt=at)
        unanswered = Q(state=RequestState.PENDING) | Q(decided_at__gt=at)
        if there.filter(unanswered).count() >= MOST_PENDING:
            day = company_day(at, company.time_zone)
            yield Finding(agent, Code.FLOOD, key_of("flood", str(day)), at, {"number": MOST_PENDING, "day": str(day)})


def unconfirmed(company: Company, since: datetime | None, at: datetime) -> list[Finding]:
    """Grants that a person gave, or that pay, spent until a quarter of an hour ago and told by nobody. Three queries."""
    spent = silent(company).filter(consumed_at__lte=at - SILENT_FOR).filter(~Q(reason=Reason.BELOW_LIMIT) | Q(type__in=PAYING))
    if since:
        spent = spent.filter(consumed_at__gt=since, expires_at__gt=since - GRANT_DAY)
    found = list(spent.order_by("consumed_at").values_list("pk", "agent_id", "consumed_at", "type"))
    if not found:
        return []
    waiting = list(Alert.objects.of(company).open().filter(code=Code.UNCONFIRMED).values_list("agent_id", flat=True))
    findings = []
    for request, agent, consumed_at, kind in found:
        waiting.append(agent)
        if waiting.count(agent) <= MOST_UNCONFIRMED and consumed_at:
            findings.append(Finding(agent, Code.UNCONFIRMED, request, consumed_at, {"type": kind, "request": str(request)}))
    return findings


def silent(company: Company) -> RequestQuerySet:
    """Grants that were spent and that no action tells of, by any road."""
    told = Confirmation.objects.filter(company_id=OuterRef("company_id"), request_id=OuterRef("pk"))
    return ApprovalRequest.objects.of(company).filter(~Exists(told), state=RequestState.CONSUMED)
