"""`make demo`: the sample company, and how to sign in to it."""

import secrets
from base64 import b32decode
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions.opening import AlreadyOpen
from accounts.actions.people import change_password
from accounts.boundary import company_by_slug
from accounts.factors import STEP, code_at, spaced_key
from accounts.models import Authenticator, User
from demo.loading import load, told
from lib.envelope import unseal

WORDS = "chêne rabot copeau tenon mortaise noyer équerre vernis établi cheville hêtre ciseau planche maillet érable racloir".split()
REFUSED = """Cette installation porte déjà une entreprise : l’exemple ne s’y mêle pas.
Chargez-le à part : GARDEFOU_DATA=var-demo make demo"""


class Command(BaseCommand):
    """Once: makes everything. Again: a new password and the code of the moment, nothing else changes."""

    help = "Charge une entreprise d’exemple et dit comment s’y connecter."

    def handle(self, *_: Any, **__: Any) -> None:
        at, said = timezone.now(), told()
        password = "-".join(secrets.choice(WORDS) for _ in range(5)) + f"-{secrets.randbelow(90) + 10}"
        if company_by_slug(said["company"]["slug"]):
            user = User.objects.get(email=said["owner"]["email"])
            change_password(user, make_password(password), at=at)
            self.stdout.write("L’entreprise d’exemple est déjà là : voici un nouveau mot de passe.")
        else:
            try:
                load(password, at=at)
            except AlreadyOpen as error:
                raise CommandError(REFUSED) from error
            user = User.objects.get(email=said["owner"]["email"])
        self._say(said, user, password)

    def _say(self, said: dict[str, Any], user: User, password: str) -> None:
        app = Authenticator.objects.filter(user=user).first()
        if app is None:
            raise CommandError("Cette personne n’a plus d’application de codes : lancez manage.py reset_second_factor.")
        key, now = unseal(app.sealed_key, app.pk), timezone.now().timestamp()
        code = code_at(b32decode(key), int(now) // STEP)
        left = STEP - int(now) % STEP
        lines = [
            "",
            f"  {said['company']['name']} : {len(said['agents'])} agents, pour regarder autour de vous.",
            "",
            f"  Adresse            {settings.ADDRESS.origin}/",
            f"  E-mail             {user.email}",
            f"  Mot de passe       {password}",
            f"  Code de sécurité   {code}   (change dans {left} s ; relancez make demo pour le suivant)",
            f"  Clé de l’application de codes, si vous préférez la vôtre : {spaced_key(key)}",
            "",
            "  Ouvrez Garde-fou avec « make run » si ce n’est pas déjà fait.",
            "",
        ]
        self.stdout.write("\n".join(lines))
