"""`manage.py backup` (`make backup`): one encrypted archive of it all. The first time, the phrase that opens it is printed."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from governance.backups import folder, making, state
from governance.backups.renewing import renew
from governance.refusal import Refused

PHRASE = """
  La phrase de vos sauvegardes :

      {phrase}

  Écrivez-la sur papier, ou imprimez-la, et rangez-la hors de cette machine. Elle n’est gardée nulle part : sans elle,
  aucune sauvegarde ne s’ouvrira, ni par vous ni par personne. Vérifiez votre papier avec « manage.py verify_backup --phrase ».
"""
ON_ONE_DISK = "Attention : cette sauvegarde est sur le disque de vos données. Copiez-la ailleurs, ou réglez GARDEFOU_BACKUPS_COPY."


class Command(BaseCommand):
    """`--if-due` is what the clock runs: silent when there is nothing to do."""

    help = "Fait une sauvegarde chiffrée de toute l’installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-due", action="store_true", help="seulement si celle du jour manque (c’est ce que fait l’horloge)")
        parser.add_argument("--new-phrase", action="store_true", help="change la phrase : les archives déjà faites gardent l’ancienne")

    def handle(self, *, if_due: bool, new_phrase: bool, **_: Any) -> None:
        if if_due and not making.is_due(at=timezone.now()):
            return
        if new_phrase or (state.key() is None and not if_due and sys.stdout.isatty()):
            self.stdout.write(PHRASE.format(phrase=renew(at=timezone.now())))
        try:
            made = making.make(at=timezone.now())
        except making.UnderWay:
            if if_due:
                return
            raise
        if if_due:
            making.reread(at=timezone.now())
            return
        self.stdout.write(f"Sauvegarde faite : {made.path} ({filesizeformat(made.size_bytes)})")
        told = state.state()
        if told.copy_error:
            raise Refused(f"Elle n’a pas été copiée dans le second dossier. {told.copy_error}")
        if settings.BACKUPS_COPY is None and folder.is_on_the_data_disk(settings.BACKUPS):
            self.stdout.write(ON_ONE_DISK)
