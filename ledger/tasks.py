"""What a worker does for the record."""

from celery import shared_task
from django.db import connection

MONTHS_AHEAD = 14


@shared_task(name="ledger.make_months")
def make_months() -> None:
    """Partitions for the next months, long before they are needed: a worker that slept for a year does no harm."""
    with connection.cursor() as cursor:
        cursor.execute("select gf_make_months(%s)", [MONTHS_AHEAD])
