"""How a new PostgreSQL data folder is made: peer only, checksums, our four roles, one database. All or nothing.

The SQL runs in single-user mode before any socket is open, so no password ever exists.
"""

import shutil
import subprocess
from pathlib import Path

from governance.binaries import major
from governance.identity import Account
from governance.refusal import Refused

OWNER = "gf_owner"
ROLES = ("gf_migrator", "gf_app", "gf_purger")
DATABASE = "gardefou"


def create(data: Path, programs: Path, account: Account) -> None:
    """Make the folder beside its place and move it there when it is whole: a crash leaves nothing half made."""
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished, 0o700)
    _run([programs / "initdb", "-D", unfinished, "-U", OWNER, "-A", "peer", "-E", "UTF8", "-k", *_locale(programs)], account)
    single: list[str | Path] = [programs / "postgres", "--single", "-j", "-D", unfinished]
    _run([*single, "postgres"], account, separated([*role_sql(), *database_sql(DATABASE)]))
    _run([*single, DATABASE], account, separated(schema_sql()))
    unfinished.rename(data)


def allow(data: Path, account: Account) -> None:
    """Who may be which role: the account of the server, and root, who may be anybody anyway."""
    names = dict.fromkeys([account.name, "root"])
    lines = [f'gf "{name}" {role}\n' for name in names for role in (OWNER, *ROLES)]
    for name, text in (("pg_hba.conf", "local all all peer map=gf\n"), ("pg_ident.conf", "".join(lines))):
        path = data / name
        path.write_text(text)
        account.own(path, 0o600)


def role_sql() -> list[str]:
    made = [f"create role {role} login nosuperuser nobypassrls nocreatedb nocreaterole noinherit" for role in ROLES]
    return [*made, "grant gf_purger to gf_migrator"]  # which gives it the functions that erase, and inherits nothing


def database_sql(name: str, template: str = "template0") -> list[str]:
    """Only who is named gets in; also used for the databases of the tests."""
    return [
        f'create database "{name}" owner gf_migrator template "{template}"',
        f'revoke all on database "{name}" from public',
        f'grant connect, temporary on database "{name}" to gf_app',
        f'grant connect on database "{name}" to gf_purger',
    ]


def schema_sql() -> list[str]:
    """What only a superuser may do, once, inside a new database."""
    return [
        "alter schema public owner to gf_migrator",
        "revoke all on schema public from public",
        "grant usage on schema public to gf_app, gf_purger",
        "create extension if not exists unaccent",
    ]


def separated(statements: list[str]) -> str:
    """As single-user mode with -j wants it: a semicolon and an empty line after each."""
    return "".join(f"{statement};\n\n" for statement in statements)


def _locale(programs: Path) -> list[str]:
    if major(programs) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _run(argv: list[str | Path], account: Account, text: str = "") -> None:
    done = subprocess.run(argv, input=text, capture_output=True, text=True, cwd="/", check=False, **account.demotion())
    if done.returncode or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
        raise Refused(f"La base de données n’a pas pu être créée :\n{done.stderr.strip()[-800:]}")
