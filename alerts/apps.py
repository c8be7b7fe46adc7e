"""Alertes."""

from django.apps import AppConfig


class Alerts(AppConfig):
    """Brings its sentences to the record, and what is unusual to the pages of agents."""

    name = "alerts"
    verbose_name = "Alertes"

    def ready(self) -> None:
        from alerts.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
