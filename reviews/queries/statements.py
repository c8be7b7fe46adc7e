"""The statement of a week's review, in plain SQL. It names the company, and the database's own policy stands behind it."""

from journal.enums import Source
from reviews.rules.candidates import MOST_BEHIND
from reviews.rules.choosing import MOST
from reviews.rules.sample import MOST as MOST_DRAWN

# What is late is found by its numbers, of which there are few: `is true` keeps the index of moments, which holds all the past, out of it.
ENOUGH = MOST_DRAWN + MOST * MOST_BEHIND  # marks: as many as are ever drawn, even when all lines behind other points come first
SET = """bounds as materialized (
  select h.size as upto, (select (r.facts ->> 'upto')::bigint from reviews_review r
                          where r.company_id = %(company)s and r.kind = 'week'
                            and r.ends_at <= %(starts)s order by r.ends_at desc limit 1) as since
    from ledger_head h where h.company_id = %(company)s),
looked as materialized (
  select a.agent_id, a.occurred_at, a.key, a.seq, a.type, a.target, a.payee, a.payee_mark, a.amount_cents, a.currency, a.count, a.outcome,
         a.is_test, false as late
    from journal_action a, bounds b
   where a.company_id = %(company)s and a.occurred_at >= %(starts)s and a.occurred_at < %(ends)s and a.seq < b.upto
  union all
  select a.agent_id, a.occurred_at, a.key, a.seq, a.type, a.target, a.payee, a.payee_mark, a.amount_cents, a.currency, a.count, a.outcome,
         a.is_test, true
    from bounds b join journal_action a on a.seq >= b.since and a.seq < b.upto
   where a.company_id = %(company)s and a.occurred_at >= %(late)s and (a.occurred_at < %(starts)s) is true)"""

WEEK = f"""with {SET},
totals as (
  select agent_id, type, outcome, case when amount_cents is null then '' else currency end as money, count(*) as number, sum(count) as sent,
         sum(amount_cents) as cents, max(amount_cents) as most, count(*) filter (where late) as late
    from looked where not is_test group by 1, 2, 3, 4),
repeated as (
  select agent_id, sum(more) as number from (
    select agent_id, count(*) - 1 as more from looked
     where not is_test and outcome = 'done' and amount_cents is not null and target <> ''
     group by agent_id, type, target, amount_cents, currency having count(*) > 1) twice group by 1),
payees as (
  select distinct on (payee_mark) payee_mark as mark, agent_id, payee as name, occurred_at, key, seq, 'payee' as what
    from looked where payee_mark is not null and type in ('payment', 'credit') and outcome = 'done' and not is_test
   order by payee_mark, seq),
addresses as (
  select distinct on (lower(target)) null::uuid as mark, agent_id, target as name, occurred_at, key, seq, 'address' as what
    from looked where type = 'message.send' and outcome = 'done' and not is_test and target <> '' order by lower(target), seq),
names as (
  select p.* from payees p
   where not exists (select from approvals_payee k where k.company_id = %(company)s and k.mark = p.mark and k.known_at < %(starts)s)
     and not exists (select from journal_action o, bounds b where o.company_id = %(company)s and o.payee_mark = p.mark
                      and (b.since is null or o.seq < b.since or o.source = {Source.FILE.value})
                      and o.occurred_at < %(starts)s and o.occurred_at >= %(year)s and o.outcome = 'done' and not o.is_test)
  union all
  select d.* from addresses d
   where lower(d.name) not in (
     select lower(o.target) from journal_action o, bounds b
      where o.company_id = %(company)s and (b.since is null or o.seq < b.since or o.source = {Source.FILE.value})
        and o.occurred_at < %(starts)s
        and o.occurred_at >= %(before)s and o.type = 'message.send' and not o.is_test)),
named as (
  select agent_id, what, name, occurred_at, key, seq, count(*) over of_agent as number, row_number() over of_agent_in_order as place
    from names window of_agent as (partition by agent_id, what), of_agent_in_order as (partition by agent_id, what order by seq)),
usual as (
  select agent_id, type, outcome, (%(first_day)s::date - day - 1) / 7 as weeks_ago, sum(number) as number
    from journal_dailytotal
   where company_id = %(company)s and not is_test and day < %(first_day)s::date and day >= %(first_day)s::date - %(days)s::int
   group by 1, 2, 3, 4),
demands as (
  select q.id, q.agent_id, q.state, q.reason, q.type, q.amount_cents, q.currency from approvals_approvalrequest q
   where q.company_id = %(company)s and q.expires_at >= %(starts)s and q.expires_at < %(ends)s + %(life)s
     and q.decided_at >= %(starts)s and q.decided_at < %(ends)s),
granted as (
  select floor(extract(epoch from (%(starts)s - q.decided_at)) / 604800)::int as weeks_ago, count(*) as number
    from approvals_approvalrequest q
   where q.company_id = %(company)s and q.state in ('approved', 'consumed') and q.expires_at >= %(before)s
     and q.expires_at < %(starts)s + %(life)s
     and q.decided_at >= %(before)s and q.decided_at < %(starts)s and q.reason <> 'below_limit' group by 1),
people as (
  select u.name, count(*) filter (where d.is_yes) as yes, count(*) filter (where not d.is_yes) as no
    from approvals_decision d join accounts_membership m on m.company_id = d.company_id and m.id = d.membership_id
    join accounts_user u on u.id = m.user_id
   where d.company_id = %(company)s and d.at >= %(starts)s and d.at < %(ends)s and d.request_id in (select id from demands)
   group by u.id, u.name order by count(*) desc, u.name limit 5),
team as (
  select a.id, a.name, a.template, s.state = 'active' and not exists (
           select from approvals_suspension h left join approvals_lifting l on l.company_id = h.company_id and l.suspension_id = h.id
            where h.company_id = %(company)s and (h.agent_id = a.id or h.agent_id is null) and l.id is null) as works
    from inventory_agent a cross join lateral (
      select state from inventory_agentstate t where t.agent_id = a.id and t.company_id = a.company_id
       order by t.at desc, t.seq desc limit 1) s
   where a.company_id = %(company)s),
warned as (
  select w.id, w.agent_id, w.code, w.facts, w.happened_at, k.id is not null as answered, k.is_normal,
         (select count(*) from alerts_alertedaction l where l.company_id = w.company_id and l.alert_id = w.id) as number
    from alerts_alert w left join alerts_acknowledgement k on k.company_id = w.company_id and k.alert_id = w.id
   where w.company_id = %(company)s and w.raised_at < %(ends)s and w.raised_at >= %(starts)s
     and not (w.code = 'unconfirmed' and k.id is null
              and exists (select from alerts_confirmation c where c.company_id = w.company_id and c.request_id = w.about))),
behind as (
  select l.alert_id, w.agent_id, l.occurred_at, l.key, l.seq, row_number() over (partition by l.alert_id order by l.seq) as place
    from alerts_alertedaction l join warned w on w.id = l.alert_id where l.company_id = %(company)s),
due as (
  select y.id, y.kind, y.agent_id, y.opened_at from reviews_remedy y
   where y.company_id = %(company)s and y.done_at is null and y.opened_at < %(ends)s),
drawn as (
  select agent_id, occurred_at, key, seq from looked where not is_test and outcome <> 'blocked'
   order by sha256(%(seed)s::bytea || int8send(seq)) limit {ENOUGH})
select json_build_object(
  'drawn', (select json_agg(json_build_array(agent_id, occurred_at, key, seq)) from drawn),
  'bounds', (select json_build_array(upto, since) from bounds),
  'tests', (select count(*) from looked where is_test),
  'late_weeks', (select json_agg(distinct ceil(extract(epoch from (%(starts)s - occurred_at)) / 604800)::int)
                  from looked where late and not is_test),
  'older', (select count(*) from bounds b join journal_action a on a.seq >= b.since and a.seq < b.upto
             where a.company_id = %(company)s and a.occurred_at < %(late)s and not a.is_test and a.source <> {Source.FILE.value}),
  'ordinary', (select count(*) from looked where not is_test and outcome <> 'blocked'),
  'totals', (select json_agg(json_build_array(agent_id, type, outcome, money, number, sent, cents, most, late)) from totals),
  'repeated', (select json_agg(json_build_array(agent_id, number)) from repeated),
  'names', (select json_agg(json_build_array(agent_id, what, name, number, occurred_at, key, seq) order by agent_id, what, seq)
              from named where place <= {MOST_BEHIND}),
  'usual', (select json_agg(json_build_array(agent_id, type, outcome, weeks_ago, number)) from usual),
  'demands', (select json_agg(x) from (select json_build_array(state, reason, coalesce(currency, ''), count(*), sum(amount_cents),
                                                                (array_agg(id order by amount_cents desc nulls last, id))[1:5]) as x
                                         from demands group by state, reason, currency) y),
  'granted', (select json_agg(json_build_array(weeks_ago, number)) from granted),
  'people', (select json_agg(json_build_array(name, yes, no)) from people),
  'team', (select json_agg(json_build_array(id, name, template, works) order by name) from team),
  'alerts', (select json_agg(json_build_array(id, agent_id, code, facts, happened_at, answered, is_normal, number)
                            order by happened_at, id)
               from warned),
  'behind', (select json_agg(json_build_array(alert_id, agent_id, occurred_at, key, seq) order by seq) from behind
              where place <= {MOST_BEHIND}),
  'due', (select json_agg(json_build_array(id, kind, agent_id, opened_at) order by opened_at, id) from due))"""  # noqa: S608 (fixed text)
