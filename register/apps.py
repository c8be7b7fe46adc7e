"""Registre RGPD."""

from django.apps import AppConfig


class Register(AppConfig):
    """Brings its sentences to the record, and what can be printed to the pages of agents."""

    name = "register"
    verbose_name = "Registre RGPD"

    def ready(self) -> None:
        from inventory import hooks
        from ledger.sentences import register
        from register import shown
        from register.import_messages import IMPORT_ACTS
        from register.messages import ACTS

        register(ACTS)
        register(IMPORT_ACTS)
        hooks.panels.append(shown.panel)
