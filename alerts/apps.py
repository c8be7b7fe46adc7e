"""Alertes."""

from django.apps import AppConfig


class Alerts(AppConfig):
    """Brings its sentences to the record, and what is unusual to the pages of agents."""

    name = "alerts"
    verbose_name = "Alertes"

    def ready(self) -> None:
        from alerts import shown
        from alerts.messages import ACTS
        from approvals import hooks as approvals_hooks
        from inventory import hooks
        from ledger.sentences import register

        register(ACTS)
        hooks.state_reasons.append(shown.reasons)
        hooks.panels.append(shown.panel)
        approvals_hooks.untold.append(shown.untold)
