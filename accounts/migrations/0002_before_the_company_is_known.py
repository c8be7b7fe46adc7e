"""Questions that must be answered before a company is chosen: functions of the tables' owner, one exact answer each."""

from django.db import migrations

SQL = r"""
create function gf_companies_of(person uuid) returns table(id uuid, name varchar) language sql stable security definer
  set search_path = public, pg_temp as $$
  select c.id, c.name from accounts_company c join accounts_membership m on m.company_id = c.id
   where m.user_id = person and m.ended_at is null order by lower(c.name), c.id $$;
create function gf_company_by_slug(wanted text) returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select id from accounts_company where slug = wanted $$;
create function gf_all_companies() returns setof uuid language sql stable security definer set search_path = public, pg_temp as $$
  select id from accounts_company order by id $$;
revoke execute on function gf_companies_of, gf_company_by_slug, gf_all_companies from public;
grant execute on function gf_companies_of, gf_company_by_slug, gf_all_companies to gf_app;
"""
UNDO = "drop function gf_companies_of(uuid); drop function gf_company_by_slug(text); drop function gf_all_companies();"


class Migration(migrations.Migration):
    """Definer functions."""

    dependencies = [("accounts", "0001_initial"), ("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
