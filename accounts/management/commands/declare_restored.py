"""`manage.py declare_restored --company SLUG --why …`: a backup was put back; the record says which rows are lost, and goes on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.company import chosen
from accounts.sealing import declare_restored
from ledger.checkpoints import RecordBroken
from ledger.entries import SERVER
from ledger.keys import KeysUnreadable


class Command(BaseCommand):
    """Writes nothing when nothing is lost. What was lost is worked out from what the signer remembers, beside the keys."""

    help = "Déclare qu’une sauvegarde a été remise en place, et ce que le journal a perdu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", metavar="SLUG", help="le nom court de l’entreprise ; sans lui, toutes")
        parser.add_argument("--why", required=True, metavar="RAISON", help="ce qui s’est passé, en une phrase")

    def handle(self, *_: Any, company: str | None, why: str, **__: Any) -> None:
        if not why.strip():
            raise CommandError("Dites pourquoi, en une phrase.")
        for pk, name in chosen(company):
            try:
                lost = declare_restored(pk, why=why.strip(), by=SERVER, at=timezone.now())
            except RecordBroken as broken:
                raise CommandError(f"{name}\u00a0: {broken.sentence}") from broken
            except KeysUnreadable as error:
                raise CommandError("Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde.") from error
            if lost is None:
                self.stdout.write(f"{name}\u00a0: rien n’est perdu, rien n’est écrit.")
            else:
                self.stdout.write(f"{name}\u00a0: les lignes {lost[0] + 1} à {lost[1] + 1} sont perdues. Le journal le dit, signé.")
