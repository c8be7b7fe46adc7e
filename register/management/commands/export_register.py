"""`manage.py export_register --company SLUG --format FORMAT [--on DAY] --out FILE`: the register in a file, whether or not the app runs."""

import shutil
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.boundary import company_by_slug, scope
from accounts.models import Company
from register import actions, exporting, past
from register.enums import Format
from register.models import Export


class Command(BaseCommand):
    """Numbered, sealed and kept like an export asked on the page."""

    help = "Écrit le registre d’une entreprise dans un fichier."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", required=True, metavar="SLUG", help="le nom court de l’entreprise, celui de son adresse")
        parser.add_argument(
            "--format", choices=Format.values, default=Format.PDF, help="pdf (défaut), ods (modèle de la CNIL), xlsx, csv, json ou jsonld"
        )
        parser.add_argument("--on", type=date.fromisoformat, metavar="AAAA-MM-JJ", help="le registre tel qu’il était ce soir-là")
        parser.add_argument("--out", required=True, type=Path, metavar="FICHIER", help="le fichier à écrire")

    def handle(self, *_: Any, **options: Any) -> None:
        company_id, out = company_by_slug(options["company"]), options["out"]
        if company_id is None:
            raise CommandError(f"Aucune entreprise ne porte le nom court «\u00a0{options['company']}\u00a0».")
        if not out.parent.is_dir():
            raise CommandError(f"Le dossier {out.parent} n’existe pas.")
        with scope(company_id):
            company = Company.objects.get(pk=company_id)
            at = timezone.now()
            as_on = self._moment(company, options["on"], at) if options["on"] else None
            export = actions.ask(company, Format(options["format"]), by=None, at=at, as_on=as_on)
        exporting.run(company_id, export.pk, now=timezone.now)
        export = self._finished(company, export)
        if export.ready_at is None:
            raise CommandError(export.failure or "La préparation a été annulée.")
        shutil.copyfile(exporting.path_of(export), out)
        self.stdout.write(f"Registre n°\u00a0{export.number}, {export.size_bytes} octets, SHA-256 {export.file_sha256}")

    def _moment(self, company: Company, day: date, at: datetime) -> datetime | None:
        try:
            return past.moment_of(company, day, at)
        except past.NotKept as refused:
            first = refused.args[0]
            raise CommandError(
                f"Le registre est gardé depuis le {first:%d/%m/%Y}\u00a0: indiquez un jour entre celui-là et aujourd’hui."
            ) from refused

    def _finished(self, company: Company, export: Export) -> Export:
        """A worker of the running app may have been quicker: then wait for it."""
        while True:
            with scope(company):
                export = Export.objects.of(company).get(pk=export.pk)
            if export.ready_at or export.failed_at or export.cancelled_at:
                return export
            time.sleep(0.5)
