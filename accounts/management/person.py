"""What the commands about one person share."""

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import User
from accounts.queries import person_of


def wanted(email: str) -> User:
    """Raises CommandError, with the sentence that helps."""
    user = person_of(email)
    if user is None:
        raise CommandError(f"Personne n’a l’adresse «\u00a0{email}\u00a0». Vérifiez-la\u00a0: c’est celle de la connexion.")
    return user


def link(token: str) -> str:
    """A one-time link in full."""
    return f"{settings.ADDRESS.origin}{reverse('accounts:access_link', args=[token])}"


def told(user: User, token: str, what: str) -> str:
    """What to do with the link."""
    return f"{what} Donnez ce lien à {user.name}, à usage unique, valable 72 heures\u00a0:\n\n    {link(token)}\n"
