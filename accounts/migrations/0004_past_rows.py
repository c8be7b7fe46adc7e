"""The table of the past and the one function that fills it; triggers and views follow the models (accounts.past_schema)."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = r"""
create function gf_keep_past() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare told jsonb;
begin
  if tg_op = 'DELETE' then told := to_jsonb(old); else told := to_jsonb(new); end if;
  insert into accounts_pastrow (company_id, table_name, row_id, at, op, content)
  values (coalesce(told ->> 'company_id', told ->> 'id')::uuid, tg_table_name, (told ->> 'id')::uuid, now(), left(tg_op, 1), told);
  return null;
end $$;
revoke execute on function gf_keep_past from public;
"""


class Migration(migrations.Migration):
    """Table, indexes, function."""

    dependencies = [("accounts", "0003_second_factors_and_ways_in")]
    operations = [
        migrations.CreateModel(
            "PastRow",
            [
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.company",
                    ),
                ),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("op", models.CharField(max_length=1)),
                ("content", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["company", "table_name", "row_id", "-seq"], name="past_of_a_row"),
                    models.Index(fields=["company", "at"], name="past_of_an_act"),
                ]
            },
        ),
        migrations.RunSQL(KEEP, "drop function gf_keep_past() cascade"),
    ]
