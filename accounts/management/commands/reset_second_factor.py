"""`manage.py reset_second_factor EMAIL`: for somebody who lost telephone and codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions.people import reset_second_factor
from accounts.management.person import told, wanted
from ledger.entries import SERVER


class Command(BaseCommand):
    """Apps, codes and sessions end at once; the password stays and will be asked."""

    help = "Retire la double vérification et fait un lien à usage unique pour en faire une nouvelle."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_: Any) -> None:
        user = wanted(email)
        token = reset_second_factor(user, by=SERVER, at=timezone.now())
        said = f"Assurez-vous d’abord que c’est bien {user.name} qui vous le demande. Son mot de passe lui sera demandé."
        self.stdout.write(told(user, token, said))
