"""Loads the Celery app with Django: without it, web and commands would silently speak to a default broker."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Garde-fou"

    def ready(self) -> None:
        from governance import celery  # noqa: F401
