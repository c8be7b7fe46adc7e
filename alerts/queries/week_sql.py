"""The statements behind alerts.queries.series. The week is read once; of the usual, only what is counted or asked about: what comes out is
small whatever the journal holds. Tests are left out."""

# A statement over many months costs more to plan than to answer: planned once a connection, for all of them.
PLANNED_ONCE = "select set_config('plan_cache_mode', 'force_generic_plan', true)"

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

# By agent and kind: the days and how many; then the tools first heard in the week.
COUNTS = """
select agent_id, type, array_agg(day), array_agg(times), null::timestamptz from (
  select agent_id, type, day, sum(number)::bigint as times from journal_dailytotal
   where company_id = %(company)s and day >= %(since)s and day < %(end)s and not is_test group by 1, 2, 3) d group by 1, 2
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
FOLLOW = "window follow as (partition by agent_id, type, tool{more} order by slot)"

# The usual is read several times: from the table when it is large, else from what one reading kept, which is quicker to plan.
_FACETS = f"""
with {{kept}}w as materialized (
  select agent_id, occurred_at as at, type, verb, tool, target, payee, amount_cents, currency, outcome, {SLOT} from journal_action
   where company_id = %(company)s and occurred_at >= %(starts)s and occurred_at < %(ends)s and not is_test),
bs as materialized (select agent_id, type, tool, {SLOT}, count(*) as times from {{before}} group by 1, 2, 3, 4),
ws as (select agent_id, type, tool, slot, count(*) as times, count(*) filter (where outcome <> 'done') as failed, min(at) as since,
              max(at) as until from w group by 1, 2, 3, 4),
wp as (select *, {PAIRED} as n, case when {BESIDE} then lag(failed) over follow else 0 end as f,
              case when {BESIDE} then lag(since) over follow else since end as start
         from ws {FOLLOW.format(more="")}),
bp as (select agent_id, type, tool, max(n) as n from (
         select agent_id, type, tool, {PAIRED} as n from bs {FOLLOW.format(more="")}) p group by 1, 2, 3),
wr as (select agent_id, type, tool, target, slot, count(*) as times, count(*) filter (where outcome <> 'done') as failed,
              min(at) as since, max(at) as until from w where target <> '' group by 1, 2, 3, 4, 5 having count(*) > 1),
wq as (select *, {PAIRED} as n, case when {BESIDE} then lag(since) over follow else since end as start
         from wr {FOLLOW.format(more=", target")}),
wl as materialized (select distinct on (agent_id, tool, target) * from wq where n >= 5 order by agent_id, tool, target, n desc),
br as (select agent_id, tool, max(n) as n from (
         select agent_id, type, tool, {PAIRED} as n from (
           select agent_id, type, tool, target, {SLOT}, count(*) as times from {{before}}
            and target <> '' and (agent_id, tool) in (select agent_id, tool from wl)
            group by 1, 2, 3, 4, 5) r {FOLLOW.format(more=", target")}) p group by 1, 2),
named as materialized (
  select agent_id, type, at, true as now, {NAMED} as name, payee, amount_cents as cents, currency from w where {SENT_OR_PAID}
  union all
  select agent_id, type, occurred_at, false, {NAMED}, payee, amount_cents, currency from {{before}} and {SENT_OR_PAID}),
met as (select name, min(at) as met_at from named where length(name) > 2 group by 1),
mine as materialized (
  select n.agent_id, n.type, n.name, m.met_at, count(*) as ever, count(*) filter (where now) as times,
         count(*) filter (where at < m.met_at + interval '7 days') as soon, count(distinct at::date) as days,
         min(at) filter (where now) as since, max(at) as until, max(cents) as cents, max(currency) as currency,
         coalesce(nullif(max(payee), ''), n.name) as shown
    from named n join met m using (name) group by 1, 2, 3, 4),
owed as materialized (
  select agent_id, at, type, target, payee, amount_cents as cents, currency, true as now from w where {OWED}
  union all
  select agent_id, occurred_at, type, target, payee, amount_cents, currency, false from {{before}} and {OWED}),
twice as (
  select *, lag(at) over same as before,
         count(*) filter (where not now) over (partition by type, target, payee, cents, currency) as often
    from owed window same as (partition by type, target, payee, cents, currency order by at)),
daily as (
  select agent_id, type, payee, currency, now, (at at time zone %(zone)s::text)::date as day, count(*) as times,
         sum(cents)::bigint as cents, max(cents) as most, min(at) as since, max(at) as until
    from owed where payee <> '' and type in ('payment', 'credit') group by 1, 2, 3, 4, 5, 6),
touched as materialized (
  select agent_id, tool, type, left(target, 200) as target, count(*) as times, min(at) as since, max(at) as until
    from w where type = 'system.command' or lower(target) ~ %(telling)s group by 1, 2, 3, 4),
places as materialized (
  select distinct agent_id, case when lower(target) ~ %(private)s then regexp_replace(target, '[^/]*$', '') else target end as place
    from touched limit 20)
select 'tool', agent_id, type, tool, verb, '', count(*), 0, 0, 0, min(at), max(at), null::timestamptz from w where tool <> ''
 group by 2, 3, 4, 5
union all
select 'hour', agent_id, '', '', '', '', sum(times)::bigint, 0, 0, 0, date_trunc('hour', slot, %(zone)s::text), null, null from ws
 group by 2, 11
union all
select 'usual-hour', agent_id, '', '', '', '', hour, count(*), 0, 0, null, null, null from (
  select distinct agent_id, (hour at time zone %(zone)s::text)::date, extract(hour from hour at time zone %(zone)s::text)::bigint as hour
    from (select distinct agent_id, date_trunc('hour', slot) as hour from bs) s) h
 group by 2, 7
union all
select * from (
  select distinct on (p.agent_id, p.type, p.tool) 'peak', p.agent_id, p.type, p.tool, '', '', p.n, p.failed + p.f, coalesce(u.n, 0), 0,
         p.start, p.until, null::timestamptz
    from wp p left join bp u using (agent_id, type, tool) where p.n >= 8 order by p.agent_id, p.type, p.tool, p.n desc) p
union all
select 'repeat', l.agent_id, l.type, l.tool, l.target, '', l.n, l.failed, coalesce(u.n, 0), 0, l.start, l.until, null
  from wl l left join br u using (agent_id, tool)
union all
select 'name', agent_id, type, shown, currency, case when exists (
         select from met m where m.met_at < mine.met_at
          and split_part(m.name, ' (', 1) = split_part(mine.name, ' (', 1)) then 'known' else '' end,
       times, ever, days, cents, since, until, met_at from mine
 where times > 0 and met_at >= %(ends)s - interval '14 days' and (ever >= 5 or type in ('payment', 'credit'))
union all
select 'new-before', agent_id, '', '', '', '', percentile_disc(0.9) within group (order by soon), 0, 0, 0, null, null, null from mine
 where met_at < %(ends)s - interval '14 days' and met_at >= %(from)s + interval '14 days' group by 2
union all
select 'paid-before', agent_id, '', '', '', '', max(cents), 0, 0, 0, null, null, null from owed
 where not now and type <> 'invoice' group by 2
union all
select 'twice', agent_id, type, target, payee, currency, often, 0, 0, cents, before, at, null from twice
 where now and before >= at - interval '14 days'
union all
select 'split', d.agent_id, d.type, d.payee, d.currency, '', d.times, coalesce(u.times, 0), d.most, d.cents, d.since, d.until, null
  from daily d left join (select agent_id, payee, max(times) as times from daily where not now group by 1, 2) u using (agent_id, payee)
 where d.now and d.times >= 3
union all
select 'touched', agent_id, type, tool, target, '', times, 0, 0, 0, since, until, null from (
  select *, row_number() over (partition by agent_id order by since) as rank from touched) t where rank <= 100
union all
select 'place', p.agent_id, '', p.place, '', '', count(*), 0, 0, 0, null, null, null
  from places p cross join lateral (select target from {{before}} and agent_id = p.agent_id and starts_with(target, p.place)) t
 group by 2, 4"""  # noqa: S608 (constants)
_KEPT = f"""b as materialized (
  select agent_id, occurred_at, type, tool, target, payee, amount_cents, currency, outcome from journal_action where {BEFORE}),
"""  # noqa: S608 (constants)
FACETS = _FACETS.format(kept=_KEPT, before="b where true")
FACETS_OF_MANY = _FACETS.format(kept="", before=f"journal_action where {BEFORE}")
