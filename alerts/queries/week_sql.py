"""The statements behind alerts.queries.series. The week is read once; of the usual, only what is counted or asked about: what comes out is
small whatever the journal holds. Tests are left out."""

from alerts.rules.unusual.pace import AGAIN, FAILED, FAILING, FLOOR, FLOORS

# What a statement kept aside is believed to be of no size: a loop inside a loop looks cheap, and is the square of what it holds.
HASHED = "select set_config('enable_nestloop', 'off', true)"
AS_BEFORE = "select set_config('enable_nestloop', 'on', true)"

# Every agent: its rights that stood at some moment of the week, its states, its stops, the limits on amounts that held, its hours.
SCOPE = """
select a.id,
  (select json_agg(json_build_array(p.verb, concat_ws(' ', p.resource, p.segment, c.service)))
     from inventory_permission p left join inventory_connection c on c.company_id = p.company_id and c.id = p.connection_id
    where p.company_id = a.company_id and p.agent_id = a.id and p.granted_at < %(ends)s and (p.starts_on is null or p.starts_on < %(end)s)
      and not exists (select 1 from inventory_withdrawal w
                       where w.company_id = p.company_id and w.permission_id = p.id and w.at <= %(starts)s)),
  (select json_agg(json_build_array(s.state, s.at) order by s.at, s.seq) from inventory_agentstate s
    where s.company_id = a.company_id and s.agent_id = a.id),
  (select json_agg(json_build_array(u.asked_at, l.at)) from approvals_suspension u
     left join approvals_lifting l on l.company_id = u.company_id and l.suspension_id = u.id
    where u.company_id = a.company_id and (u.agent_id = a.id or u.agent_id is null)),
  (select json_agg(json_build_array(m.type, m.value)) from approvals_limit m
    where m.company_id = a.company_id and (m.agent_id = a.id or m.agent_id is null) and m.measure = 'amount' and m.answer <> 'allow'
      and m.value is not null and m.set_at < %(ends)s and (m.ended_at is null or m.ended_at > %(starts)s)),
  a.works
  from inventory_agent a where a.company_id = %(company)s"""

# By agent and kind: the days, one as often as it has totals, and how many; then the tools first heard in the week.
COUNTS = """
select agent_id, type, array_agg(day), array_agg(number), null::timestamptz from journal_dailytotal
 where company_id = %(company)s and day >= %(since)s and day < %(end)s and not is_test group by 1, 2
union all
select agent_id, tool, null, null, first_at from journal_toolheard where company_id = %(company)s and first_at >= %(starts)s"""

# What an address or a payee is called: the account or name that is paid, the domain of an address, else what is written to.
NAMED = """lower(case when payee <> '' then payee else
  coalesce(substring(target from '@([A-Za-z0-9.-]+)'), substring(target from '^https?://([^/:?#]+)'), target) end)"""
SENT_OR_PAID = "type in ('message.send', 'post.publish', 'payment', 'credit') and (payee <> '' or target <> '')"
OWED = "amount_cents is not null and outcome = 'done' and type in ('payment', 'invoice', 'credit')"
BEFORE = "company_id = %(company)s and occurred_at >= %(from)s and occurred_at < %(starts)s and not is_test"
# A slot of ten minutes; and twenty minutes at most, two slots that follow each other.
SLOT = "date_bin('10 minutes', occurred_at, timestamptz '2000-01-01 00:00:00+00') as slot"
BESIDE = "lag(slot) over follow = slot - interval '10 minutes'"
PAIRED = f"times + case when {BESIDE} then lag(times) over follow else 0 end"
FOLLOW = "window follow as (partition by {first}tool, type, agent_id order by slot)"
HABIT, THING = FOLLOW.format(first=""), FOLLOW.format(first="target, ")  # what differs most first: it is sorted by these
# From how many on a burst of its kind is told at all (rules.unusual.pace): below, nobody asks what was usual. The same thing again and
# again is told from AGAIN times on, or to a new address from five.
TOLD_FROM = " ".join(f"when '{kind.value}' then {fewest}" for kind, (fewest, _) in FLOORS.items())
BURST = f"case type {TOLD_FROM} else {FLOOR[0]} end"
# Many names in one text, a line each, are searched for less than each alone: (?w) lets ^ and $ stand at each line's ends.
BATCH = 200

# The usual is read several times: from the table when it is large, else from what one reading kept, which is quicker to plan. Counted
# first, then named: an address or a reference is looked into once, however often it was met; of the usual, only what the week asks for.
_FACETS = f"""
with {{kept}}w as materialized (
  select agent_id, occurred_at as at, type, verb, tool, target, payee, amount_cents, currency, outcome, {SLOT} from journal_action
   where company_id = %(company)s and occurred_at >= %(starts)s and occurred_at < %(ends)s and not is_test),
bs as materialized (select agent_id, type, tool, {SLOT}, count(*) as times from {{before}} group by 1, 2, 3, 4),
ws as materialized (
  select agent_id, type, tool, slot, count(*) as times, count(*) filter (where outcome <> 'done') as failed, min(at) as since,
         max(at) as until from w group by 1, 2, 3, 4),
wp as (select *, {PAIRED} as n, case when {BESIDE} then lag(failed) over follow else 0 end as f,
              case when {BESIDE} then lag(since) over follow else since end as start
         from (select * from ws where (agent_id, type, tool) in (
                 select agent_id, type, tool from ws group by 1, 2, 3 having max(times) >= 4)) s {HABIT}),
wb as materialized (
  select p.* from (select distinct on (agent_id, type, tool) * from wp where n >= 8 order by agent_id, type, tool, n desc, slot) p
   where n >= {BURST} or (failed + f >= {FAILED} * n and n >= {FAILING[0]})),
bp as (select agent_id, type, tool, max(n) as n from (
         select agent_id, type, tool, {PAIRED} as n
           from (select * from bs where (agent_id, type, tool) in (select agent_id, type, tool from wb)) s {HABIT}) p group by 1, 2, 3),
wt as materialized (
  select agent_id, tool, type, target, count(*) as times, min(at) as since, max(at) as until from w group by 1, 2, 3, 4),
wr as (select agent_id, type, tool, target, slot, count(*) as times, count(*) filter (where outcome <> 'done') as failed,
              min(at) as since, max(at) as until
         from w where (agent_id, tool, type, target) in (select agent_id, tool, type, target from wt
              where times >= 5 and target <> '')
        group by 1, 2, 3, 4, 5 having count(*) > 1),
wq as (select *, {PAIRED} as n, case when {BESIDE} then lag(since) over follow else since end as start
         from wr {THING}),
wl as materialized (
  select * from (select distinct on (agent_id, tool, target) * from wq where n >= 5 order by agent_id, tool, target, n desc, type, slot) l
   where n >= {AGAIN} or type in ('message.send', 'post.publish')),
br as (select agent_id, tool, max(n) as n from (
         select agent_id, type, tool, {PAIRED} as n from (
           select agent_id, type, tool, target, {SLOT}, count(*) as times from {{before}}
            and target <> '' and (agent_id, tool) in (select agent_id, tool from wl)
            group by 1, 2, 3, 4, 5) r {THING}) p group by 1, 2),
dealt as materialized (
  select agent_id, type, at, true as now, target, payee, amount_cents as cents, currency, outcome = 'done' as done
    from w where ({SENT_OR_PAID}) or ({OWED})
  union all
  select agent_id, type, occurred_at, false, target, payee, amount_cents, currency, outcome = 'done'
    from {{before}} and (({SENT_OR_PAID}) or ({OWED}))),
called as materialized (
  select *, {NAMED} as name from (
    select agent_id, type, payee, case when payee = '' then target else '' end as target, count(*) as ever,
           count(*) filter (where now) as times, min(at) as first_at, min(at) filter (where now) as since, max(at) as until,
           max(cents) as cents, max(currency) as currency from dealt where {SENT_OR_PAID} group by 1, 2, 3, 4) d),
met as (select name, min(first_at) as met_at from called where length(name) > 2 group by 1),
known as (select split_part(name, ' (', 1) as plain, min(met_at) as met_at from met group by 1),
mine as materialized (
  select c.agent_id, c.type, c.name, m.met_at, sum(c.ever)::bigint as ever, sum(c.times)::bigint as times, min(c.since) as since,
         max(c.until) as until, max(c.cents) as cents, max(c.currency) as currency, coalesce(nullif(max(c.payee), ''), c.name) as shown
    from called c join met m using (name) group by 1, 2, 3, 4),
fresh as materialized (
  select * from mine where times > 0 and met_at >= %(ends)s - interval '14 days' and (ever >= 5 or type in ('payment', 'credit'))),
lately as materialized (
  select c.agent_id, c.type, c.name, c.payee, c.target, m.met_at, m.is_fresh
    from (select agent_id, type, name, met_at, true as is_fresh from fresh
          union all
          select agent_id, type, name, met_at, false from mine
           where met_at < %(ends)s - interval '14 days' and met_at >= %(from)s + interval '14 days') m
    join called c using (agent_id, type, name)),
spell as materialized (
  select l.agent_id, l.type, l.name, l.is_fresh, count(distinct d.at::date) filter (where l.is_fresh) as days,
         count(*) filter (where d.at < l.met_at + interval '7 days') as soon
    from lately l join dealt d on d.agent_id = l.agent_id and d.type = l.type and d.payee = l.payee
                              and case when d.payee = '' then d.target else '' end = l.target group by 1, 2, 3, 4),
owed as materialized (select * from dealt where cents is not null and done and type in ('payment', 'invoice', 'credit')),
twice as (
  select *, lag(at) over same as before,
         count(*) filter (where not now) over (partition by target, payee, cents, currency, type) as often
    from owed where (target, payee, cents, currency, type) in (select target, payee, cents, currency, type from owed where now)
  window same as (partition by target, payee, cents, currency, type order by at)),
several as materialized (
  select agent_id, type, payee, currency, count(*) as times, sum(cents)::bigint as cents, max(cents) as most, min(at) as since,
         max(at) as until
    from owed where now and payee <> '' and type in ('payment', 'credit')
   group by 1, 2, 3, 4, (at at time zone %(zone)s::text)::date having count(*) >= 3),
seldom as (
  select agent_id, payee, max(times) as times from (
    select agent_id, payee, count(*) as times from owed
     where not now and type in ('payment', 'credit') and (agent_id, payee) in (select agent_id, payee from several)
     group by 1, 2, type, currency, (at at time zone %(zone)s::text)::date) d group by 1, 2),
touched as materialized (
  select agent_id, tool, type, left(target, 200) as target, sum(times)::bigint as times, min(since) as since, max(until) as until
    from wt where type = 'system.command' or target in (
      select target from (
        select unnest(targets) as target from (
          select array_agg(target) as targets, string_agg(lower(target), e'\n') as told from (
            select target, row_number() over () / {BATCH} as batch from (select distinct target from wt) d) n group by batch) b
         where told ~ ('(?w)' || %(telling)s)) t
       where lower(target) ~ %(telling)s) group by 1, 2, 3, 4),
places as materialized (
  select distinct agent_id, case when lower(target) ~ %(private)s then regexp_replace(target, '[^/]*$', '') else target end as place
    from touched limit 20),
least as materialized (select min(length(place)) as letters from places),
near as (
  select agent_id, target, count(*) as times from {{before}}
   and left(target, (select letters from least)) in (select left(place, letters) from places, least) group by 1, 2)
select 'tool', agent_id, type, tool, verb, '', count(*), 0, 0, 0, min(at), max(at), null::timestamptz from w where tool <> ''
 group by 2, 3, 4, 5
union all
select 'hour', agent_id, string_agg(date_part('epoch', hour)::bigint || ' ' || times, ' '), '', '', '', 0, 0, 0, 0, null, null, null
  from (select agent_id, date_trunc('hour', slot, %(zone)s::text) as hour, sum(times) as times from ws group by 1, 2) h group by 2
union all
select 'usual-hour', agent_id, string_agg(hour || ' ' || days, ' '), '', '', '', 0, 0, 0, 0, null, null, null from (
  select agent_id, date_part('hour', hour)::int as hour, count(distinct hour::date) as days from (
    select distinct agent_id, date_bin('1 hour', slot, timestamptz '2000-01-01 00:00:00+00') at time zone %(zone)s::text as hour
      from bs) s group by 1, 2) h
 group by 2
union all
select 'peak', p.agent_id, p.type, p.tool, '', '', p.n, p.failed + p.f, coalesce(u.n, 0), 0, p.start, p.until, null
  from wb p left join bp u using (agent_id, type, tool)
union all
select 'repeat', l.agent_id, l.type, l.tool, l.target, '', l.n, l.failed, coalesce(u.n, 0), 0, l.start, l.until, null
  from wl l left join br u using (agent_id, tool)
union all
select 'name', f.agent_id, f.type, f.shown, f.currency, case when k.met_at < f.met_at then 'known' else '' end, f.times, f.ever, s.days,
       f.cents, f.since, f.until, f.met_at
  from fresh f join spell s using (agent_id, type, name) left join known k on k.plain = split_part(f.name, ' (', 1)
union all
select 'new-before', agent_id, '', '', '', '', percentile_disc(0.9) within group (order by soon), 0, 0, 0, null, null, null from spell
 where not is_fresh group by 2
union all
select 'paid-before', agent_id, '', '', '', '', max(cents), 0, 0, 0, null, null, null from owed
 where not now and type <> 'invoice' group by 2
union all
select 'twice', agent_id, type, target, payee, currency, often, 0, 0, cents, before, at, null from twice
 where now and before >= at - interval '14 days'
union all
select 'split', d.agent_id, d.type, d.payee, d.currency, '', d.times, coalesce(u.times, 0), d.most, d.cents, d.since, d.until, null
  from several d left join seldom u using (agent_id, payee)
union all
select 'touched', agent_id, type, tool, target, '', times, 0, 0, 0, since, until, null from (
  select *, row_number() over (partition by agent_id order by since) as rank from touched) t where rank <= 100
union all
select 'place', p.agent_id, '', p.place, '', '', sum(n.times)::bigint, 0, 0, 0, null, null, null
  from places p join near n on n.agent_id = p.agent_id and starts_with(n.target, p.place) group by 2, 4"""  # noqa: S608 (constants)
_KEPT = f"""b as materialized (
  select agent_id, occurred_at, type, tool, target, payee, amount_cents, currency, outcome from journal_action where {BEFORE}),
"""  # noqa: S608 (constants)
FACETS = _FACETS.format(kept=_KEPT, before="b where true")
FACETS_OF_MANY = _FACETS.format(kept="", before=f"journal_action where {BEFORE}")
