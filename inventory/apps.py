"""Inventaire."""

from django.apps import AppConfig


class Inventory(AppConfig):
    """Brings its sentences to the record."""

    name = "inventory"
    verbose_name = "Inventaire"

    def ready(self) -> None:
        from inventory.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
