"""What a demand is, as we read it: the facts that the limits are held against. Reads the database, changes nothing."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from approvals.enums import Answer, Measure, Reason, RequestState
from approvals.models import ApprovalRequest, Limit, RequestQuerySet
from approvals.queries.hot import Ground, refused_payment, totals_of
from approvals.rules.asked import Asked
from approvals.rules.limits import PAYING, Facts, Rule
from approvals.rules.payees import spelt
from inventory.models import Agent
from inventory.rules.days import company_day
from journal.enums import Outcome, Type
from journal.models import Action
from journal.rules.naming import by_name, meaning
from lib.leaked_keys import is_iban

REFUSED_FOR = timedelta(hours=24)


def facts_of(agent: Agent, asked: Asked, mark: UUID | None, ground: Ground, at: datetime, again: ApprovalRequest | None = None) -> Facts:
    """What the agent wants to do. What it says of the type and the kind may only bring more limits to bear.

    `again`: the demand that asked it, when it waits already and is weighed once more: it is not counted against itself."""
    own = ground.words
    means, named = meaning(asked.tool, asked.type, own), by_name(asked.tool, own)
    also = {asked.type, named.type} if named else {asked.type}
    pays = bool(PAYING & {means.type, *also})
    measures = {rule.measure for rule in ground.rules if rule.type in ("", means.type, *also)}  # what no limit reads is not counted
    known = any(one == mark for one, _ in ground.alike)
    namesake = bool(asked.account and not known) and spelt(asked.payee) in (name for _, name in ground.alike)
    has_week = Measure.WEEK_PAYEE in measures and mark is not None and asked.amount_cents is not None and is_iban(asked.account)
    asked_at, itself = (again.asked_at, again.pk) if again else (at, None)
    return Facts(
        agent=agent.pk,
        type=means.type,
        also=frozenset(also),
        local=(local := asked_at.astimezone(ZoneInfo(agent.company.time_zone))).time(),
        weekday=local.isoweekday(),
        kind=asked.kind,
        amount_cents=asked.amount_cents,
        currency=asked.currency,
        percent=asked.percent,
        count=asked.count,
        is_new_payee=not known if mark else pays,
        is_account_changed=namesake,
        has_reference=bool(asked.reference),
        is_tool_known=means.is_known and (means.type != Type.READ or asked.tool in own),  # nobody asks before reading
        has_stray_account=bool(asked.account) and not pays,
        was_refused=refused_before(agent, means.type, asked, mark, asked_at, at) is not None,
        week_cents=_week_cents(agent, asked, mark, at, itself) if has_week and mark else None,
        day_count=_day_count(agent, means.type, at, itself) + (asked.count or 1) if Measure.DAY_COUNT in measures else None,
    )


def refused_before(agent: Agent, kind: str, asked: Asked, mark: UUID | None, asked_at: datetime, at: datetime) -> datetime | None:
    """When a person refused, within a day of its being asked, what this repeats: a payment to the same payee, or the same action told
    otherwise."""
    if mark:
        return refused_payment(agent.company_id, mark, kind, asked_at - REFUSED_FOR, at)
    refused = ApprovalRequest.objects.of(agent.company).filter(state=RequestState.DENIED, reason=Reason.REFUSED, may_ask_again=False)
    refused = refused.filter(type=kind, decided_at__gt=asked_at - REFUSED_FOR, decided_at__lte=at).order_by("-decided_at")
    alike = refused.filter(agent=agent, tool=asked.tool).values_list("action", "decided_at")[:50]
    return next((decided_at for earlier, decided_at in alike if _core(bytes(earlier)) == _core(asked.action)), None)


def rule_of(limit: Limit) -> Rule:
    """A row as the judge reads it."""
    return Rule(
        limit.pk,
        Measure(limit.measure),
        Answer(limit.answer),
        limit.agent_id,
        limit.type,
        limit.kind,
        limit.value,
        limit.currency,
        limit.starts,
        limit.ends,
        frozenset(limit.days),
    )


def _core(action: bytes) -> dict[str, Any]:
    """The action without the agent's own words about it."""
    return {name: value for name, value in json.loads(action).items() if name != "summary"}


def _week_cents(agent: Agent, asked: Asked, mark: UUID, at: datetime, itself: UUID | None) -> int | None:
    """Promised, spent and reported without asking, to this payee since Monday at the company's, and what is asked now. None when some of
    it is in another currency: then there is no total. What is paid back to them counts like the rest: nothing lowers it.

    Serialised until the transaction ends, but for a demand that is weighed again: what it wants is promised already."""
    since = _midnight(agent, at, days=company_day(at, agent.company.time_zone).weekday())
    totals = totals_of(agent.company_id, mark, since, at, itself)
    own = totals.pop(asked.currency, 0) + (asked.amount_cents or 0)
    return None if totals else own


def _day_count(agent: Agent, kind: str, at: datetime, itself: UUID | None) -> int:
    """Promised, spent and reported without asking, of this kind since midnight at the company's. The agent's row is locked: see ask."""
    since = _midnight(agent, at)
    asked = _held(agent, since, at).filter(agent=agent, type=kind).exclude(pk__in=[itself] if itself else [])
    granted = {key: json.loads(bytes(action)).get("recipients") or {} for key, action in asked.values_list("pk", "action")}
    done = Action.objects.of(agent.company).filter(agent_id=agent.pk, type=kind, occurred_at__gte=since, outcome=Outcome.DONE)
    untold = done.exclude(approval_id__in=list(granted)).aggregate(total=Sum("count"))["total"] or 0
    return untold + sum(int(recipients.get("count", 1)) or 1 for recipients in granted.values())


def _held(agent: Agent, since: datetime, at: datetime) -> RequestQuerySet:
    """Of any agent: what waits, what is granted and may still be spent, and what was asked or spent since then."""
    may_come = Q(state=RequestState.PENDING, expires_at__gt=at) | Q(state=RequestState.APPROVED, grant_expires_at__gt=at)
    spent = Q(state=RequestState.CONSUMED, consumed_at__gte=since)
    return ApprovalRequest.objects.of(agent.company).filter(may_come | spent)


def _midnight(agent: Agent, at: datetime, days: int = 0) -> datetime:
    day = company_day(at, agent.company.time_zone) - timedelta(days=days)
    return datetime.combine(day, datetime.min.time(), ZoneInfo(agent.company.time_zone))
