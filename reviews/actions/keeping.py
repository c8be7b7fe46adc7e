"""Rights that nothing stands out about are kept together: one act, an answer each. The others are answered one by one."""

from datetime import datetime

from django.db import transaction

from accounts.models import Membership
from inventory.entries import actor
from ledger.actions import record
from ledger.enums import Kind as Sealed
from reviews.actions.answering import hold
from reviews.actions.opening import subject
from reviews.enums import Verdict
from reviews.hooks import manner_of
from reviews.models import Answer, Review
from reviews.queries.answers import counting, points_of


@transaction.atomic
def keep_calm(review: Review, *, by: Membership, at: datetime) -> int:
    """How many rights are kept by this. Twice keeps nothing twice. Raises AlreadySigned."""
    held = hold(review)
    manner = manner_of(held)
    said = {point.pk for point in counting(held)}
    calm = [point for point in points_of(held) if point.pk not in said and manner.is_calm(point)]
    if not calm:
        return 0
    Answer.objects.bulk_create(Answer(company=held.company, point=point, verdict=Verdict.KEEP, at=at, by=by) for point in calm)
    told: dict[str, str | int] = {"number": len(calm), "ranks": ", ".join(str(point.rank) for point in calm)}
    record(Sealed.REVIEW, "review.kept", subject(held), by=actor(by), at=at, detail=told)
    return len(calm)
