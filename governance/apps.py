"""Loads the Celery app with Django, without which web and commands would silently speak to a default broker, and our sentences."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Garde-fou"

    def ready(self) -> None:
        from governance import celery, checks, messages  # noqa: F401
        from ledger import sentences

        sentences.register(messages.ACTS)
