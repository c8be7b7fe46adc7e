"""A person says what they think of a point. The newest answer counts, until somebody signs; every answer is kept."""

from datetime import datetime

from django.db import transaction

from accounts.models import Membership
from inventory.entries import actor
from ledger.actions import record
from ledger.enums import Kind as Sealed
from reviews.actions.opening import subject
from reviews.actions.remedying import ask_about, drop
from reviews.enums import Verdict
from reviews.hooks import manner_of
from reviews.models import Answer, Point, Review, SignOff
from reviews.queries.answers import newest_answer
from reviews.rules.verdicts import ASKS, CALM


class AlreadySigned(RuntimeError):
    """Somebody signed this review: it takes no more answers."""


class NotTaken(RuntimeError):
    """This answer cannot be given to this point; its words say why, in French."""


NOT_OFFERED = "Choisissez une des réponses proposées."


@transaction.atomic
def answer(point: Point, verdict: Verdict, note: str = "", *, by: Membership, at: datetime) -> Answer:
    """« Je ne sais pas » leaves a question to ask, « c’est normal » drops what was left to do. The same said twice is one answer.

    Raises AlreadySigned, NotTaken."""
    review = hold(point.review)
    manner = manner_of(review)
    if verdict not in manner.offered(point):
        raise NotTaken(NOT_OFFERED)
    if refusal := manner.refusal(point, verdict, note):
        raise NotTaken(refusal)
    before = newest_answer(point)
    if before and (before.by_id, before.verdict, before.note) == (by.pk, verdict, note):
        return before
    said = Answer.objects.create(company=review.company, point=point, verdict=verdict, note=note, at=at, by=by)
    told: dict[str, str | int] = {"point": point.rank, "verdict": str(verdict.label), "note": note}
    record(Sealed.REVIEW, "review.answered", subject(review), by=actor(by), at=at, detail=told)
    if verdict in ASKS:
        ask_about(point, note, by=by, at=at)
    if verdict in CALM:
        drop(point, by=by, at=at)
    return said


def hold(review: Review) -> Review:
    """The review, held until the transaction ends: one answers or signs at a time. Raises AlreadySigned."""
    held = Review.objects.of(review.company).select_for_update(of=("self",)).select_related("company", "agent").get(pk=review.pk)
    if held.closed_at or SignOff.objects.of(review.company).filter(review=held).exists():
        raise AlreadySigned
    return held
