"""What `make run` needs before the pages open: files, font, tables. Quick when nothing changed.

Progress goes to stderr; stdout carries only what is to be said after the address (the set-up code).
"""

import fcntl
import hashlib
import io
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from governance import embedded
from governance.backups import before_upgrade, state
from governance.catalogue import SOURCE as CATALOGUE
from governance.catalogue import compile_plurals
from governance.refusal import Refused


class Command(BaseCommand):
    """Files first: they need no database."""

    help = "Prépare les fichiers et la base avant l’ouverture des pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="les fichiers seulement, sans la base")

    def handle(self, *, files: bool, **_: Any) -> None:
        try:
            self._files()
            if not files:
                self._tables_in_turn()
        except Refused as refusal:
            sys.exit(str(refusal))
        if not files and "setup_code" in get_commands():
            call_command("setup_code", stdout=self.stdout)

    def _files(self) -> None:
        stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
        if stamp.exists() and stamp.read_text() == fingerprint():
            return
        if stamp.parent.exists() and not os.access(stamp.parent, os.W_OK):
            raise Refused(f"Les fichiers de Garde-fou ont changé. Lancez une fois : sudo make -C {settings.BASE_DIR} install")
        stamp.parent.mkdir(parents=True, exist_ok=True)
        with stamp.with_name("prepare.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not stamp.exists() or stamp.read_text() != fingerprint():
                self._make_files()
                stamp.write_text(fingerprint())

    def _make_files(self) -> None:
        self._say("Préparation des pages et de la police…")
        compile_plurals()
        call_command("build_assets", stdout=io.StringIO())
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)

    def _tables_in_turn(self) -> None:
        """`make demo` in a second terminal waits for the first opening: tables half made are not its to read."""
        turn = settings.DATA_DIR / "tables.lock"
        turn.touch(mode=0o600)
        with turn.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._tables()

    def _tables(self) -> None:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if executor.loader.applied_migrations and (embedded.servers().database or state.key()):
            self._say("Sauvegarde de vos données avant la mise à jour…")
            path = before_upgrade.make(at=timezone.now())
            self._say(f"Sauvegarde faite : {path}")
        self._say("Mise à jour de la base…")
        call_command("migrate", interactive=False, verbosity=0)

    def _say(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()


def fingerprint() -> str:
    """Of every source file that ends up under /static/, by name, size and date, and of the pinned packages."""
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in _sources()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sources() -> Iterator[Path]:
    yield Path(settings.BASE_DIR) / "requirements.txt"
    yield CATALOGUE
    for folder in settings.STATICFILES_DIRS:
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
