"""Preuves."""

from django.apps import AppConfig


class Evidence(AppConfig):
    """Brings its sentences to the record."""

    name = "evidence"
    verbose_name = "Preuves"

    def ready(self) -> None:
        from evidence.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
