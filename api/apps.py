"""Ce que les agents appellent."""

from django.apps import AppConfig


class Api(AppConfig):
    """Brings its sentences to the record, and « Brancher cet agent » to the agent's page."""

    name = "api"
    verbose_name = "Appels des agents"

    def ready(self) -> None:
        from api import shown
        from api.messages import ACTS
        from approvals import hooks as approvals_hooks
        from inventory import hooks
        from ledger.sentences import register

        register(ACTS)
        hooks.panels.append(shown.panel)
        hooks.state_reasons.append(shown.reasons)
        approvals_hooks.contacts.append(shown.contacts)
