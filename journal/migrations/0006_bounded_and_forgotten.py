"""Indexes by the record's number, totals of what stands already, and what forgets: rows whose content went, months that are empty."""

from django.db import migrations

INDEXES = r"""
create index journal_action_seq on journal_action(company_id, seq);
create index journal_action_number on journal_action(company_id, agent_id, seq desc) include (number) where number is not null;
create index ledger_entry_erased on ledger_entry(company_id, seq) where payload is null and kind = 1;
"""

# What was reported before there were totals, by the day of the company.
COUNT = r"""
insert into journal_dailytotal(id, company_id, agent_id, day, type, outcome, is_test, currency, number, amount_cents)
select gen_random_uuid(), a.company_id, a.agent_id, (a.occurred_at at time zone c.time_zone)::date as day, a.type, a.outcome, a.is_test,
       case when a.amount_cents is null then '' else a.currency end, count(*), coalesce(sum(a.amount_cents), 0)
  from journal_action a join accounts_company c on c.id = a.company_id group by 2, 3, 4, 5, 6, 7, 8;
insert into journal_toolheard(id, company_id, agent_id, tool, said, number, first_at, last_at)
select gen_random_uuid(), company_id, agent_id, tool, (array_agg(type order by seq desc))[1], count(*), min(occurred_at), max(occurred_at)
  from journal_action where tool <> '' group by company_id, agent_id, tool;
"""

MONTHS = r"""
create or replace function gf_make_action_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day)::date;
  part text := 'journal_action' || to_char(first, '_YYYY_MM');
begin
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I partition of journal_action for values from (%L) to (%L)', part,
                 to_char(first, 'YYYY-MM-DD 00:00:00+00'), to_char(first + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));
  perform gf_guard_actions(part);
exception when check_violation then null; -- a worker slept so long that the month began in the home of odd dates: it stays there
end $$;

-- Months that ended more than a year and a month ago, once no company has an action left in them. A batch on its way into one holds it:
-- we wait a second, look again under the lock, and else leave it for the next day.
create function gf_drop_action_months() returns integer language plpgsql security definer set search_path = public, pg_temp
  set lock_timeout = '1s' as $$
declare part text; filled boolean; gone integer := 0;
begin
  for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'journal_action'::regclass
                 and c.relname ~ '^journal_action_\d{4}_\d\d$' and c.relname < to_char(now() - interval '14 months', '"journal_action_"YYYY_MM')
               order by 1 loop
    begin
      execute format('select exists (select from only %I)', part) into filled;
      if filled then continue; end if;
      lock table only journal_action in access exclusive mode;
      execute format('lock table only %I in access exclusive mode', part);
      execute format('select exists (select from only %I)', part) into filled;
      if filled then continue; end if;
      execute format('drop table %I', part);
      gone := gone + 1;
    exception when lock_not_available then null;
    end;
  end loop;
  return gone;
end $$;
revoke execute on function gf_drop_action_months() from public;
grant execute on function gf_drop_action_months() to gf_app;
"""

FORGET = r"""
grant select, delete on journal_innername to gf_purger;
create policy purger on journal_innername to gf_purger using (company_id = (select gf_company()));
grant create on schema public to gf_purger;
set local role gf_purger;
create or replace function gf_forget_actions() returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare whose uuid := gf_company(); since bigint; gone bigint;
begin
  if gf_is_held() then return 0; end if;
  select a.seq into since from journal_action a where a.company_id = whose order by a.seq limit 1;
  if since is null then return 0; end if;
  with erased as materialized (
    select e.seq from ledger_entry e where e.company_id = whose and e.kind = 1 and e.payload is null and e.seq >= since
       and exists (select from journal_action a where a.company_id = whose and a.seq = e.seq) order by e.seq limit 10000),
  forgotten as (
    delete from journal_action a using erased e where a.company_id = whose and a.seq = e.seq returning a.agent_id, a.key),
  unnamed as (
    delete from journal_innername n using forgotten f where n.company_id = whose and n.agent_id = f.agent_id and n.key = f.key)
  select count(*) into gone from forgotten;
  return gone;
end $$;
reset role;
revoke create on schema public from gf_purger;
"""


class Migration(migrations.Migration):
    """No table."""

    dependencies = [("journal", "0005_totals_tools_and_names"), ("ledger", "0005_keeping")]
    operations = [
        migrations.RunSQL(INDEXES, "drop index journal_action_seq; drop index journal_action_number; drop index ledger_entry_erased;"),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.RunSQL(MONTHS, "drop function gf_drop_action_months();"),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
    ]
