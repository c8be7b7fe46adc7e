"""What a demand is, as we read it: the facts that the limits are held against. Reads the database, changes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from approvals.enums import Answer, Measure, Reason, RequestState
from approvals.models import ApprovalRequest, Limit, RequestQuerySet
from approvals.queries.hot import Ground, held, refusal, totals
from approvals.queries.payments import Paid, marks_among, paid_in, payments_asked
from approvals.rules.asked import Asked
from approvals.rules.limits import PAYING, Facts, Rule
from approvals.rules.payees import spelt
from approvals.rules.risks import plain_reference
from inventory.models import Agent
from inventory.rules.days import company_day
from journal.enums import Outcome, Type
from journal.models import Action
from journal.rules.naming import Meaning, by_name, meaning
from lib.leaked_keys import is_iban
from lib.prepared import Asked as Question
from lib.prepared import Row, rows_of_each

REFUSED_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Case:
    """A demand before the limits. `again`: the row, when it waits already and is weighed once more: it is not counted against itself."""

    agent: Agent
    asked: Asked
    mark: UUID | None
    ground: Ground
    at: datetime
    again: ApprovalRequest | None = None

    @cached_property
    def means(self) -> Meaning:
        """What its tool does."""
        return meaning(self.asked.tool, self.asked.type, self.ground.words)

    @cached_property
    def also(self) -> frozenset[str]:
        """What the agent says of the type may only bring more limits to bear, and so does the tool's name."""
        named = by_name(self.asked.tool, self.ground.words)
        return frozenset({self.asked.type, named.type} if named else {self.asked.type})

    @property
    def pays(self) -> bool:
        """May money leave?"""
        return bool(PAYING & {self.means.type, *self.also})

    @cached_property
    def measures(self) -> set[Measure]:
        """What no limit reads is not counted."""
        return {rule.measure for rule in self.ground.rules if rule.type in ("", self.means.type, *self.also)}

    @property
    def asked_at(self) -> datetime:
        """Once: a wait makes nothing younger."""
        return self.again.asked_at if self.again else self.at


@dataclass(frozen=True)
class Past:
    """What there was with its payee. `refused_at`: see `refused_before`; `totals`: of the week, by currency, when a limit reads them;
    `paid`: over a year, newest first, when money may leave; `marks`: every account known of them; `held`: what may still be paid them,
    as (demand, action), read with the rest when a demand that waits is weighed again."""

    refused_at: datetime | None
    totals: Mapping[str, int] | None = None
    marks: frozenset[UUID] = frozenset()
    paid: Sequence[Paid] = ()
    held: Sequence[Row] | None = None


@dataclass(frozen=True)
class Ahead:
    """What `asks_past` asked of a ground that was guessed, and the answers."""

    asked: Mapping[str, Question]
    found: Mapping[str, Sequence[Row]]


def past_of(case: Case, ahead: Ahead | None = None) -> Past:
    """One round trip, or none when this was asked ahead, behind the locks that this one stands behind. A new payment's week is serialised
    until the transaction ends; one that is weighed again is promised already."""
    if case.mark is None:
        return Past(refused_before(case))
    marks = _marks(case)
    questions = _of_past(case, marks)
    found = ahead.found if ahead and ahead.asked == questions else rows_of_each(questions)
    week = {currency: int(total) for currency, total in found["totals"]} if "totals" in found else None
    return Past(found["refusal"][0][0], week, marks, paid_in(found.get("payments", ())), found.get("held"))


def asks_past(case: Case) -> dict[str, Question]:
    """Its questions, for who asks others in the same round trip."""
    return {} if case.mark is None else _of_past(case, _marks(case))


def _marks(case: Case) -> frozenset[UUID]:
    if case.mark is None or not case.pays:
        return frozenset()
    return marks_among(case.ground.alike, case.agent.company, case.mark, case.asked.payee)


def _of_past(case: Case, marks: frozenset[UUID]) -> dict[str, Question]:
    company, asked, mark = case.agent.company, case.asked, cast(UUID, case.mark)
    questions: dict[str, Question] = {}
    if Measure.WEEK_PAYEE in case.measures and asked.amount_cents is not None and is_iban(asked.account):
        monday = _midnight(case.agent, case.at, days=company_day(case.at, company.time_zone).weekday())
        questions = totals(company.pk, mark, monday, case.at, case.again.pk if case.again else None)
    questions["refusal"] = refusal(company.pk, mark, case.means.type, case.asked_at - REFUSED_FOR, case.at)
    if case.pays:
        questions["payments"] = payments_asked(company, marks, case.at)
    if case.again and case.pays:
        questions["held"] = held(company.pk, marks, case.at, case.again.pk)
    return questions


def facts_of(case: Case, past: Past) -> Facts:
    """What the agent wants to do."""
    agent, asked, means = case.agent, case.asked, case.means
    known = any(one == case.mark for one, _ in case.ground.alike)
    namesake = bool(asked.account and not known) and spelt(asked.payee) in (name for _, name in case.ground.alike)
    return Facts(
        agent=agent.pk,
        type=means.type,
        also=case.also,
        local=(local := case.asked_at.astimezone(ZoneInfo(agent.company.time_zone))).time(),
        weekday=local.isoweekday(),
        kind=asked.kind,
        amount_cents=asked.amount_cents,
        currency=asked.currency,
        percent=asked.percent,
        count=asked.count,
        is_new_payee=not known if case.mark else case.pays,
        is_account_changed=namesake,
        has_reference=bool(asked.reference),
        is_tool_known=means.is_known and (means.type != Type.READ or asked.tool in case.ground.words),  # nobody asks before reading
        has_stray_account=bool(asked.account) and not case.pays,
        was_refused=past.refused_at is not None,
        is_paid_already=paid_already(case, past) is not None,
        week_cents=_week_cents(asked, past.totals),
        day_count=_day_count(case) + (asked.count or 1) if Measure.DAY_COUNT in case.measures else None,
    )


def paid_already(case: Case, past: Past) -> Paid | None:
    """The same invoice."""
    invoice = plain_reference(case.asked.reference)
    return next((one for one in past.paid if plain_reference(one.reference) == invoice), None) if invoice else None


def refused_before(case: Case) -> datetime | None:
    """When a person refused, within a day of its being asked, what this repeats: the same action told otherwise, or (see `past_of`) a
    payment to the same payee."""
    agent, asked, kind, asked_at, at = case.agent, case.asked, case.means.type, case.asked_at, case.at
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


def _week_cents(asked: Asked, promised: Mapping[str, int] | None) -> int | None:
    """Promised, spent and reported without asking, to this payee since Monday at the company's, and what is asked now. None when some of
    it is in another currency: then there is no total. What is paid back to them counts like the rest: nothing lowers it."""
    if promised is None or promised.keys() - {asked.currency}:
        return None
    return promised.get(asked.currency, 0) + (asked.amount_cents or 0)


def _day_count(case: Case) -> int:
    """Promised, spent and reported without asking, of this kind since midnight at the company's. The agent's row is locked: see ask."""
    agent, kind, at, itself = case.agent, case.means.type, case.at, case.again.pk if case.again else None
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
