"""`manage.py reset_password EMAIL`: a link to choose a new password. The second factor stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.people import reset_password
from accounts.management.person import told, wanted
from ledger.entries import SERVER


class Command(BaseCommand):
    """The old password and the sessions end at once."""

    help = "Fait un lien à usage unique pour choisir un nouveau mot de passe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_: Any) -> None:
        user = wanted(email)
        token = reset_password(user, by=SERVER, at=timezone.now())
        self.stdout.write(told(user, token, "L’ancien mot de passe ne sert plus. La double vérification reste."))
