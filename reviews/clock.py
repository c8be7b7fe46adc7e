"""What the beat triggers about reviews."""

import threading

from celery import shared_task
from django.utils import timezone

from reviews import sweeping

one_sweep = threading.Lock()


@shared_task(name="reviews.sweep")
def sweep() -> int:
    """Reviews that are due, then the people they wait for; how many were opened. Lost or run twice, it does no harm; one at a time in a
    process, so that a morning on which a thousand companies review leaves a thread to the other tasks."""
    if not one_sweep.acquire(blocking=False):
        return 0
    try:
        opened = sweeping.open_all(now=timezone.now)
        sweeping.nudge_all(now=timezone.now)
        return opened
    finally:
        one_sweep.release()
