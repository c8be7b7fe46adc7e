"""A key is looked up before the company is known: a function of the tables' owner, one exact answer."""

from django.db import migrations

SQL = r"""
create function gf_agent_key(wanted bytea, out key uuid, out company uuid, out agent uuid, out scopes varchar[], out addresses inet[],
  out until timestamptz, out ended_at timestamptz, out seen_at timestamptz, out seen_from inet)
  returns setof record language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.company_id, k.agent_id, k.scopes, k.addresses, k.until, k.ended_at, k.seen_at, k.seen_from
    from api_agentkey k where k.key_hash = wanted $$;
revoke execute on function gf_agent_key from public;
grant execute on function gf_agent_key to gf_app;
"""


class Migration(migrations.Migration):
    """Definer function."""

    dependencies = [("api", "0001_initial")]
    operations = [migrations.RunSQL(SQL, "drop function gf_agent_key(bytea)")]
