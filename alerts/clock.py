"""What the beat triggers about alerts."""

import logging
import threading
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from alerts.actions import comparing
from alerts.rounds import watch_all

log = logging.getLogger(__name__)
one_comparison = threading.Lock()


@shared_task(name="alerts.sweep")
def sweep() -> int:
    """Every company, whose record may not have been looked at to its end; how many. A wake that was lost does no harm."""
    companies = all_companies()
    watch_all(companies, timezone.now)
    return len(companies)


@shared_task(name="alerts.compare")
def compare() -> int:
    """Companies that told something new are held against their usual; how many alerts that made. One at a time in a process: a thousand
    companies leave a thread to the other tasks."""
    if not one_comparison.acquire(blocking=False):
        return 0
    try:
        return sum(_compare(company_id) for company_id in comparing.to_compare(timezone.now()))
    finally:
        one_comparison.release()


def _compare(company_id: UUID) -> int:
    try:
        with scope(company_id):
            return comparing.compare(Company.objects.get(pk=company_id), at=timezone.now())
    except Exception:
        log.exception("%s could not be held against its usual: tried again in a minute", company_id)
        return 0
