"""What the clock triggers for the register."""

from celery import shared_task
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from lib.wake import wake
from register.models import Export


@shared_task(name="register.sweep")
def sweep() -> None:
    """Wake a worker for each export that nobody holds: its task was lost, or its worker was."""
    at = timezone.now()
    for company_id in all_companies():
        with scope(company_id):
            company = Company.objects.get(pk=company_id)
            for export_id in Export.objects.of(company).waiting(at).values_list("pk", flat=True):
                wake("register.export", str(company_id), str(export_id))
