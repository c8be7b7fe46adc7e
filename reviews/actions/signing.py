"""A person signs a review: its answers are sealed, and it takes no more. The checkpoint and the page are made right after, by a worker."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Membership
from inventory.entries import actor
from ledger.actions import record
from ledger.enums import Kind as Sealed
from lib.wake import wake
from reviews.actions.answering import AlreadySigned, hold
from reviews.actions.opening import subject
from reviews.hooks import manner_of
from reviews.models import Answer, Point, Review, SignOff
from reviews.queries.answers import counting, points_of, sealed_bytes
from reviews.rules.seal import print_of
from reviews.rules.verdicts import counted

__all__ = ["AlreadySigned", "AnswersChanged", "NotAllAnswered", "sign"]


class NotAllAnswered(RuntimeError):
    """Points are left without an answer."""


class AnswersChanged(RuntimeError):
    """Somebody else answered since the page was read: one signs what one has seen."""


@transaction.atomic
def sign(review: Review, note: str = "", *, seen: str | None = None, by: Membership, at: datetime) -> SignOff:
    """`seen`: the fingerprint of the answers that a page showed, None where there was no page.

    Raises AlreadySigned, NotAllAnswered, AnswersChanged."""
    held = hold(review)
    said = counting(held)
    if len(said) < len(points_of(held)):
        raise NotAllAnswered
    sealed = sealed_bytes(held, said)
    fingerprint = print_of(sealed)
    if seen is not None and seen != fingerprint:
        raise AnswersChanged
    manner_of(held).sign(held, said, by=by, at=at)
    seq = record(Sealed.REVIEW, "review.signed", subject(held), by=actor(by), at=at, detail=_told(said, fingerprint, note))
    whom = {"by": by, "by_name": by.user.name}
    made = SignOff.objects.create(
        company=held.company, review=held, at=at, **whom, note=note, answers=fingerprint, sealed=sealed.decode(), seq=seq
    )
    Review.objects.of(held.company).filter(pk=held.pk).update(next_nudge_at=None)
    wake("reviews.print", str(held.company_id), str(held.pk))
    return made


def _told(said: Mapping[Point, Answer], fingerprint: str, note: str) -> dict[str, str | int]:
    words = counted(Counter(answer.verdict for answer in said.values())) or "aucun point"
    return {"points": len(said), "counted": words, "answers": fingerprint, "note": note}
