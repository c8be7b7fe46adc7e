"""What every demand of an agent asks of the database, in plain SQL: nothing is compiled in the hot path, and little is fetched.

Each function is one statement, planned once a connection. The company is named in each, and the database's own policy stands behind it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Company
from approvals.enums import Answer, Measure
from approvals.rules import asked as demands
from approvals.rules.limits import PAYING, Rule
from approvals.rules.payees import spelt
from inventory.models import Agent
from journal.rules.naming import Meaning
from lib.made import made_of
from lib.prepared import PLANNED_ONCE, Asked, Row, rows, rows_of_each

WEEK_LOCK = 4_207_010  # first half of the advisory lock's number; the second is the payee's
PAYS = sorted(str(kind) for kind in PAYING)
RULES = """select id, measure, answer, agent_id, type, kind, value, currency, starts, ends, days from approvals_limit
where company_id = %s and ended_at is null and (agent_id is null or agent_id = %s)"""
ASKED_BEFORE = """exists (select from approvals_approvalrequest
where company_id = %(company)s and agent_id = %(agent)s and sent_as = %(name)s)
or exists (select from approvals_approvalrequest where company_id = %(company)s and agent_id = %(agent)s and digest = %(digest)s),
(select count(*) from approvals_approvalrequest
where company_id = %(company)s and agent_id = %(agent)s and state = 'pending' and expires_at > %(at)s)"""
STANDS = """(select state from inventory_agentstate where company_id = %(company)s and agent_id = %(agent)s
order by at desc, seq desc limit 1),
array(select s.id from approvals_suspension s where s.company_id = %(company)s and (s.agent_id is null or s.agent_id = %(agent)s)
and not exists (select from approvals_lifting l where l.company_id = s.company_id and l.suspension_id = s.id))"""
CALLED = f"""select {STANDS}, a.name, a.environment, c.name, c.time_zone
from inventory_agent a join accounts_company c on c.id = a.company_id
where a.company_id = %(company)s and a.id = %(agent)s"""  # noqa: S608 (fixed text)
KNOWN = """array(select array[tool, verb, type] from journal_toolword where company_id = %(company)s
and (agent_id is null or agent_id = %(agent)s) order by agent_id nulls first) as words,
array(select array[mark::text, folded] from approvals_payee where company_id = %(company)s
and (mark = %(mark)s or %(mark)s is not null and folded = %(payee)s)) as alike"""
GROUND = f"select {KNOWN}"
WHERE = f"select {STANDS}"
UNDER_LOCK = f"select {KNOWN}, {STANDS}, {ASKED_BEFORE}"
LOCK = "select from inventory_agent where company_id = %s and id = %s for no key update"
IN_TURN = f"{PLANNED_ONCE}, pg_advisory_xact_lock(%s, %s)"
PAYEES = "select mark, folded from approvals_payee where company_id = %s and (mark = %s or folded = %s)"
# What is asked of one payee is to be read from the payee's own index. Each payee's payments are looked for apart: in order of time for
# several at once, PostgreSQL reads a year of all that the company did. And while it does not know yet how many were refused, or used, today
# (it looks once a minute), it would take the index of that state or of that moment: states are told by what only they have, a reason or a
# moment, and the last moment is looked for behind « offset 0 ».
REFUSED = """select max(decided_at) from (select decided_at from approvals_approvalrequest where company_id = %s and payee_mark = %s
and type = %s and reason = 'refused' and not may_ask_again offset 0) theirs where decided_at > %s and decided_at <= %s"""
WEEK = """with held as (select id, currency, amount_cents from approvals_approvalrequest
where company_id = %(company)s and payee_mark = %(mark)s and id is distinct from %(itself)s and (state = 'pending' and expires_at > %(at)s
or state = 'approved' and grant_expires_at > %(at)s or state = 'consumed' and consumed_at >= %(since)s))
select currency, sum(amount_cents) from (select currency, amount_cents from held union all select currency, amount_cents from journal_action
where company_id = %(company)s and payee_mark = %(mark)s and occurred_at >= %(since)s and occurred_at < %(at)s + interval '2 days'
and outcome = 'done' and not is_test and (approval_id is null or approval_id not in (select id from held))) sums
where amount_cents is not null group by currency"""
PAID = """with used as (select id, consumed_at, payee_mark, amount_cents, currency, action from approvals_approvalrequest
where company_id = %(company)s and payee_mark = any(%(marks)s) and type = any(%(pays)s) and consumed_at > %(since)s
order by consumed_at desc limit %(most)s)
select consumed_at, payee_mark, amount_cents, currency, action, '', id from used union all
(select told.occurred_at, told.payee_mark, told.amount_cents, told.currency, null, told.target, null
from unnest(%(marks)s) as their(mark) cross join lateral (select a.occurred_at, a.payee_mark, a.amount_cents, a.currency, a.target
from journal_action a where a.company_id = %(company)s and a.payee_mark = their.mark and a.type = any(%(pays)s) and a.outcome = 'done'
and not a.is_test and a.occurred_at > %(since)s and a.occurred_at <= %(at)s
and (a.approval_id is null or a.approval_id not in (select id from used)) order by a.occurred_at desc limit %(most)s) told
order by told.occurred_at desc limit %(most)s)"""
HELD = """select id, action from approvals_approvalrequest where company_id = %(company)s and payee_mark = any(%(marks)s)
and type = any(%(pays)s) and id is distinct from %(itself)s and (state = 'pending' and expires_at > %(at)s
or state = 'approved' and grant_expires_at > %(at)s) order by asked_at limit 100"""


@dataclass(frozen=True)
class Before:
    """An agent under its lock: its own state, the standing stops that cover it, and how many of its demands wait. `is_known`: it asked
    under this name, or for this very action, before."""

    state: str
    stops: list[UUID]
    is_known: bool
    waiting: int


@dataclass(frozen=True)
class Ground:
    """What a demand is held against: the limits, what the company says of the agent's tools, and whoever in the book has its payee's mark
    or name, as (mark, name as spelt)."""

    rules: list[Rule]
    words: Mapping[str, Meaning]
    alike: list[tuple[UUID, str]]


def who_calls(company: UUID, agent: UUID) -> Asked:
    """Asks for `caller`."""
    return CALLED, {"company": company, "agent": agent}


def caller(company: UUID, agent: UUID, found: list[Row]) -> tuple[Agent, str, list[UUID]]:
    """Whoever calls, with the columns that calls need, its own state, and the standing stops that cover it. Raises Agent.DoesNotExist."""
    if not found:
        raise Agent.DoesNotExist
    state, stops, name, environment, company_name, time_zone = found[0]
    who = made_of(Agent, ("id", "company_id", "name", "environment"), (agent, company, name, environment))
    who.company = made_of(Company, ("id", "name", "time_zone"), (company, company_name, time_zone))
    return who, state, stops


def state_and_stops(agent: Agent) -> tuple[str, list[UUID]]:
    """Its own state, and the standing stops that cover it."""
    [(state, stops)] = rows(WHERE, {"company": agent.company_id, "agent": agent.pk})
    return state, stops


def taken(agent: Agent, asked: demands.Asked, mark: UUID | None, at: datetime) -> tuple[Before, Ground]:
    """One demand of an agent after the other, until the transaction ends; what is read is read under that lock. One round trip."""
    return taken_among(rows_of_each(asks_taken(agent.company_id, agent.pk, asked, mark, at)))


def asks_taken(company: UUID, agent: UUID, asked: demands.Asked, mark: UUID | None, at: datetime) -> dict[str, Asked]:
    """Its questions, for who asks others in the same round trip."""
    told = whom(company, agent, mark, asked.payee) | {"name": asked.sent_as, "digest": asked.digest, "at": at}
    return {"lock": (LOCK, [company, agent]), "known": (UNDER_LOCK, told), "rules": asks_rules(company, agent)}


def taken_among(found: Mapping[str, list[Row]]) -> tuple[Before, Ground]:
    """And their answers."""
    _words, _alike, *before = found["known"][0]
    return Before(*before), ground_among(found)


def ground_of(agent: Agent, mark: UUID | None, payee: str) -> Ground:
    """For a demand that is weighed again, behind which all is planned once. One round trip."""
    known = (GROUND, whom(agent.company_id, agent.pk, mark, payee))
    return ground_among(rows_of_each({"known": known, "rules": asks_rules(agent.company_id, agent.pk), "once": (PLANNED_ONCE, [])}))


def ground_among(found: Mapping[str, list[Row]]) -> Ground:
    """From the answers to a statement that begins with KNOWN, and to `asks_rules`."""
    words, alike, *_ = found["known"][0]
    own = {tool: Meaning(verb, kind) for tool, verb, kind in words}
    return Ground([_rule(row) for row in found["rules"]], own, [(UUID(mark), name) for mark, name in alike])


def whom(company: UUID, agent: UUID, mark: UUID | None, payee: str) -> dict[str, Any]:
    """The names in KNOWN and in STANDS."""
    return {"company": company, "agent": agent, "mark": mark, "payee": spelt(payee)}


def asks_rules(company: UUID, agent: UUID) -> Asked:
    """Asks for the limits that bear on this agent."""
    return RULES, [company, agent]


def _rule(row: Row) -> Rule:
    key, measure, answer, *same, days = row
    return Rule(key, Measure(measure), Answer(answer), *same, frozenset(days))  # type: ignore[call-arg]


def payees_like(company: UUID, mark: UUID, spelt: str) -> list[tuple[UUID, str]]:
    """(mark, name as spelt) of whoever in the book has this mark or this name."""
    return [(row[0], row[1]) for row in rows(PAYEES, [company, mark, spelt])]


def refusal(company: UUID, mark: UUID, kind: str, since: datetime, at: datetime) -> Asked:
    """Asks when a person last refused to pay them: one row, of one moment or none."""
    return REFUSED, [company, mark, kind, since, at]


def totals(company: UUID, mark: UUID, since: datetime, at: datetime, itself: UUID | None) -> dict[str, Asked]:
    """Asks for cents by currency: promised, spent and reported without asking, to this payee since then. A demand that is new (`itself`
    None) waits for its turn, and nobody else promises them anything until the transaction ends; another is not counted against itself."""
    told = {"company": company, "mark": mark, "since": since, "at": at, "itself": itself}
    turn: dict[str, Asked] = {} if itself else {"turn": (IN_TURN, [WEEK_LOCK, int.from_bytes(mark.bytes[:4], signed=True)])}
    return turn | {"totals": (WEEK, told)}


def payments(company: UUID, marks: Collection[UUID], since: datetime, at: datetime, most: int) -> Asked:
    """Asks for (when, mark, cents, currency, action of the demand, else reference told, demand), the newest of each kind."""
    return PAID, {"company": company, "marks": sorted(set(marks)), "pays": PAYS, "since": since, "at": at, "most": most}


def held(company: UUID, marks: Collection[UUID], at: datetime, itself: UUID | None) -> Asked:
    """Asks for (demand, what it asks) of the payments to these payees that may still be made, the oldest first; none is held against
    itself."""
    return HELD, {"company": company, "marks": sorted(marks), "pays": PAYS, "at": at, "itself": itself}
