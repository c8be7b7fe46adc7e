"""What the beat triggers about stops."""

import logging
from datetime import timedelta

from celery import shared_task
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error
from django.utils import timezone

from accounts.boundary import scope
from accounts.models import Company
from approvals import markers
from approvals.actions import recover

log = logging.getLogger(__name__)

IN_FLIGHT = timedelta(seconds=30)  # a younger file may belong to a request that has not committed yet


@shared_task(name="approvals.recover_stops")
def recover_stops() -> None:
    """Give each stop held by a file its row and its entry. Lost or run twice: the file stays until both are there."""
    markers.keep_room()
    settled = timezone.now() - IN_FLIGHT
    for company_id in markers.companies():
        for marker in markers.of_company(company_id):
            if marker.asked_at < settled:
                _recover(marker)


def _recover(marker: markers.Marker) -> None:
    try:
        with scope(marker.company_id):
            recover(Company.objects.get(pk=marker.company_id), marker)
    except (Error, ObjectDoesNotExist):
        log.exception("stop %s cannot be recorded yet: its file goes on holding it", marker.id)
