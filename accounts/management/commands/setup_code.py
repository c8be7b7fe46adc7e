"""`manage.py setup_code`: prints the one-time code of the start page."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.opening import AlreadyOpen, make_setup_code


class Command(BaseCommand):
    """A fresh code each time, as long as no company exists; the earlier one is void."""

    help = "Affiche le code d’ouverture d’une installation neuve."

    def handle(self, **_: Any) -> None:
        try:
            code = make_setup_code(at=timezone.now())
        except AlreadyOpen:
            self.stdout.write(f"Garde-fou est déjà ouvert. Connectez-vous\u00a0: {settings.ADDRESS.origin}/connexion/")
            return
        self.stdout.write(f"Ouvrez {settings.ADDRESS.origin}/demarrer/ et donnez ce code, valable 24 heures\u00a0:\n\n    {code}\n")
