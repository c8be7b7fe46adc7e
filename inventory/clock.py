"""What time itself does to the inventory."""

from celery import shared_task
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from inventory.actions.rights import expire_due


@shared_task(name="inventory.expire_rights")
def expire_rights() -> int:
    """End the rights whose last day is over, company by company; how many. Lost or run twice, it does no harm."""
    at, ended = timezone.now(), 0
    for company_id in all_companies():
        with scope(company_id):
            ended += expire_due(Company.objects.get(pk=company_id), at=at)
    return ended
