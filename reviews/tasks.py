"""What a worker does for reviews."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from lib.wake import wake
from reviews import printing
from reviews.models import SignOff


@shared_task(name="reviews.print")
def print_review(company_id: str, review_id: str) -> None:
    """The page of one signed review."""
    printing.run(UUID(company_id), UUID(review_id), now=timezone.now)


@shared_task(name="reviews.print_lost")
def print_lost() -> None:
    """Signed and not printed, or printed without its checkpoint: its task was lost, its worker was, or the signer was away."""
    for company_id in all_companies():
        with scope(company_id):
            signed = SignOff.objects.of(Company.objects.get(pk=company_id)).unfinished()
            for review_id in signed.values_list("review_id", flat=True):
                wake("reviews.print", str(company_id), str(review_id))
