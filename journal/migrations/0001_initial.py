"""Actions, in monthly partitions of the moment they happened; the app may add, only the purger may take away."""

from django.db import migrations

SQL = r"""
create table journal_action(
  company_id uuid not null default gf_company(), agent_id uuid not null, occurred_at timestamptz not null, key uuid not null,
  seq bigint not null, received_at timestamptz not null, source smallint not null, type text not null, verb text not null default '',
  tool text not null default '', target text not null default '', payee text not null default '', amount_cents bigint,
  currency text not null default '', count integer not null default 1 check (count >= 0), outcome text not null,
  is_test boolean not null default false, is_after_stop boolean not null default false, approval_id uuid, number bigint, payee_mark uuid,
  primary key (company_id, agent_id, occurred_at, key)) partition by range (occurred_at);
create index journal_action_day on journal_action(company_id, occurred_at) include (agent_id, outcome);
create index journal_action_trouble on journal_action(company_id, occurred_at) include (agent_id) where outcome <> 'done';
create index journal_action_payee on journal_action(company_id, payee_mark, occurred_at) include (amount_cents) where payee_mark is not null;
create index journal_action_approval on journal_action(company_id, approval_id) where approval_id is not null;

create function gf_guard_action() returns trigger language plpgsql as $$ begin
  if current_user = 'gf_purger' and tg_op = 'DELETE' then return old; end if;
  raise exception 'an action that was reported stays as it was reported' using errcode = 'insufficient_privilege'; end $$;

create function gf_guard_actions(part text) returns void language plpgsql as $$
declare named text;
begin
  execute format('alter table %I alter company_id set default gf_company()', part);
  -- Batches go by COPY into the partition: the app may insert, and may neither read it nor name the company.
  select string_agg(quote_ident(attname), ',') into named from pg_attribute
   where attrelid = part::regclass and attnum > 0 and not attisdropped and attname <> 'company_id';
  execute format('grant insert (%s) on %I to gf_app', named, part);
  execute format('create trigger as_reported before update or delete on %I for each row execute function gf_guard_action()', part);
  execute format('create trigger as_reported_all before truncate on %I execute function gf_refuse()', part);
end $$;

create function gf_make_action_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day)::date;
  part text := 'journal_action' || to_char(first, '_YYYY_MM');
begin
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I partition of journal_action for values from (%L) to (%L)', part,
                 to_char(first, 'YYYY-MM-DD 00:00:00+00'), to_char(first + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));
  perform gf_guard_actions(part);
end $$;

-- What is dated before the first month has a home of its own: nobody makes a month there afterwards.
create table journal_action_older partition of journal_action default;
select gf_guard_actions('journal_action_older');

create function gf_make_action_months(months integer) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$ begin
  perform gf_make_action_month((date_trunc('month', now() at time zone 'utc') + make_interval(months => m))::date)
     from generate_series(0, least(months, 36)) m; end $$;
select gf_make_action_month((date_trunc('month', now() at time zone 'utc') - make_interval(months => m))::date) from generate_series(1, 13) m;
select gf_make_action_months(14);
revoke execute on function gf_make_action_months, gf_make_action_month, gf_guard_actions from public;
grant execute on function gf_make_action_months to gf_app;
grant select, delete on journal_action to gf_purger;
"""


class Migration(migrations.Migration):
    """The journal."""

    initial = True
    dependencies = [("accounts", "0009_people_and_rules"), ("inventory", "0008_proposed_by_a_template"), ("ledger", "0003_checkpoints")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
