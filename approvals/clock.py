"""What the beat triggers about stops and demands."""

import logging
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from approvals import markers
from approvals.actions import calling
from approvals.actions.deciding import expire_due
from approvals.actions.stopping import recover

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


@shared_task(name="approvals.expire_requests")
def expire_requests() -> int:
    """Demands nobody answered in time; how many ended. Lost or run twice, it does no harm: a late one is already no answer."""
    return _everywhere(expire_due)


@shared_task(name="approvals.remind_deciders")
def remind_deciders() -> int:
    """Demands half of whose life is over; how many mails. Lost or run twice, it does no harm: a person is reminded once of a demand."""
    return _everywhere(calling.remind)


def _everywhere(do: Callable[..., int]) -> int:
    """In each company's scope; one that stumbles does not keep the others waiting."""
    at, done = timezone.now(), 0
    for company_id in all_companies():
        try:
            with scope(company_id):
                done += do(Company.objects.get(pk=company_id), at=at)
        except Exception:
            log.exception("demands of company %s: tried again in a minute", company_id)
    return done
