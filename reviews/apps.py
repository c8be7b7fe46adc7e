"""Revues."""

from django.apps import AppConfig


class Reviews(AppConfig):
    """Brings its sentences to the record."""

    name = "reviews"
    verbose_name = "Revues"

    def ready(self) -> None:
        from ledger.sentences import register
        from reviews.messages import ACTS

        register(ACTS)
