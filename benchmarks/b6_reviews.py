"""B6: the weekly reviews of 1,000 companies with five agents each, opened as the sweep opens them, a scope and a transaction a company,
against one set-based statement over the same million actions that makes the same reviews, committed, the second of two. Then once more:
nothing is written. Then killed in the middle: once each.

The floor compares with the usual, meets names for the first time, draws, counts demands and alerts, for all companies at once, and writes
the same three tables; it seals nothing and respects nobody's boundary. `plain`: a statement that compares nothing, a review a company and a
point for each agent and kind of action with its totals beside the lowest and the highest of its eight usual weeks. Why the first is the
floor: docs/dev/adr/0025-the-floor-of-the-reviews.md.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # before any model is imported

from django.db import connection  # noqa: E402

from accounts.boundary import scope  # noqa: E402
from accounts.enums import Role  # noqa: E402
from accounts.roles import drop  # noqa: E402
from alerts.models import Alert  # noqa: E402
from alerts.queries.week_sql import FACETS  # noqa: E402
from alerts.rules.unusual.paths import PRIVATE, TELLING  # noqa: E402
from approvals.models import ApprovalRequest  # noqa: E402
from benchmarks.result import report  # noqa: E402
from inventory.models import Agent, AgentState  # noqa: E402
from reviews.actions.due import open_of  # noqa: E402
from reviews.enums import Kind  # noqa: E402
from reviews.models import Review  # noqa: E402
from reviews.rules.drafts import Window  # noqa: E402
from tests.cast import make_company, make_person  # noqa: E402
from tests.database import database  # noqa: E402
from tests.database import owner as superuser  # noqa: E402

COMPANIES, AGENTS, EACH = int(os.environ.get("GARDEFOU_BENCH_COMPANIES", "1000")), 5, 200
TEMPLATES = ("facturation", "relance_impayes", "tri_messagerie", "achats_paiements", "")
ENDS = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
STARTS = ENDS - timedelta(days=7)
WEEK = Window(ENDS.date(), STARTS, ENDS, ENDS + timedelta(days=7))
# A tenth of the actions stand in the eight weeks before. One in a hundred was blocked; a payee in twenty is new.
ACTIONS = """
insert into journal_action(company_id, agent_id, occurred_at, key, seq, received_at, source, type, verb, tool, target, payee, amount_cents,
                           currency, outcome, payee_mark)
select a.company_id, a.id, m.at, gen_random_uuid(), n * %(agents)s + a.place, m.at, 1, k.type, 'send', 'outil', case k.type
         when 'message.send' then 'client-' || (n * 7 + a.place) %% 150 || '@exemple.fr' else 'Dossier ' || n || '-' || a.place end,
       case when k.type = 'payment' then 'Lebrun (FR76 •••• 0189)' else '' end,
       case when k.type in ('payment', 'invoice') then 100 + n * 37 %% 90000 end,
       case when k.type in ('payment', 'invoice') then 'EUR' else '' end,
       case when n %% 100 = 42 then 'blocked' else 'done' end,
       case when k.type = 'payment' then md5('payee ' || n * 3 %% 20)::uuid end
  from (select id, company_id, row_number() over (partition by company_id order by name) - 1 as place from inventory_agent) a
  cross join generate_series(0, %(each)s - 1) n
  cross join lateral (select (array['message.send', 'message.send', 'message.send', 'message.send', 'data.read', 'data.read',
                                    'record.modify', 'record.modify', 'invoice', 'payment'])[1 + (n + a.place) %% 10] as type) k
  cross join lateral (select case when n %% 10 = 0 then %(starts)s - interval '56 days' + n * interval '6 hours'
                                  else %(starts)s + (n * 7 + a.place) * interval '7 minutes' end as at) m"""
# What is counted a day: of the week, from its actions; of the weeks before, at the same pace.
TOTALS = """
insert into journal_dailytotal(id, company_id, agent_id, day, type, outcome, is_test, currency, number, amount_cents)
select gen_random_uuid(), company_id, agent_id, (occurred_at at time zone 'Europe/Paris')::date, type, outcome, false, currency, count(*),
       coalesce(sum(amount_cents), 0) from journal_action where occurred_at >= %(starts)s group by 2, 3, 4, 5, 6, 8
union all
select gen_random_uuid(), a.company_id, a.id, d::date, t.type, 'done', false, '', t.pace + extract(doy from d)::int %% 3, 0
  from inventory_agent a cross join generate_series(%(starts)s - interval '56 days', %(starts)s - interval '1 day', interval '1 day') d
  cross join (values ('message.send', 9), ('data.read', 4), ('record.modify', 4), ('invoice', 2), ('payment', 2)) t(type, pace)"""


def furnish() -> list[UUID]:
    """The companies."""
    companies = [_furnished(number) for number in range(COMPANIES)]
    with superuser(connection.settings_dict["NAME"]) as admin:
        places = {"starts": STARTS, "agents": AGENTS, "each": EACH}
        admin.execute(ACTIONS, places)
        admin.execute(TOTALS, places)
        admin.execute("update ledger_head set size = %(size)s", {"size": AGENTS * EACH})
        admin.execute("vacuum analyze")
    return companies


def _furnished(number: int) -> UUID:
    """Five agents, three demands and an alert."""
    owner = make_person(make_company(f"Société {number}", f"societe-{number}"), "Alice Martin", Role.OWNER)
    company = owner.company
    with scope(company):
        agents = [
            Agent(company=company, name=f"Agent {place}", purpose="Son travail", template=template, declared_at=STARTS, changed_at=STARTS)
            for place, template in enumerate(TEMPLATES)
        ]
        Agent.objects.bulk_create(agents)
        AgentState.objects.bulk_create(AgentState(company=company, agent=agent, state="active", at=STARTS) for agent in agents)
        at = STARTS + timedelta(days=2)
        same = {"company": company, "key_id": uuid4(), "body_hash": b"", "action": b"{}", "type": "payment", "amount_cents": 184_000}
        same |= {"currency": "EUR", "asked_at": at, "expires_at": at + timedelta(hours=4), "decided_at": at}
        ends = (("consumed", ""), ("consumed", "below_limit"), ("denied", "refused"))
        ApprovalRequest.objects.bulk_create(
            ApprovalRequest(**same, agent=agents[place], sent_as=str(place), digest=bytes([place]), state=state, reason=reason)
            for place, (state, reason) in enumerate(ends)
        )
        Alert.objects.create(
            company=company, agent=agents[3], code="bypassed", about=uuid4(), facts={"type": "payment"}, happened_at=at, raised_at=at
        )
    return company.pk


PLAIN = """
with week as (
  select company_id, agent_id, type, outcome, currency, count(*) as number, sum(amount_cents) as cents, max(amount_cents) as most
    from journal_action where occurred_at >= %(starts)s and occurred_at < %(ends)s and not is_test group by 1, 2, 3, 4, 5),
usual as (
  select company_id, agent_id, type, min(number) as low, max(number) as high from (
    select company_id, agent_id, type, (%(starts)s::date - day - 1) / 7 as week, sum(number) as number from journal_dailytotal
     where not is_test and day < %(starts)s::date and day >= %(starts)s::date - 56 group by 1, 2, 3, 4) w group by 1, 2, 3),
kinds as (
  select company_id, agent_id, type, sum(number) as number,
         jsonb_agg(jsonb_build_array(outcome, currency, number, cents, most)) as ends from week group by 1, 2, 3),
reviews as (
  insert into reviews_review(id, company_id, kind, cause, why, period, starts_at, ends_at, opened_at, due_at, seed, facts, nudges,
                             next_nudge_at)
  select gen_random_uuid(), company_id, 'week', 'clock', '', %(ends)s::date, %(starts)s, %(ends)s, %(ends)s, %(ends)s, %(seed)s,
         jsonb_build_object('number', sum(number)), 0, %(ends)s from kinds group by company_id returning id, company_id)
insert into reviews_point(id, company_id, review_id, rank, code, tone, agent_id, facts, "where")
select gen_random_uuid(), k.company_id, r.id, row_number() over (partition by k.company_id order by k.agent_id, k.type), 'totals', 'info',
       k.agent_id, jsonb_build_object('kind', k.type, 'number', k.number, 'ends', k.ends, 'usual', jsonb_build_array(u.low, u.high)), '{}'
  from kinds k join reviews r using (company_id) left join usual u using (company_id, agent_id, type)"""
# The same figures of all companies at once, made into the same rows: what the comparisons with the usual read, totals beside the usual
# weeks, names paid or written to for the first time, what was blocked, what people answered, the alerts, and a draw; then the reviews,
# their points and the actions behind them.
ODD = FACETS.replace("company_id = %(company)s", "true")  # what alerts reads of a company's week and of its usual, of all of them
COMPARED = f"""
with odd(what, agent_id, type, tool, a, b, n, m, o, p, since, until, met_at) as materialized ({ODD}),
looked as materialized (
  select a.company_id, a.agent_id, a.occurred_at, a.key, a.seq, a.type, a.target, a.payee_mark, a.amount_cents, a.currency, a.outcome
    from journal_action a where a.occurred_at >= %(starts)s and a.occurred_at < %(ends)s and not a.is_test),
usual as (
  select company_id, agent_id, type, min(number) as low, max(number) as high from (
    select company_id, agent_id, type, (%(starts)s::date - day - 1) / 7 as week, sum(number) as number from journal_dailytotal
     where not is_test and day < %(starts)s::date and day >= %(starts)s::date - 56 group by 1, 2, 3, 4) w group by 1, 2, 3),
kinds as (
  select company_id, agent_id, type, outcome, currency, count(*) as number, sum(amount_cents) as cents, max(amount_cents) as most
    from looked group by 1, 2, 3, 4, 5),
totals as (
  select k.company_id, k.agent_id, jsonb_build_object('number', sum(k.number), 'kinds', jsonb_agg(jsonb_build_array(
           k.type, k.outcome, k.number, k.cents, k.most, u.low, u.high))) as facts
    from kinds k left join usual u on (u.company_id, u.agent_id, u.type) = (k.company_id, k.agent_id, k.type) group by 1, 2),
names as (
  select company_id, agent_id, occurred_at, key, seq from (
    select distinct on (company_id, payee_mark) company_id, payee_mark, agent_id, occurred_at, key, seq from looked
     where payee_mark is not null and type = 'payment' and outcome = 'done' order by company_id, payee_mark, seq) p
   where not exists (select from journal_action o where (o.company_id, o.payee_mark) = (p.company_id, p.payee_mark)
                      and o.occurred_at < %(starts)s and o.outcome = 'done' and not o.is_test)
  union all
  select company_id, agent_id, occurred_at, key, seq from (
    select distinct on (company_id, lower(target)) company_id, lower(target) as name, agent_id, occurred_at, key, seq from looked
     where type = 'message.send' and outcome = 'done' order by company_id, lower(target), seq) d
   where not exists (select from (select distinct company_id, lower(target) as name from journal_action
                                   where occurred_at < %(starts)s and type = 'message.send' and not is_test) o
                      where (o.company_id, o.name) = (d.company_id, d.name))),
drawn as (
  select * from (select company_id, agent_id, occurred_at, key, seq,
                        row_number() over (partition by company_id order by sha256(%(seed)s::bytea || int8send(seq))) as place
                   from looked where outcome <> 'blocked') d where place <= 5),
found as (
  select company_id, agent_id, 'totals' as code, facts from totals
  union all select company_id, agent_id, 'new-names', jsonb_build_object('number', count(*)) from names group by 1, 2
  union all select company_id, agent_id, 'blocked', jsonb_build_object('number', sum(number))
              from kinds where outcome = 'blocked' group by 1, 2
  union all select company_id, null, 'approvals', jsonb_build_object('number', count(*), 'cents', sum(amount_cents))
              from approvals_approvalrequest where decided_at >= %(starts)s and decided_at < %(ends)s group by 1
  union all select company_id, agent_id, 'alert', jsonb_build_object('number', count(*)) from alerts_alert
             where raised_at >= %(starts)s and raised_at < %(ends)s group by 1, 2
  union all select a.company_id, a.id, 'unusual', jsonb_build_object('number', count(*))
              from odd join inventory_agent a on a.id = odd.agent_id
             where what in ('peak', 'repeat', 'twice', 'split', 'name', 'touched') group by 1, 2
  union all select company_id, null, 'sample', jsonb_build_object('number', count(*)) from drawn group by 1),
ranked as (
  select gen_random_uuid() as id, f.*, row_number() over (partition by company_id order by code, agent_id) as rank from found f),
reviews as (
  insert into reviews_review(id, company_id, kind, cause, why, period, starts_at, ends_at, opened_at, due_at, seed, facts, nudges,
                             next_nudge_at)
  select gen_random_uuid(), company_id, 'week', 'clock', '', %(ends)s::date, %(starts)s, %(ends)s, %(ends)s, %(ends)s, %(seed)s,
         jsonb_build_object('number', count(*)), 0, %(ends)s from looked group by company_id returning id, company_id),
points as (
  insert into reviews_point(id, company_id, review_id, rank, code, tone, agent_id, facts, "where")
  select k.id, k.company_id, r.id, k.rank, k.code, 'info', k.agent_id, k.facts, '{{}}' from ranked k join reviews r using (company_id)
   where k.rank <= 12)
insert into reviews_pointaction(id, company_id, point_id, agent_id, occurred_at, key, seq)
select gen_random_uuid(), d.company_id, k.id, d.agent_id, d.occurred_at, d.key, d.seq
  from (select company_id, agent_id, occurred_at, key, seq, 'sample' as code from drawn
        union all select company_id, agent_id, occurred_at, key, seq, 'new-names' from names) d
  join ranked k on k.company_id = d.company_id and k.code = d.code and k.rank <= 12 and (k.agent_id = d.agent_id or k.agent_id is null)"""  # noqa: S608 (constants)
EMPTY = "truncate reviews_pointaction, reviews_point, reviews_review cascade"
STANDING = """select count(*), count(distinct company_id), (select count(*) from reviews_point), (select count(*) from reviews_pointaction)
  from reviews_review"""


def floor(statement: str, *settings: str) -> float:
    """Seconds of the one statement, committed, on a warm database: the second of two."""
    told = {"starts": STARTS, "ends": ENDS, "seed": bytes(32), "from": STARTS - timedelta(weeks=8), "zone": "Europe/Paris"}
    told |= {"telling": TELLING, "private": PRIVATE}
    with superuser(connection.settings_dict["NAME"]) as admin:
        for setting in settings:
            admin.execute(setting)
        for _ in range(2):
            begun = time.perf_counter()
            admin.execute(statement, told)
            took = time.perf_counter() - begun
            made = admin.execute(STANDING).fetchone()
            admin.execute(EMPTY)
    print(f"one statement: {made}")
    return took


def opened(companies: Sequence[UUID]) -> int:
    """How many reviews this opened, as the sweep does: one scope a company."""
    return sum(bool(open_week(company)) for company in companies)


def open_week(company_id: UUID) -> Review | None:
    return open_of(company_id, Kind.WEEK, WEEK, at=ENDS)


def standing() -> tuple[int, ...]:
    with superuser(connection.settings_dict["NAME"]) as admin:
        return tuple(admin.execute(STANDING).fetchone() or ())


def statements(company: UUID) -> int:
    """Of one opening."""
    asked = list[str]()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        open_week(company)
    return len(asked)


def killed(companies: Sequence[UUID]) -> tuple[int, int]:
    """(how many stood when a process that opens them was killed, how many after another one finished)."""
    with superuser(connection.settings_dict["NAME"]) as admin:
        admin.execute(EMPTY)
    drop(connection)  # two processes never share one
    child = os.fork()
    if not child:
        opened(companies)
        os._exit(0)
    while not standing()[0] > len(companies) // 20:
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    stood = standing()[0]
    opened(companies)
    reviews, distinct, *_ = standing()
    assert reviews == distinct == len(companies), (reviews, distinct)
    return stood, reviews


def main() -> None:
    with database():
        companies = furnish()
        plain, compared = floor(PLAIN), floor(COMPARED, "set enable_nestloop = off")  # as ours
        counted = statements(companies[0])
        before = time.perf_counter()
        made = opened(companies[1:])
        each = (time.perf_counter() - before) * COMPANIES / made
        told = standing()
        before = time.perf_counter()
        again = opened(companies)
        second = time.perf_counter() - before
        assert (again, standing()) == (0, told), "a second run writes nothing"
        stood, whole = killed(companies)
    report(
        f"B6 weekly reviews, {COMPANIES} companies, {COMPANIES * AGENTS * EACH} actions", floor=compared, figure=each,
        unit="s",
        goal="<= 5x, a second run writes nothing, exact after kill -9", plain=round(plain, 2), ratio_to_plain=round(each / plain, 2),
        floor_to_plain=round(compared / plain, 2), statements=counted, points=told[2], second_run_s=round(second, 2),
        second_run_wrote=again, stood_when_killed=stood, exact_after=whole,
    )  # fmt: skip


if __name__ == "__main__":
    main()
