"""What a worker does when an agent has told something."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from alerts.rounds import watch_to_the_end


@shared_task(name="alerts.watch")
def watch(company_id: str) -> int:
    """Everything this company recorded since the last look. Lost or run twice, it does no harm."""
    return watch_to_the_end(UUID(company_id), timezone.now)
