"""What the clock triggers for dossiers."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="evidence.sweep")
def sweep() -> None:
    """Dossiers that nobody prepares, and files past their days."""
    from evidence import keeping

    keeping.sweep(now=timezone.now)
