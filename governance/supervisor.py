"""`python -m governance`: database, broker and our code under one parent. Restarts what dies, stops all, leaves no orphan.

Standard library only: this process stays up for months and weighs what it imports. PostgreSQL outlives a killed supervisor
on purpose; the next start adopts it.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from governance import embedded, home, parts, remains, valkey, voice
from governance.bell import Bell
from governance.children import Child
from governance.identity import Account, can_run, service_account
from governance.postgres import Postgres
from governance.processes import adopt_orphans, reap_orphans
from governance.refusal import Refused

TICK = 1.0  # seconds; a child's death wakes the loop at once
PATIENCE = 10.0  # seconds for the running requests and tasks at a stop
START = 60.0  # seconds for the web to answer, on a small machine that may be busy with other things


class Supervisor:
    """The life of one installation, from `run()` to the last child's end."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.account = service_account()
        self.runner = self.account
        self.postgres: Postgres | None = None
        self.children: list[Child] = []
        self.bell = Bell()
        self.opened = False

    def run(self) -> int:
        """Blocks until it is told to stop. The exit code of the command."""
        home.prepare(self.data, self.account)
        self._finish_restore()
        with (self.data / "supervisor.lock").open("a") as lock:
            os.fchmod(lock.fileno(), 0o600)
            _only_one(lock.fileno())
            remains.clear(self.data)
            voice.refuse_taken_port(self.port)
            adopt_orphans()
            self.bell.listen()
            try:
                self._start()
                self._watch()
            finally:
                self._stop()
        return 0

    def _finish_restore(self) -> None:
        if (self.data / "restoring").exists():
            from governance.backups import swap  # once in a lifetime

            swap.finish(self.data)

    def _start(self) -> None:
        servers = embedded.servers()
        if servers.database:
            self.postgres = Postgres(self.data).join()
        if servers.broker:
            self._keep(parts.broker(self.data, self.account))
        code = self._prepare()
        self.runner = self._who_runs_the_code()
        home.give(self.data, self.account)
        if servers.broker and not valkey.wait(self.data):
            raise Refused(f"Le courtier de tâches n’a pas démarré :\n{home.tail(self.children[0].log)}")
        trunk = parts.trunk(self.data, self.runner, self.port)
        self._keep(trunk)
        self._await(trunk)
        if not self.bell.stops:
            self.opened = True
            voice.welcome(self.port, code)

    def _prepare(self) -> str:
        """Migrations (with a backup before), files and font, as ourselves. Returns what is to be said after the address."""
        argv = [sys.executable, "manage.py", "prepare"]
        done = subprocess.run(argv, cwd=embedded.ROOT, stdout=subprocess.PIPE, text=True, check=False, env=self._command_environment())
        if done.returncode and not self.bell.stops:
            sys.stdout.write(done.stdout)
            raise Refused("La préparation n’a pas abouti : rien n’a été démarré.")
        return done.stdout.strip()

    def _command_environment(self) -> dict[str, str]:
        return dict(os.environ, GARDEFOU_DATA=str(self.data), DJANGO_SETTINGS_MODULE="governance.settings")

    def _who_runs_the_code(self) -> Account:
        probe = [sys.executable, "-c", "import django, governance.embedded; open('manage.py').close()"]
        inside = embedded.store_dir(self.data) == self.data
        if inside and can_run(probe, self.account, embedded.ROOT):
            return self.account
        voice.running_as_root(self.account)
        return Account("root", 0, 0)

    def _keep(self, child: Child) -> None:
        child.look()
        self.children.append(child)
        remains.note(self.data, self.children)

    def _await(self, pages: Child) -> None:
        end = time.monotonic() + START
        while not self.bell.stops and not voice.answers(self.port):
            self._look()
            if time.monotonic() > end or pages.falls.many > 2:
                raise Refused(f"Les pages ne répondent pas. Voici ce qu’en dit {pages.log} :\n{home.tail(pages.log)}")
            self.bell.pause(0.05)

    def _watch(self) -> None:
        tidied = time.monotonic()
        while not self.bell.stops:
            self._look()
            if time.monotonic() - tidied > 60:
                tidied = time.monotonic()
                for log in (self.data / "log").glob("*.out"):
                    home.shorten(log)
                home.shorten(self.data / "log" / "postgresql.log")
            self.bell.pause(TICK)

    def _look(self) -> None:
        started = [child.look() for child in self.children]
        if any(started):
            remains.note(self.data, self.children)
        reap_orphans({child.pid for child in self.children if child.pid})
        if self.postgres and not self.postgres.running():
            try:
                self.postgres.revive()
            except Refused as refusal:
                voice.say(str(refusal))

    def _stop(self) -> None:
        """The code, then the broker it speaks to, then the database. A second Ctrl-C does not wait."""
        if self.opened:
            voice.stopping()
        end = time.monotonic() + PATIENCE
        users = [child for child in self.children if child.name != "valkey"]
        for child in users:
            child.ask_to_stop()
        for child in users:
            while child.process and child.process.poll() is None and len(self.bell.stops) < 2 and time.monotonic() < end:
                self.bell.pause(0.1)
            child.end(0)
        for child in self.children:
            child.ask_to_stop()
            child.end(5)
        remains.forget(self.data)
        if self.postgres and not self.postgres.leave():
            voice.say("La base de données reste ouverte : une autre commande s’en sert encore.")
        if self.opened:
            voice.stopped(self.data, embedded.store_dir(self.data))


def main() -> int:
    """French sentences instead of tracebacks for all that an owner can mend."""
    embedded.read_env_file()
    try:
        return Supervisor(embedded.data_dir(), voice.port()).run()
    except Refused as refusal:
        voice.complain(str(refusal))
        return 1
    except OSError as error:
        voice.complain(home.sentence(error, embedded.data_dir()))
        return 1


def _only_one(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused("Garde-fou tourne déjà sur ces données. Arrêtez-le d’abord (Ctrl-C dans sa fenêtre).") from None
