"""`manage.py rotate_record_key`: a new key signs the record from now on, vouched for by the old one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.sealing import sign_all
from ledger.enums import Reason
from ledger.keys import KeysUnreadable, rotate


class Command(BaseCommand):
    """Every record is signed by the old key, then by the new one; what was signed before stays valid."""

    help = "Change la clé qui signe le journal scellé."

    def handle(self, **_: Any) -> None:
        try:
            sign_all(Reason.KEY, now=timezone.now)
            rotate(settings.RECORD_KEYS, timezone.now())
            signed = sign_all(Reason.KEY, now=timezone.now, act="record.key_changed")
        except KeysUnreadable as error:
            raise CommandError("Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde.") from error
        self.stdout.write(
            f"Nouvelle clé en service, {signed} {'journal signé' if signed == 1 else 'journaux signés'}. Sauvegardez le dossier des clés."
        )
