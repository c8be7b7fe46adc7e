"""A PostgreSQL of Debian's on a port of its own, set up by deploy/postgresql.sql: what DATABASE_URL points to at a real site."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from governance import embedded
from governance.identity import service_account
from tests.faults.stack import free_port

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
ROLES = embedded.ROOT / "deploy" / "postgresql.sql"


class RealServer:
    """Databases of that server, by name."""

    def __init__(self, place: Path) -> None:
        self.place, self.port, self.programs, self.account = place, free_port(), DEBIAN[-1], service_account()

    def run(self, program: str, *argv: str, said: str = "") -> str:
        """As its superuser."""
        command = [str(self.programs / program), *argv]
        done = subprocess.run(command, input=said, capture_output=True, text=True, cwd="/", check=False, **self.account.demotion())
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sql(self, database: str, statement: str) -> str:
        return self.run("psql", "-h", str(self.place), "-p", str(self.port), "-U", "boss", "-tA", "-d", database, "-c", statement)

    def database(self, name: str) -> dict[str, str]:
        """A new, empty one, as the file for real servers makes it; the settings that point there."""
        script = (
            ROLES.read_text()
            .replace("create database gardefou", f"create database {name}")
            .replace("\\connect gardefou", f"\\connect {name}")
        )
        script = script.replace("on database gardefou", f"on database {name}")
        if self.sql("postgres", "select 1 from pg_roles where rolname = 'gf_app'").strip():
            script = "\n".join(line for line in script.splitlines() if not line.startswith("create role"))
        where = ("-h", str(self.place), "-p", str(self.port), "-U", "boss", "-d", "postgres", "-v", "ON_ERROR_STOP=1")
        self.run("psql", *where, "-v", "app_password=app", "-v", "migrator_password=mig", "-v", "purger_password=pur", said=script)
        return {
            "DATABASE_URL": f"postgres://gf_app:app@127.0.0.1:{self.port}/{name}",
            "DATABASE_MIGRATOR_URL": f"postgres://gf_migrator:mig@127.0.0.1:{self.port}/{name}",
            "DATABASE_PURGER_URL": f"postgres://gf_purger:pur@127.0.0.1:{self.port}/{name}",
        }


@contextlib.contextmanager
def real_server(place: Path) -> Iterator[RealServer]:
    """Stopped and gone afterwards."""
    place.mkdir(mode=0o700, parents=True)
    server = RealServer(place)
    server.account.own(place, 0o700)
    data = str(place / "data")
    server.run("initdb", "-D", data, "-U", "boss", "--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8")
    argv = [server.programs / "postgres", "-D", data, "-k", place, "-p", str(server.port), "-c", "fsync=off"]
    with subprocess.Popen(
        argv, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": os.defpath}, **server.account.demotion()
    ) as running:
        try:
            ready = [str(server.programs / "pg_isready"), "-q", "-h", str(place), "-p", str(server.port)]
            while subprocess.run(ready, cwd="/", check=False).returncode:
                assert running.poll() is None
            yield server
        finally:
            running.terminate()
