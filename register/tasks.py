"""What a worker does for the register. A task may be lost or run twice: the row of the export decides."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.boundary import all_companies, scope
from lib.wake import wake
from register import exporting
from register.models import Export


@shared_task(name="register.export")
def export(company_id: str, export_id: str) -> None:
    """Prepare one export."""
    exporting.run(UUID(company_id), UUID(export_id), now=timezone.now)


@shared_task(name="register.sweep")
def sweep() -> None:
    """Wake a worker for each export that nobody holds: its task was lost, or its worker was."""
    at = timezone.now()
    for company_id in all_companies():
        with scope(company_id):
            for export_id in Export.objects.filter(company_id=company_id).waiting(at).values_list("pk", flat=True):
                wake("register.export", str(company_id), str(export_id))
