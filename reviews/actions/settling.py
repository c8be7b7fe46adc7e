"""What the signature of a week settles besides: alerts that were shown, and what earlier reviews had left to do and is said to be done."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Membership
from reviews.actions.alerting import acknowledge_shown
from reviews.actions.remedying import finish
from reviews.enums import Verdict
from reviews.models import Answer, Point, Remedy, Review
from reviews.queries.pages import CARRIED


def settle_week(review: Review, said: Mapping[Point, Answer], *, by: Membership, at: datetime) -> None:
    """In the transaction of the signature."""
    acknowledge_shown(review, said, by=by, at=at)
    for point, answer in said.items():
        if answer.verdict == Verdict.DONE:
            left = Remedy.objects.of(review.company).open().filter(pk__in=point.facts.get(CARRIED, ()))
            for remedy in left.select_related("company", "point__review__company", "point__review__agent"):
                finish(remedy, answer.note, by=by, at=at)
