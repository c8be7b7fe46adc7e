"""`manage.py restore FILE` (`make restore FILE=…`): puts a backup back, on an empty machine or in place of what is there."""

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from governance import home
from governance.backups import swap
from governance.backups.restoring import Wish, refuse_early, restore
from governance.refusal import Refused


class Command(BaseCommand):
    """The phrase is asked, or read from GARDEFOU_BACKUP_PHRASE or the input: never an argument, which everybody on the machine sees."""

    help = "Remet une sauvegarde en place."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="la sauvegarde, gardefou-….gfs")
        parser.add_argument("--replace", action="store_true", help="remplace les données déjà là, qui sont gardées à côté")
        parser.add_argument(
            "--point",
            action="append",
            default=[],
            type=Path,
            metavar="FICHIER",
            help="un point de contrôle reçu par e-mail, pour savoir ce qui a été perdu",
        )

    def handle(self, *, file: Path, replace: bool, point: list[Path], **_: Any) -> None:
        target, wish = swap.target_of(Path(settings.DATA_DIR)), Wish(file, replace, point)
        try:
            refuse_early(wish)
            restore(wish, asked_phrase(), at=timezone.now(), say=self._say)
        except OSError as error:
            raise Refused(f"{home.sentence(error, target)} Rien n’a été modifié.") from error
        finally:
            swap.clear(target)
        self._say("C’est fait. Ouvrez Garde-fou avec « make run ».")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def asked_phrase() -> str:
    """From whoever sits there, or from the environment or a pipe (drills)."""
    if given := os.environ.pop("GARDEFOU_BACKUP_PHRASE", ""):  # what is started from here has no need of it
        return given
    return getpass.getpass("La phrase de la sauvegarde : ") if sys.stdin.isatty() else sys.stdin.readline()
