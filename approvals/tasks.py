"""What a worker does for demands: tell agents what became of them."""

from celery import shared_task
from django.utils import timezone

from approvals.actions import calling_back


@shared_task(name="approvals.call_back")
def call_back() -> None:
    """May be lost or run twice: a lease says who makes a call."""
    calling_back.call_alone(now=timezone.now)
