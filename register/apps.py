"""Registre RGPD."""

from django.apps import AppConfig


class Register(AppConfig):
    """Brings its sentences to the record."""

    name = "register"
    verbose_name = "Registre RGPD"

    def ready(self) -> None:
        from ledger.sentences import register
        from register.import_messages import IMPORT_ACTS
        from register.messages import ACTS

        register(ACTS)
        register(IMPORT_ACTS)
