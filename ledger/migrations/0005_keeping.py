"""How long rows are kept, holds, and the one door through which content goes: gf_purge, a function of the role gf_purger."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

MEMBER = "select pg_has_role(current_user, 'gf_purger', 'member')"
MISSING = "the role that migrates must be told once, by a superuser: grant gf_purger to gf_migrator;"

# The row that tells of the purge is written first, by the app, in this very transaction; gf_purge does what that row says if it may be said.
SQL = r"""
alter table ledger_entry add column purged_by bigint;
grant select (company_id, seq, recorded_at, kind, payload, began_at), update (payload, salt, about, purged_by) on ledger_entry to gf_purger;
create policy purger on ledger_entry to gf_purger using (company_id = (select gf_company())) with check (company_id = (select gf_company()));
grant select on ledger_hold, ledger_holdlifting to gf_purger;
create policy purger on ledger_hold to gf_purger using (company_id = (select gf_company()));
create policy purger on ledger_holdlifting to gf_purger using (company_id = (select gf_company()));

create function gf_is_held() returns boolean language sql stable set search_path = public, pg_temp as $$
  select exists (select from ledger_hold h where h.company_id = gf_company()
                  and not exists (select from ledger_holdlifting l where l.hold_id = h.id)) $$;

create function gf_purge(told bigint) returns bigint language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  whose uuid := gf_company(); said record; detail jsonb; class smallint; since bigint; until bigint; before timestamptz; gone bigint;
begin
  select e.recorded_at, e.kind, e.payload, e.began_at into strict said from ledger_entry e where e.company_id = whose and e.seq = told;
  if said.kind <> 11 or said.began_at is distinct from now() or said.payload is null then
    raise exception 'no purge without its row, in the same transaction' using errcode = 'insufficient_privilege'; end if;
  detail := convert_from(said.payload, 'UTF8')::jsonb;
  if detail ->> 'act' is distinct from 'record.purged' then
    raise exception 'this row tells of no purge' using errcode = 'insufficient_privilege'; end if;
  if gf_is_held() then raise exception 'the record is held' using errcode = 'insufficient_privilege'; end if;
  detail := detail -> 'detail';
  class := (detail ->> 'class')::smallint; since := (detail ->> 'first')::bigint; until := (detail ->> 'last')::bigint;
  if coalesce((detail ->> 'early')::boolean, false) then
    before := 'infinity';
    if class = 11 or since <> until or coalesce(btrim(detail ->> 'why'), '') = '' then
      raise exception 'one row, not of upkeep, for a reason' using errcode = 'insufficient_privilege'; end if;
  else
    before := (detail ->> 'before')::timestamptz;
    if before is null or before > said.recorded_at - make_interval(days => case when class in (1, 2) then 183 when class in (10, 11) then 3652 else 1826 end) then
      raise exception 'sooner than the class allows' using errcode = 'insufficient_privilege'; end if;
  end if;
  update ledger_entry e set payload = null, salt = null, about = '{}', purged_by = told
   where e.company_id = whose and e.kind = class and e.seq between since and until and e.seq < told and e.recorded_at < before and e.payload is not null
     and case when e.kind = 11 then convert_from(e.payload, 'UTF8')::jsonb ->> 'act'
                not in ('record.purged', 'record.restored', 'record.hold_set', 'record.hold_lifted') else true end;
  get diagnostics gone = row_count;
  if gone is distinct from (detail ->> 'rows')::bigint then
    raise exception 'the row tells of % contents, % would go', detail ->> 'rows', gone using errcode = 'insufficient_privilege'; end if;
  return gone;
end $$;
revoke execute on function gf_purge(bigint) from public;
grant execute on function gf_purge(bigint) to gf_app;
grant create on schema public to gf_purger;
alter function gf_purge(bigint) owner to gf_purger;
revoke create on schema public from gf_purger;
"""
UNDO = """
drop function gf_purge(bigint); drop function gf_is_held();
drop policy purger on ledger_entry; revoke all on ledger_entry from gf_purger; alter table ledger_entry drop column purged_by;
"""


def may_give(_apps, schema_editor) -> None:
    """A sentence that says what to do, instead of PostgreSQL's."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(MEMBER)
        if not cursor.fetchone()[0]:
            raise RuntimeError(MISSING)


class Migration(migrations.Migration):
    """Three tables, a column, one function."""

    dependencies = [("ledger", "0004_leaving")]
    operations = [
        migrations.RunPython(may_give, migrations.RunPython.noop),
        migrations.CreateModel(
            "RetentionRule",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.UUIDField()),
                ("kind", models.PositiveSmallIntegerField()),
                ("months", models.PositiveSmallIntegerField()),
                ("why", models.CharField(blank=True, max_length=400)),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(max_length=160)),
            ],
            options={"indexes": [models.Index(fields=["company_id", "kind", "-made_at"], name="newest_rule")]},
        ),
        migrations.CreateModel(
            "Hold",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.UUIDField()),
                ("why", models.CharField(max_length=400)),
                ("set_at", models.DateTimeField()),
                ("set_by_name", models.CharField(max_length=160)),
            ],
        ),
        migrations.CreateModel(
            "HoldLifting",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.UUIDField()),
                (
                    "hold",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="lifting", to="ledger.hold"),
                ),
                ("why", models.CharField(max_length=400)),
                ("lifted_at", models.DateTimeField()),
                ("lifted_by_name", models.CharField(max_length=160)),
            ],
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
