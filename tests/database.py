"""Tests run as the app's role: the migrator builds the schema once into a template, each test process copies it (0.2 s).

Embedded server (build/tests) or, when DATABASE_URL is set, a real one: then DATABASE_OWNER_URL must name a superuser.
"""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.roles import drop
from governance import cluster, embedded
from governance.postgres import Postgres
from governance.processes import alive

ROOT = Path(__file__).parent.parent
DECISIVE = (
    "*/migrations/*.py",
    "*/migrations/*.sql",
    "*/models.py",
    "*/models/*.py",
    "accounts/securing.py",
    "accounts/past_schema.py",
    "governance/cluster.py",
)
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")  # quick; the data are nobody's


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), database():
        yield


@contextlib.contextmanager
def database() -> Iterator[None]:
    """An empty database of this process, dropped afterwards (benchmarks use it too)."""
    server = Postgres(embedded.data_dir(), UNSAFE).join() if embedded.servers().database else None
    name = f"test_{os.getpid()}"
    with owner("postgres") as admin:
        with _alone():
            _drop_forgotten(admin)
            template = _template(admin)
            _create(admin, name, template)
        _use(name)
        yield
        drop(connection)
        admin.execute(f'drop database if exists "{name}" with (force)')
    if server:
        server.leave()


def owner(database: str) -> "psycopg.Connection[Any]":
    """A superuser's connection: only it makes databases."""
    here = connection.settings_dict
    account = settings.DATABASE_ROLES.get("gf_owner", {"USER": cluster.OWNER, "PASSWORD": ""})
    address = {"host": here["HOST"], "port": here.get("PORT") or None, "dbname": database}
    return psycopg.connect(**address, user=account["USER"], password=account["PASSWORD"] or None, autocommit=True)


def fingerprint() -> str:
    """Of all that decides on tables and grants: a change makes a new template."""
    files = sorted(path for pattern in DECISIVE for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"gardefou-tests-{os.getuid()}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _template(admin: "psycopg.Connection[Any]") -> str:
    template = f"test_template_{fingerprint()}"
    if admin.execute("select 1 from pg_database where datname = %s", [template]).fetchone():
        return template
    making = f"{template}_new"
    admin.execute(f'drop database if exists "{making}" with (force)')
    _create(admin, making, "template0")
    with owner(making) as inside:
        for statement in cluster.schema_sql():
            inside.execute(statement)
    _use(making)
    call_command("migrate", verbosity=0)
    drop(connection)
    admin.execute(f'alter database "{making}" rename to "{template}"')
    return template


def _create(admin: "psycopg.Connection[Any]", name: str, template: str) -> None:
    admin.execute(f'drop database if exists "{name}" with (force)')
    for statement in cluster.database_sql(name, template):
        admin.execute(statement)


def _drop_forgotten(admin: "psycopg.Connection[Any]") -> None:
    """Databases of test processes that were killed, and templates of a schema that is no more."""
    for (name,) in admin.execute("select datname from pg_database where datname like 'test\\_%'").fetchall():
        number = name.removeprefix("test_")
        old_template = name.startswith("test_template_") and name != f"test_template_{fingerprint()}"
        if old_template or (number.isdigit() and not alive(int(number))):
            with contextlib.suppress(psycopg.errors.ObjectInUse):
                admin.execute(f'drop database if exists "{name}"')


def _use(name: str) -> None:
    drop(connection)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
