"""What a worker does for dossiers. May be lost or run twice: a lease says who prepares it."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone


@shared_task(name="evidence.prepare")
def prepare(company: str, dossier: str) -> None:
    """Prepare one dossier."""
    from evidence import making  # reads every app: an idle worker does without

    making.run(UUID(company), UUID(dossier), now=timezone.now)
