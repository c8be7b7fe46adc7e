"""Every e-mail that must leave."""

from django.apps import AppConfig


class Outbox(AppConfig):
    """Brings its sentences to the record."""

    name = "outbox"
    verbose_name = "Messages envoyés"

    def ready(self) -> None:
        from ledger.sentences import register
        from outbox.messages import ACTS

        register(ACTS)
