"""What copies the content of the record elsewhere goes too: functions of the role gf_purger, each of which refuses to go too far."""

from django.db import migrations

SQL = r"""
grant select (purged_by) on ledger_entry to gf_purger;
grant select, delete on accounts_pastrow, outbox_message, ledger_check to gf_purger;
create policy purger on accounts_pastrow to gf_purger using (company_id = (select gf_company()));
create policy purger on outbox_message to gf_purger using (company_id = (select gf_company()));
create policy purger on ledger_check to gf_purger using (company_id = (select gf_company()));

-- States of rows that a later state had replaced before that day, and rows that had gone before it.
create function gf_forget_past(before timestamptz, most integer) returns bigint language plpgsql security definer
  set search_path = public, pg_temp set timezone = 'UTC' as $$
declare gone bigint;
begin
  if gf_is_held() or before is null or before > now() - interval '1826 days' then
    raise exception 'sooner than five years, or held' using errcode = 'insufficient_privilege'; end if;
  delete from accounts_pastrow p where p.company_id = gf_company() and p.seq in (
    select o.seq from accounts_pastrow o where o.company_id = gf_company() and o.at < before
       and (o.op = 'D' or exists (select from accounts_pastrow n where n.company_id = o.company_id and n.table_name = o.table_name
                                   and n.row_id = o.row_id and n.seq > o.seq and n.at < before))
     order by o.seq limit most);
  get diagnostics gone = row_count;
  return gone;
end $$;

-- A line whose content was erased before its term, in this transaction: the states its act wrote go too, when a later one has replaced them.
create function gf_forget_past_of(told bigint) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare whose uuid := gf_company(); began timestamptz; gone bigint;
begin
  select e.began_at into began from ledger_entry e join ledger_entry t on t.company_id = e.company_id and t.seq = e.purged_by
   where t.company_id = whose and t.seq = told and t.began_at = now() and coalesce((convert_from(t.payload, 'UTF8')::jsonb -> 'detail' ->> 'early')::boolean, false);
  if not found or gf_is_held() then raise exception 'no early erasure here' using errcode = 'insufficient_privilege'; end if;
  delete from accounts_pastrow p where p.company_id = whose and p.at = began
     and exists (select from accounts_pastrow n where n.company_id = whose and n.table_name = p.table_name and n.row_id = p.row_id and n.seq > p.seq);
  get diagnostics gone = row_count;
  return gone;
end $$;

-- Messages that left or were given up ninety days ago, checks of more than a year ago but for the newest.
create function gf_forget_copies() returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare whose uuid := gf_company(); gone bigint; more bigint;
begin
  if gf_is_held() then return 0; end if;
  delete from outbox_message m where m.company_id = whose and coalesce(m.sent_at, m.gave_up_at) < now() - interval '90 days';
  get diagnostics gone = row_count;
  delete from ledger_check c where c.company_id = whose and c.ended_at < now() - interval '366 days'
     and exists (select from ledger_check n where n.company_id = whose and n.ended_at > c.ended_at);
  get diagnostics more = row_count;
  return gone + more;
end $$;
revoke execute on function gf_forget_past(timestamptz, integer), gf_forget_past_of(bigint), gf_forget_copies() from public;
grant execute on function gf_forget_past(timestamptz, integer), gf_forget_past_of(bigint), gf_forget_copies() to gf_app;
grant create on schema public to gf_purger;
alter function gf_forget_past(timestamptz, integer) owner to gf_purger;
alter function gf_forget_past_of(bigint) owner to gf_purger;
alter function gf_forget_copies() owner to gf_purger;
revoke create on schema public from gf_purger;
"""
UNDO = """
drop function gf_forget_past(timestamptz, integer); drop function gf_forget_past_of(bigint); drop function gf_forget_copies();
drop policy purger on accounts_pastrow; drop policy purger on outbox_message; drop policy purger on ledger_check;
revoke all on accounts_pastrow, outbox_message, ledger_check from gf_purger;
"""


class Migration(migrations.Migration):
    """Three functions."""

    dependencies = [("accounts", "0011_password_asked"), ("ledger", "0005_keeping"), ("outbox", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
