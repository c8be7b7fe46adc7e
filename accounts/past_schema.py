"""The database's side of the past: triggers that keep it, and one view a table that shows it (docs/dev/past.md).

Runs as the tables' owner, from accounts.securing after each migrate. The views go before a migrate, which may alter what they show.
"""

import json
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

PAST = "accounts_pastrow"
MOMENT = """create function past.gf_moment() returns timestamptz language sql stable parallel safe
  as $$ select current_setting('gardefou.past')::timestamptz $$"""
TRIGGERS = """
create trigger keep_past after insert or delete on {table} for each row execute function gf_keep_past();
create trigger keep_past_changed after update on {table} for each row when (old.* is distinct from new.*)
  execute function gf_keep_past();"""
NO_TRIGGERS = "drop trigger keep_past on {table}; drop trigger keep_past_changed on {table}"
FIRST = """insert into accounts_pastrow (company_id, table_name, row_id, at, op, content)
  select {company}, {name}, t.id, now(), 'I', to_jsonb(t) from {table} t
   where not exists (select from accounts_pastrow p where p.company_id = t.{company} and p.table_name = {name} and p.row_id = t.id)"""
COLUMNS = "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum"
RENAME = """update accounts_pastrow set content = content - %(old)s::text || jsonb_build_object(%(new)s::text, content -> %(old)s::text)
  where table_name = %(table)s and content ? %(old)s::text"""
# The newest row of each id up to the moment. `id` comes from the index, so that a look-up by id reads one row. `fence`, a volatile
# column, keeps the record in one piece: else PostgreSQL would make it anew for each column.
VIEW = """create view past.{table} with (security_invoker = true) as select {columns} from (
  select n.row_id, jsonb_populate_record(null::public.{table}, {content}) as r, random() as fence from (
    select distinct on (p.row_id) p.row_id, p.op, p.content from public.accounts_pastrow p
     where p.company_id = public.gf_company() and p.table_name = {name} and p.at <= past.gf_moment() order by p.row_id, p.seq desc) n
   where n.op <> 'D') t"""


def kept_models() -> list[type[models.Model]]:
    """Every model whose past is kept: the rows of a company, but for what says `keeps_past = False`, and the company itself."""
    return [model for model in apps.get_models() if not model._meta.proxy and getattr(model, "keeps_past", False)]


def keep(using: str, existing: set[str]) -> None:
    """A trigger on each kept table and on no other, and a first row, all of one moment, for what was there before it. Idempotent."""
    if PAST not in existing:
        return
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'keep_past'")
        have, wanted = {table for (table,) in cursor.fetchall()}, {model._meta.db_table: model for model in kept_models()}
        for table in (wanted.keys() & existing) - have:
            column = sql.Identifier(_company_column(wanted[table]))
            names = {"table": sql.Identifier(table), "name": sql.Literal(table), "company": column}
            cursor.execute(sql.SQL(TRIGGERS + FIRST).format(**names))
        for table in have - wanted.keys():
            cursor.execute(sql.SQL(NO_TRIGGERS).format(table=sql.Identifier(table)))


def show(using: str, existing: set[str]) -> None:
    """The schema of views, unless it stands. All or nothing: a missing view would show today's table instead."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("select 1 from pg_namespace where nspname = 'past'")
        if cursor.fetchone() or PAST not in existing:
            return
        cursor.execute(f"create schema past; {MOMENT}")
        for model in kept_models():
            if model._meta.db_table in existing:
                cursor.execute(_view(cursor, model))
        cursor.execute("grant usage on schema past to gf_app; grant select on all tables in schema past to gf_app")


def hide(using: str = "default") -> None:
    """No view stands in the way of a migration. Until `show`, asking for the past is an error."""
    with connections[using].cursor() as cursor:
        cursor.execute("drop schema if exists past cascade")


def rename_column(schema_editor: Any, table: str, old: str, new: str) -> None:
    """For a migration that renames a column of a kept table: the past must know it under its new name."""
    schema_editor.execute(RENAME, {"table": table, "old": old, "new": new})


def rename_table(schema_editor: Any, old: str, new: str) -> None:
    """For a migration that renames a kept table."""
    schema_editor.execute("update accounts_pastrow set table_name = %s where table_name = %s", [new, old])


def _company_column(model: type[models.Model]) -> str:
    return "company_id" if any(field.column == "company_id" for field in model._meta.concrete_fields) else "id"


def _view(cursor: CursorWrapper, model: type[models.Model]) -> sql.Composed:
    """Columns as the database orders them; a row written before a column existed gets the model's own default."""
    table = model._meta.db_table
    cursor.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum", [table]
    )
    columns = [sql.SQL("t.row_id as id") if name == "id" else sql.SQL("(t.r).") + sql.Identifier(name) for (name,) in cursor.fetchall()]
    absent = _defaults(model)
    content = sql.SQL("{}::jsonb || n.content").format(sql.Literal(json.dumps(absent))) if absent else sql.SQL("n.content")
    return sql.SQL(VIEW).format(table=sql.Identifier(table), name=sql.Literal(table), columns=sql.SQL(", ").join(columns), content=content)


def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """What a column says when nobody has said anything: the empty text, list or number of the model."""
    found = {str(field.column): field.get_default() for field in model._meta.concrete_fields if not field.null and not field.is_relation}
    return {name: value for name, value in found.items() if isinstance(value, str | int | list | dict)}
