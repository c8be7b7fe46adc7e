"""A call that reads again, having waited, is looked up like any other, and counts as the one call that it is."""

from django.db import migrations

HEAD = r"""
create or replace function gf_agent_call(wanted bytea, place text, at timestamptz, what text, most_wrong int,
  out wrong int, out opens boolean, out calls int, out key uuid, out company uuid, out agent uuid, out scopes varchar[],
  out seen_at timestamptz, out known inet[])
  language plpgsql security definer set search_path = public, pg_temp as $$
declare k api_agentkey;
begin
  wrong := gf_calls_of('wrong ' || place, at);
  opens := false;
  if wrong >= most_wrong then return; end if;
  select * into k from api_agentkey a where a.key_hash = wanted;
  opens := k.id is not null and k.ended_at is null and (k.until is null or at < k.until)
    and (cardinality(k.addresses) = 0 or place in (select host(one) from unnest(k.addresses) one));
  if not opens then
    perform gf_count_call('wrong ' || place, at);
    return;
  end if;
"""
TAIL = r"""
  key := k.id; company := k.company_id; agent := k.agent_id; scopes := k.scopes; seen_at := k.seen_at; known := k.known;
end $$;
"""
# `what` null: of a call that was counted already.
ONCE = f"{HEAD}  calls := case when what is null then 0 else gf_count_call(what || ' ' || k.id, at) end;{TAIL}"
EACH_TIME = f"{HEAD}  calls := gf_count_call(what || ' ' || k.id, at);{TAIL}"


class Migration(migrations.Migration):
    """One function, written anew."""

    dependencies = [("api", "0004_known_addresses")]
    operations = [migrations.RunSQL(ONCE, EACH_TIME)]
