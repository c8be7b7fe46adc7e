"""What the record erased, the journal forgets: a function of the role gf_purger, which looks at the record and at nothing else."""

from django.db import migrations

SQL = r"""
create policy purger on journal_action to gf_purger using (company_id = (select gf_company()));
create function gf_forget_actions() returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare whose uuid := gf_company(); gone bigint;
begin
  if gf_is_held() then return 0; end if;
  delete from journal_action a using ledger_entry e
   where a.company_id = whose and e.company_id = whose and e.seq = a.seq and e.payload is null;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function gf_forget_actions() from public;
grant execute on function gf_forget_actions() to gf_app;
grant create on schema public to gf_purger;
alter function gf_forget_actions() owner to gf_purger;
revoke create on schema public from gf_purger;
"""


class Migration(migrations.Migration):
    """One function."""

    dependencies = [("journal", "0002_words"), ("accounts", "0012_forgetting"), ("ledger", "0005_keeping")]
    operations = [migrations.RunSQL(SQL, "drop function gf_forget_actions(); drop policy purger on journal_action;")]
