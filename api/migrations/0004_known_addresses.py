"""From where a key was used; and one statement that counts a call, looks its key up and says whether it opens."""

import django.contrib.postgres.fields
from django.db import migrations, models

# An address with too many wrong keys is not even looked up for. A key that opens nothing counts against its address, one that opens
# against itself. All in a statement of its own: what the call then undoes stays counted.
SQL = r"""
update api_agentkey set known = array[seen_from] where seen_from is not null;
create function gf_agent_call(wanted bytea, place text, at timestamptz, what text, most_wrong int,
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
  calls := gf_count_call(what || ' ' || k.id, at);
  key := k.id; company := k.company_id; agent := k.agent_id; scopes := k.scopes; seen_at := k.seen_at; known := k.known;
end $$;
revoke execute on function gf_agent_call from public;
grant execute on function gf_agent_call to gf_app;
drop function gf_agent_key(bytea);
"""


class Migration(migrations.Migration):
    """Two columns, and the look-up of a call."""

    dependencies = [("api", "0003_calls_a_minute")]
    operations = [
        migrations.AddField(
            "agentkey", "known", django.contrib.postgres.fields.ArrayField(models.GenericIPAddressField(), default=list, size=None)
        ),
        migrations.AddField("agentkey", "moved_at", models.DateTimeField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
