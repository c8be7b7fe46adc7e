"""The record's tables, its one door (gf_record) and its walls. Monthly partitions; a sweep makes the next ones."""

from django.db import migrations, models

SQL = r"""
create function gf_company() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('gardefou.company', true), '')::uuid $$;

create table ledger_entry(
  company_id uuid not null default gf_company(), seq bigint not null, recorded_at timestamptz not null, kind smallint not null,
  commitment bytea not null check (length(commitment) = 32), leaf bytea not null check (length(leaf) = 32),
  payload bytea, salt bytea check (length(salt) = 32), about uuid[] not null default '{}',
  primary key (company_id, recorded_at, seq)) partition by range (recorded_at);
create index ledger_entry_seq on ledger_entry(company_id, seq);
create index ledger_entry_about on ledger_entry using gin(about) where about <> '{}';

create function gf_refuse() returns trigger language plpgsql as $$ begin
  raise exception 'the sealed record is append-only' using errcode = 'insufficient_privilege'; end $$;

-- An erased row keeps its header and leaf; only the purger's role may erase, and only content.
create function gf_guard_entry() returns trigger language plpgsql as $$ begin
  if current_user = 'gf_purger' and tg_op = 'UPDATE' and new.payload is null and new.salt is null
     and (new.company_id, new.seq, new.recorded_at, new.kind, new.commitment, new.leaf)
       = (old.company_id, old.seq, old.recorded_at, old.kind, old.commitment, old.leaf) then return new; end if;
  raise exception 'the sealed record is append-only' using errcode = 'insufficient_privilege'; end $$;

create function gf_make_month(of_table text, day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day)::date;
  part text := of_table || to_char(first, '_YYYY_MM');
  named text;
begin
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I partition of %I for values from (%L) to (%L)', part, of_table,
                 to_char(first, 'YYYY-MM-DD 00:00:00+00'), to_char(first + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));
  execute format('alter table %I alter company_id set default gf_company()', part);
  -- Batches go by COPY into the partition: the app may insert, and may neither read it nor name the company.
  select string_agg(quote_ident(attname), ',') into named from pg_attribute
   where attrelid = part::regclass and attnum > 0 and not attisdropped and attname <> 'company_id';
  execute format('grant insert (%s) on %I to gf_app', named, part);
  execute format('create trigger append_only before update or delete on %I for each row execute function gf_guard_entry()', part);
  execute format('create trigger append_only_all before truncate on %I execute function gf_refuse()', part);
end $$;

-- Called by the daily sweep: the app cannot make a table itself.
create function gf_make_months(months integer) returns void language plpgsql security definer set search_path = public, pg_temp as $$ begin
  perform gf_make_month('ledger_entry', (date_trunc('month', now() at time zone 'utc') + make_interval(months => m))::date)
     from generate_series(0, least(months, 36)) m; end $$;
select gf_make_months(14);
create trigger append_only_all before truncate on ledger_entry execute function gf_refuse();

-- One act, one round trip: number, leaf and right edge, same bytes as ledger/rules.py. Runs with the caller's rights.
create function gf_record(class smallint, content bytea, grain bytea, committed bytea, mentions uuid[]) returns bigint language plpgsql as $$
declare
  whose uuid := gf_company(); number bigint; side bytea; at timestamptz; bottom bytea; node bytea; rest bigint;
begin
  select h.size, h.edge into strict number, side from ledger_head h where h.company_id = whose for update;
  at := clock_timestamp();
  bottom := sha256('\x0001'::bytea || uuid_send(whose) || int8send(number) || int8send((extract(epoch from at) * 1000000)::bigint)
                   || int2send(class) || committed);
  node := bottom; rest := number;
  while rest & 1 = 1 loop
    node := sha256('\x01'::bytea || substr(side, length(side) - 31) || node);
    side := substr(side, 1, length(side) - 32);
    rest := rest >> 1;
  end loop;
  execute format('insert into %I(seq, recorded_at, kind, commitment, leaf, payload, salt, about) values ($1, $2, $3, $4, $5, $6, $7, $8)',
                 'ledger_entry' || to_char(at at time zone 'utc', '_YYYY_MM'))
    using number, at, class, committed, bottom, content, grain, mentions;
  update ledger_head h set size = number + 1, edge = side || node where h.company_id = whose;
  return number;
end $$;
revoke execute on function gf_make_months, gf_make_month from public;
grant execute on function gf_make_months to gf_app;
"""


class Migration(migrations.Migration):
    """Tables of the sealed record."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            "Head",
            [
                ("company_id", models.UUIDField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                ("edge", models.BinaryField(default=b"")),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.CreateModel(
            "Entry",
            [
                ("pk", models.CompositePrimaryKey("company_id", "recorded_at", "seq", blank=True, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.SmallIntegerField()),
                ("commitment", models.BinaryField()),
                ("leaf", models.BinaryField()),
                ("payload", models.BinaryField(null=True)),
                ("salt", models.BinaryField(null=True)),
            ],
            options={"managed": False, "db_table": "ledger_entry"},
        ),
    ]
