"""What the beat triggers about alerts."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.boundary import all_companies
from alerts.rounds import watch_to_the_end

log = logging.getLogger(__name__)


@shared_task(name="alerts.sweep")
def sweep() -> int:
    """Every company whose record was not looked at to its end; how many. A wake that was lost does no harm."""
    looked = 0
    for company_id in all_companies():
        try:
            watch_to_the_end(company_id, timezone.now)
            looked += 1
        except Exception:
            log.exception("the record of %s could not be looked at: tried again in a minute", company_id)
    return looked
