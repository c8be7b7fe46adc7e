"""What every demand of an agent asks of the database, in plain SQL: nothing is compiled in the hot path, and little is fetched.

Each function is one statement. The company is named in each, and the database's own policy stands behind it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from approvals.enums import Answer, Measure
from approvals.rules.limits import PAYING, Rule
from inventory.models import Agent

PAYS = sorted(str(kind) for kind in PAYING)
RULES = """select id, measure, answer, agent_id, type, kind, value, currency, starts, ends, days from approvals_limit
where company_id = %s and ended_at is null and (agent_id is null or agent_id = %s)"""
ASKED_BEFORE = """select
exists (select from approvals_approvalrequest where company_id = %(company)s and agent_id = %(agent)s and sent_as = %(name)s)
or exists (select from approvals_approvalrequest where company_id = %(company)s and agent_id = %(agent)s and digest = %(digest)s),
(select count(*) from approvals_approvalrequest
where company_id = %(company)s and agent_id = %(agent)s and state = 'pending' and expires_at > %(at)s)"""
STANDS = """select (select state from inventory_agentstate where company_id = %(company)s and agent_id = %(agent)s
order by at desc, seq desc limit 1),
array(select s.id from approvals_suspension s where s.company_id = %(company)s and (s.agent_id is null or s.agent_id = %(agent)s)
and not exists (select from approvals_lifting l where l.company_id = s.company_id and l.suspension_id = s.id))"""
LOCK = "select from inventory_agent where company_id = %s and id = %s for no key update"
PAYEES = "select mark, folded from approvals_payee where company_id = %s and (mark = %s or folded = %s)"
REFUSED = """select max(decided_at) from approvals_approvalrequest where company_id = %s and payee_mark = %s and type = %s
and state = 'denied' and reason = 'refused' and not may_ask_again and decided_at > %s and decided_at <= %s"""
WEEK = """with held as (select id, currency, amount_cents from approvals_approvalrequest
where company_id = %(company)s and payee_mark = %(mark)s and id is distinct from %(itself)s and (state = 'pending' and expires_at > %(at)s
or state = 'approved' and grant_expires_at > %(at)s or state = 'consumed' and consumed_at >= %(since)s))
select currency, sum(amount_cents) from (select currency, amount_cents from held union all select currency, amount_cents from journal_action
where company_id = %(company)s and payee_mark = %(mark)s and occurred_at >= %(since)s and outcome = 'done' and not is_test
and (approval_id is null or approval_id not in (select id from held))) sums where amount_cents is not null group by currency"""
PAID = """with used as (select id, consumed_at, payee_mark, amount_cents, currency, action from approvals_approvalrequest
where company_id = %(company)s and payee_mark = any(%(marks)s) and type = any(%(pays)s) and state = 'consumed' and consumed_at > %(since)s
order by consumed_at desc limit %(most)s)
select consumed_at, payee_mark, amount_cents, currency, action, '', id from used union all
(select occurred_at, payee_mark, amount_cents, currency, null, target, null from journal_action
where company_id = %(company)s and payee_mark = any(%(marks)s) and type = any(%(pays)s) and outcome = 'done' and not is_test
and occurred_at > %(since)s and occurred_at <= %(at)s and (approval_id is null or approval_id not in (select id from used))
order by occurred_at desc limit %(most)s)"""


def rules_over(agent: Agent) -> list[Rule]:
    """The limits that hold for it now, as the judge reads them."""
    with connection.cursor() as cursor:
        cursor.execute(RULES, [agent.company_id, agent.pk])
        return [_rule(*row) for row in cursor.fetchall()]


def _rule(key: UUID, measure: str, answer: str, *more: Any) -> Rule:
    names = ("agent", "type", "kind", "value", "currency", "starts", "ends", "days")
    return Rule(key, Measure(measure), Answer(answer), **dict(zip(names, (*more[:-1], frozenset(more[-1])), strict=True)))


def lock(agent: Agent) -> None:
    """One demand of an agent after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [agent.company_id, agent.pk])


def state_and_stops(agent: Agent) -> tuple[str, list[UUID]]:
    """Its own state, and the standing stops that cover it."""
    with connection.cursor() as cursor:
        cursor.execute(STANDS, {"company": agent.company_id, "agent": agent.pk})
        state, stops = cursor.fetchone()
    return state, list(stops)


def asked_before(agent: Agent, name: str, digest: bytes, at: datetime) -> tuple[bool, int]:
    """Was this name or this action ever asked by this agent, and how many of its demands wait?"""
    told: dict[str, Any] = {"company": agent.company_id, "agent": agent.pk, "name": name, "digest": digest, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(ASKED_BEFORE, told)
        is_known, waiting = cursor.fetchone()
    return is_known, waiting


def payees_like(company: UUID, mark: UUID, spelt: str) -> list[tuple[UUID, str]]:
    """(mark, name as spelt) of whoever in the book has this mark or this name."""
    with connection.cursor() as cursor:
        cursor.execute(PAYEES, [company, mark, spelt])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def refused_payment(company: UUID, mark: UUID, kind: str, since: datetime, at: datetime) -> datetime | None:
    """When a person last refused to pay them."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSED, [company, mark, kind, since, at])
        found: datetime | None = cursor.fetchone()[0]
    return found


def totals_of(company: UUID, mark: UUID, since: datetime, at: datetime, itself: UUID | None) -> dict[str, int]:
    """Cents by currency: promised, spent and reported without asking, to this payee since then; a demand is not counted against itself."""
    told: dict[str, Any] = {"company": company, "mark": mark, "since": since, "at": at, "itself": itself}
    with connection.cursor() as cursor:
        cursor.execute(WEEK, told)
        return {currency: int(total) for currency, total in cursor.fetchall()}


def paid_rows(company: UUID, marks: Collection[UUID], since: datetime, at: datetime, most: int) -> list[tuple[Any, ...]]:
    """(when, mark, cents, currency, action of the demand, else reference told, demand) of payments, the newest of each kind."""
    told: dict[str, Any] = {"company": company, "marks": list(marks), "pays": PAYS, "since": since, "at": at, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(PAID, told)
        return list(cursor.fetchall())
