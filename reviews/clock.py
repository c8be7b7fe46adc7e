"""What the beat triggers about reviews."""

from celery import shared_task
from django.utils import timezone

from reviews import sweeping


@shared_task(name="reviews.sweep")
def sweep() -> int:
    """Reviews that are due, then the people they wait for; how many were opened. Lost or run twice, it does no harm."""
    opened = sweeping.open_all(now=timezone.now)
    sweeping.nudge_all(now=timezone.now)
    return opened
