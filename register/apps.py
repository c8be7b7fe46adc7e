"""Registre RGPD."""

from django.apps import AppConfig


class Register(AppConfig):
    """Brings its sentences to the record."""

    name = "register"
    verbose_name = "Registre RGPD"

    def ready(self) -> None:
        from register.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
