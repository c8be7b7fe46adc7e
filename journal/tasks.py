"""What a worker does for the journal."""

from uuid import UUID

from celery import shared_task
from django.db import connection
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from journal.actions.late_names import forget as forget_traces

MONTHS_AHEAD = 14


@shared_task(name="journal.make_months")
def make_months() -> None:
    """Partitions for the next months, long before they are needed: a worker that slept for a year does no harm. Old ones go when empty."""
    with connection.cursor() as cursor:
        cursor.execute("select gf_make_action_months(%s)", [MONTHS_AHEAD])
        cursor.execute("select gf_drop_action_months()")


@shared_task(name="journal.forget_actions")
def forget_actions() -> int:
    """Actions whose sealed content was erased, of every company, and what is kept for a day; how many actions. May be lost or run twice."""
    gone, at = 0, timezone.now()
    for company_id in all_companies():
        while some := _forget(company_id):
            gone += some
        with scope(company_id):
            forget_traces(Company(pk=company_id), at=at)
    return gone


def _forget(company_id: UUID) -> int:
    """Some of one company: each in a transaction of its own."""
    with scope(company_id), connection.cursor() as cursor:
        cursor.execute("select gf_forget_actions()")
        many: int = cursor.fetchone()[0]
    return many
