"""What a worker does for accounts: forget what no longer serves."""

from celery import shared_task
from django.utils import timezone

from accounts.actions.forgetting import forget_expired


@shared_task(name="accounts.forget")
def forget() -> None:
    """May be lost or run twice."""
    forget_expired(at=timezone.now())
