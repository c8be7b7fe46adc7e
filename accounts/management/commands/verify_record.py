"""`manage.py verify_record [--company SLUG]`: holds the sealed record against everything signed, and says what was found."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.boundary import scope
from accounts.management.company import chosen
from accounts.models import Company
from accounts.sealing import ask_check, checked
from ledger.entries import SERVER
from ledger.keys import KeysUnreadable
from ledger.offline.verdicts import verdict_words


class Command(BaseCommand):
    """Leaves with 1 when something was changed, 3 when a restore says so itself. The result is kept on the page of the record."""

    help = "Vérifie le journal scellé d’une entreprise, ou de toutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", metavar="SLUG", help="le nom court de l’entreprise ; sans lui, toutes")

    def handle(self, *_: Any, company: str | None, **__: Any) -> None:
        worst = 0
        for pk, name in chosen(company):
            at = timezone.now()
            with scope(pk):
                check = ask_check(Company.objects.get(pk=pk), by=SERVER, at=at, held=True)
            try:
                report = checked(pk, check.pk, now=timezone.now, held=check.asked_at == at)
            except KeysUnreadable as error:
                raise CommandError("Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde.") from error
            if report is None:
                raise CommandError("Une vérification est déjà en cours. Son résultat s’affichera sur la page du journal.")
            self.stdout.write(f"{name}. {verdict_words(report)}")
            for finding in (*report.findings, *report.notices):
                self.stdout.write(f"- {finding.sentence}")
            worst = max(worst, {"intact": 0, "altered": 1, "restored": 3}[report.verdict], key=lambda code: (code == 1, code))
        if worst:
            sys.exit(worst)
