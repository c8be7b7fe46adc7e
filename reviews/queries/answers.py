"""What was answered in a review: the newest of each point counts."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from reviews.models import Answer, Point, Review
from reviews.rules.seal import Said, encoded


def points_of(review: Review) -> list[Point]:
    """In their order, each knowing its review. One query."""
    found = list(Point.objects.of(review.company).filter(review=review).select_related("agent", "permission").order_by("rank"))
    for point in found:
        point.review = review
    return found


def all_answers(review: Review) -> list[Answer]:
    """Every answer, newest first. One query."""
    rows = Answer.objects.of(review.company).filter(point__review=review)
    return list(rows.select_related("by__user").order_by("-at", "-pk"))


def newest_of(answers: Iterable[Answer]) -> dict[object, Answer]:
    """By point."""
    found: dict[object, Answer] = {}
    for answer in answers:
        found.setdefault(answer.point_id, answer)
    return found


def newest_answer(point: Point) -> Answer | None:
    """The one that counts. One query."""
    return Answer.objects.of(point.company).filter(point=point).select_related("by__user").order_by("-at", "-pk").first()


def counting(review: Review) -> dict[Point, Answer]:
    """Each answered point and what counts. Two queries."""
    newest = newest_of(all_answers(review))
    return {point: newest[point.pk] for point in points_of(review) if point.pk in newest}


def sealed_bytes(review: Review, said: Mapping[Point, Answer]) -> bytes:
    """What the signature seals."""
    return encoded(str(review.pk), (_said(point, answer) for point, answer in said.items()))


def _said(point: Point, answer: Answer) -> Said:
    at = answer.at.astimezone(UTC).isoformat(timespec="microseconds")
    return Said(str(point.pk), point.rank, point.code, point.facts, answer.verdict, answer.note, answer.by.user.name, at)
