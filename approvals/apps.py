"""Arrêts et accords."""

from django.apps import AppConfig


class Approvals(AppConfig):
    """Brings its sentences to the record."""

    name = "approvals"
    verbose_name = "Arrêts et accords"

    def ready(self) -> None:
        from approvals.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
