"""`manage.py verify_backup`: are the archives what was written; with the phrase, does the paper open them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.backups import folder
from governance.backups.phrase import Mistyped
from governance.backups.renewing import check
from governance.backups.restoring import MISTYPED, NOTHING, opened
from governance.management.commands.restore import asked_phrase


class Command(BaseCommand):
    """Without anything: the bytes of every archive. Changes no data in any case."""

    help = "Vérifie les sauvegardes : leurs octets, ou la phrase du papier."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="une sauvegarde à lire en entier, avec sa phrase")
        parser.add_argument("--phrase", action="store_true", help="la phrase du papier est-elle celle des prochaines sauvegardes ?")

    def handle(self, *, file: Path | None, phrase: bool, **_: Any) -> None:
        if file:
            about = opened(file, asked_phrase())[1]
            self.stdout.write(f"Cette sauvegarde est entière, et la phrase l’ouvre. Elle date du {about['made_at'][:16]} (UTC).")
        elif phrase:
            self._check_phrase()
        else:
            self._read_all()

    def _check_phrase(self) -> None:
        try:
            is_right = check(asked_phrase(), at=timezone.now())
        except Mistyped:
            raise CommandError(MISTYPED.removesuffix(NOTHING)) from None
        if not is_right:
            raise CommandError("Ce n’est pas la phrase des sauvegardes d’ici. Refaites-en une avec « manage.py backup --new-phrase ».")
        self.stdout.write("C’est la bonne phrase. Rangez le papier.")

    def _read_all(self) -> None:
        found = folder.copies(Path(settings.BACKUPS))
        wrong = [copy.path.name for copy in found if not folder.is_sound(copy.path)]
        if wrong:
            raise CommandError(f"Ces sauvegardes sont abîmées : {', '.join(wrong)}. Prenez celles du second dossier.")
        self.stdout.write(f"Sauvegardes relues : {len(found)}. Toutes sont telles qu’elles ont été écrites.")
