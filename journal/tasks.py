"""What a worker does for the journal."""

from celery import shared_task
from django.db import connection

from accounts.boundary import all_companies, scope

MONTHS_AHEAD = 14


@shared_task(name="journal.make_months")
def make_months() -> None:
    """Partitions for the next months, long before they are needed: a worker that slept for a year does no harm."""
    with connection.cursor() as cursor:
        cursor.execute("select gf_make_action_months(%s)", [MONTHS_AHEAD])


@shared_task(name="journal.forget_actions")
def forget_actions() -> int:
    """Actions whose sealed content was erased, of every company; how many. Lost or run twice, it does no harm."""
    gone = 0
    for company_id in all_companies():
        with scope(company_id), connection.cursor() as cursor:
            cursor.execute("select gf_forget_actions()")
            gone += cursor.fetchone()[0]
    return gone
