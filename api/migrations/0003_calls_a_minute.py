"""How often a key or an address called in a minute: counted for all web processes at once, before anything else is written."""

from django.db import migrations

# Unlogged: no byte of it goes to the write-ahead log, a crash empties it, which only forgets a minute. No company: a wrong key has none,
# and nobody but these functions reads it. Minutes that are over go with the first call of a new one.
SQL = r"""
create unlogged table gf_calls (whose text not null, minute timestamptz not null, calls int not null, primary key (whose, minute));
revoke all on gf_calls from public;
create function gf_count_call(name text, at timestamptz) returns int
  language plpgsql security definer set search_path = public, pg_temp as $$
declare counted int;
begin
  insert into gf_calls as c values (name, date_trunc('minute', at), 1)
    on conflict (whose, minute) do update set calls = c.calls + 1 returning c.calls into counted;
  if counted = 1 then
    delete from gf_calls where ctid = any(array(
      select ctid from gf_calls where minute < at - interval '10 minutes' limit 500 for update skip locked));
  end if;
  return counted;
end $$;
create function gf_calls_of(name text, at timestamptz) returns int
  language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select calls from gf_calls where whose = name and minute = date_trunc('minute', at)), 0) $$;
revoke execute on function gf_count_call, gf_calls_of from public;
grant execute on function gf_count_call, gf_calls_of to gf_app;
"""
BACK = "drop function gf_count_call(text, timestamptz); drop function gf_calls_of(text, timestamptz); drop table gf_calls"


class Migration(migrations.Migration):
    """Counts, and the functions that alone touch them."""

    dependencies = [("api", "0002_key_before_the_company")]
    operations = [migrations.RunSQL(SQL, BACK)]
