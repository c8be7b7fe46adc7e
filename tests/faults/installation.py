"""One installation on a folder of its own, used by its commands only: no page is open. For backups and restores."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from governance import embedded

FOREIGN = {"DATABASE_URL", "DATABASE_MIGRATOR_URL", "DATABASE_OWNER_URL", "REDIS_URL", "GARDEFOU_URL", "DJANGO_SETTINGS_MODULE"}
PHRASE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
COUNTS = """
import json
from django.db import connection
from accounts.roles import as_role
with as_role(connection, "gf_migrator"), connection.cursor() as cursor:
    cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition"
    )
    told = {}
    for name, in cursor.fetchall():
        cursor.execute(f'select count(*) from "{name}"')
        told[name] = cursor.fetchone()[0]
    cursor.execute("select count(*), max(seq) from ledger_entry")
    told["acts"] = list(cursor.fetchone())
print(json.dumps(told))
"""
SIGN_IN = """
import base64, json
from django.test import Client
from django.utils import timezone
from accounts.factors import code_at
browser = Client(SERVER_NAME="localhost")
answer = browser.post("/connexion/", {"email": EMAIL, "password": PASSWORD})
code = code_at(base64.b32decode(KEY), int(timezone.now().timestamp()) // 30)
answer = browser.post("/connexion/code/", {"code": code})
pages = {path: browser.get(path).status_code for path in PATHS}
print(json.dumps(pages))
"""


class Installation:
    """A data folder, and the commands an owner or their computer person would type."""

    def __init__(self, data: Path, **extra: str) -> None:
        self.data, self.extra = data, extra

    def run(self, *argv: str, said: str = "", **extra: str) -> "subprocess.CompletedProcess[str]":
        """`said`: what is typed."""
        env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        env |= {"GARDEFOU_DATA": str(self.data), **self.extra, **extra}
        return subprocess.run(
            [sys.executable, "manage.py", *argv], cwd=embedded.ROOT, env=env, input=said, capture_output=True, text=True, check=False
        )

    def does(self, *argv: str, said: str = "", **extra: str) -> str:
        """Something that must succeed; what it printed."""
        done = self.run(*argv, said=said, **extra)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Inside this installation."""
        return self.does("shell", "-v", "0", "--no-imports", "-c", code)

    def counts(self) -> dict[str, int]:
        """Rows of every table, whoever they belong to."""
        told: dict[str, int] = json.loads(self.python(COUNTS).splitlines()[-1])
        return told

    def sign_in(self, person: tuple[str, str, str], *paths: str) -> dict[str, int]:
        """With e-mail, password and the authenticator's key: what each page answers."""
        email, password, key = person
        given = f"EMAIL, PASSWORD, KEY, PATHS = {email!r}, {password!r}, {key!r}, {paths!r}\n"
        told: dict[str, int] = json.loads(self.python(given + SIGN_IN).splitlines()[-1])
        return told

    def back_up(self, *argv: str) -> tuple[Path, str]:
        """The new archive, and the phrase when one was made."""
        said = self.does("backup", *argv)
        phrase = PHRASE.search(said)
        return max((self.data / "backups").glob("*.gfs")), phrase[0] if phrase else ""

    def files(self, *folders: str) -> dict[str, bytes]:
        """What lies there, by name."""
        found = (path for folder in folders for path in (self.data / folder).rglob("*") if path.is_file())
        return {str(path.relative_to(self.data)): path.read_bytes() for path in found}
