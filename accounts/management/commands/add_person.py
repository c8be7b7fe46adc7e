"""`manage.py add_person --company … --email … --name … --role …`: somebody joins a company."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.actions.people import AlreadyThere, add_person
from accounts.boundary import company_by_slug, scope
from accounts.enums import Role
from accounts.management.person import told
from accounts.models import Company
from ledger.entries import SERVER


class Command(BaseCommand):
    """Prints a link for a newcomer; somebody who signs in here already needs none."""

    help = "Ajoute une personne à une entreprise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="nom court de l’entreprise, par exemple vasseur-menuiserie")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="prénom et nom")
        parser.add_argument("--role", required=True, help=", ".join(f"{role.value} ({role.label})" for role in Role))

    def handle(self, *, company: str, email: str, name: str, role: str, **_: Any) -> None:
        chosen, pk = _role(role), company_by_slug(company)
        if pk is None:
            raise CommandError(f"Aucune entreprise ne porte le nom court «\u00a0{company}\u00a0».")
        _check(email, name)
        with scope(pk):
            there = Company.objects.get(pk=pk)
            try:
                user, token = add_person(there, email=email, name=name.strip(), role=chosen, by=SERVER, at=timezone.now())
            except AlreadyThere as error:
                raise CommandError(f"{email} travaille déjà pour {there.name}.") from error
        said = f"{user.name} a rejoint {there.name}\u00a0: {chosen.label}."
        self.stdout.write(told(user, token, said) if token else f"{said} Cette personne se connecte comme d’habitude.")


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise CommandError(f"Le rôle «\u00a0{text}\u00a0» n’existe pas. Choisissez\u00a0: {', '.join(Role.values)}.") from error


def _check(email: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"«\u00a0{email}\u00a0» n’est pas une adresse e-mail.") from error
    if not name.strip() or len(name) > 120:
        raise CommandError("Indiquez un prénom et un nom, 120 signes au plus.")
