"""What a worker does for the register. A task may be lost or run twice: the row of the export decides."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from register import exporting


@shared_task(name="register.export")
def export(company_id: str, export_id: str) -> None:
    """Prepare one export."""
    exporting.run(UUID(company_id), UUID(export_id), now=timezone.now)
