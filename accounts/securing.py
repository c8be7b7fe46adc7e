"""Grants, row-level policies and composite foreign keys, derived from the models after every migrate; nothing else grants.

Fail closed: a table nobody secured has no grant at all. The app never owns a table; data migrations, as the owner, see all rows.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

from accounts import past_schema

OWN_COMPANY = "company_id = (select gf_company())"
ALL = "select, insert, update, delete"
# The only tables without a company: people and their factors, sessions, lock-out, the clock's runs, Django's own.
OF_NO_COMPANY = frozenset(
    {
        "accounts_user",
        "accounts_setupcode",
        "accounts_authenticator",
        "accounts_clockrun",
        "accounts_passkey",
        "accounts_passwordasked",
        "accounts_recoverysheet",
        "accounts_recoverycode",
        "accounts_remembereddevice",
        "accounts_session",
        "accounts_wayin",
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "axes_accessfailurelog",
        "axes_accesslog",
        "django_content_type",
        "django_migrations",
    }
)


def secure(using: str = "default", **_: Any) -> None:
    """Bring every existing table to the state its model asks for. Idempotent; runs as the tables' owner."""
    with connections[using].cursor() as cursor:
        existing = _tables(cursor)
        for model in secured_models():
            if model._meta.db_table in existing:
                _secure_table(cursor, model)
        for model in secured_models():
            for column, target in composite_keys(model):
                if {model._meta.db_table, target} <= existing:
                    _tie(cursor, model._meta.db_table, column, target)
        cursor.execute("grant select on django_migrations to gf_app")  # « what is applied? », asked by checks and by the upgrade
        cursor.execute("grant usage on all sequences in schema public to gf_app")
    past_schema.keep(using, existing)
    past_schema.show(using, existing)


def secured_models() -> list[type[models.Model]]:
    """Every model with a table of its own."""
    return [m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy]


def has_company(model: type[models.Model]) -> bool:
    """Does the table carry a company_id?"""
    return any(getattr(field, "column", None) == "company_id" for field in model._meta.fields)


def policy_of(model: type[models.Model]) -> str | None:
    """The row-level policy of a model, or None for the listed tables without a company."""
    own: str | None = getattr(model, "app_policy", None)
    return own or (OWN_COMPANY if has_company(model) else None)


def composite_keys(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(column, target table) of each foreign key between two company tables: PostgreSQL's own checks bypass row security."""
    if not has_company(model):
        return
    for field in model._meta.fields:
        target = field.related_model
        if isinstance(field, models.ForeignKey) and isinstance(target, type) and field.column != "company_id" and has_company(target):
            yield field.column, target._meta.db_table


def unsecured(cursor: CursorWrapper) -> set[str]:
    """Tables the app can touch without row-level security and that are not on the list (for the guard test)."""
    cursor.execute(
        """select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity
           and not relispartition and has_table_privilege('gf_app', oid, 'select, insert, update, delete')"""
    )
    return {row[0] for row in cursor.fetchall()} - OF_NO_COMPANY


def _tables(cursor: CursorWrapper) -> set[str]:
    cursor.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')")
    return {row[0] for row in cursor.fetchall()}


def _secure_table(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table, policy = model._meta.db_table, policy_of(model)
    if policy is None:
        if table in OF_NO_COMPANY:
            cursor.execute(f"grant {ALL} on {table} to gf_app")
        return
    rights = getattr(model, "app_rights", ALL)
    cursor.execute(
        f"alter table {table} enable row level security; drop policy if exists own_company on {table};"
        f"create policy own_company on {table} to gf_app using ({policy}) with check ({policy});"
        f"revoke all on {table} from gf_app; grant {rights} on {table} to gf_app"
    )


def _tie(cursor: CursorWrapper, table: str, column: str, target: str) -> None:
    _add(cursor, target, f"{target}_in_company", "unique (id, company_id)")
    _add(cursor, table, f"{table}_{column}_same_company", f"foreign key (company_id, {column}) references {target} (company_id, id)")


def _add(cursor: CursorWrapper, table: str, name: str, rule: str) -> None:
    cursor.execute("select 1 from pg_constraint where conname = %s and conrelid = to_regclass(%s)", [name[:63], table])
    if cursor.fetchone() is None:
        cursor.execute(f"alter table {table} add constraint {name[:63]} {rule}")
