"""Journal."""

from django.apps import AppConfig


class Journal(AppConfig):
    """Brings its sentences to the record, and « Son journal » to the agent's page."""

    name = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from inventory import hooks
        from journal import shown
        from journal.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
        hooks.panels.append(shown.panel)
