"""`manage.py export_record --company SLUG --out FILE.zip`: the sealed record in a file that can be checked without Garde-fou."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.archiving import export_to
from accounts.management.company import chosen
from ledger.checkpoints import RecordBroken
from ledger.keys import KeysUnreadable


class Command(BaseCommand):
    """Signs first; the export itself is an act of the record. Refuses to overwrite."""

    help = "Écrit le journal scellé d’une entreprise dans un fichier vérifiable sans Garde-fou."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--out", required=True, type=Path, metavar="FICHIER.zip")

    def handle(self, *_: Any, company: str, out: Path, **__: Any) -> None:
        if out.exists():
            raise CommandError(f"Le fichier {out} existe déjà.")
        if not out.parent.is_dir():
            raise CommandError(f"Le dossier {out.parent} n’existe pas.")
        (pk, _name), *_others = chosen(company)
        try:
            rows = export_to(out, pk, at=timezone.now())
        except RecordBroken as broken:
            raise CommandError(f"Le journal ne peut pas être signé, donc pas exporté. {broken.sentence}") from broken
        except KeysUnreadable as error:
            raise CommandError("Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde.") from error
        except OSError as error:
            raise CommandError(f"Le fichier {out} ne peut pas être écrit : {error.strerror}.") from error
        self.stdout.write(f"{rows} lignes. Pour vérifier\u00a0: python3 verifier.py {out.name}, avec le programme qui est dans l’archive.")
