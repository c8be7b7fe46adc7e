"""The sealed record."""

from django.apps import AppConfig


class Ledger(AppConfig):
    """Registers nothing: the apps above bring their sentences."""

    name = "ledger"
    verbose_name = "Journal scellé"
