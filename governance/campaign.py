"""« Les revues de mes entreprises »: where the reviews of each company of a person stand, and the rights of all of them asked at once.

One scope a company, never a wider policy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.boundary import scope
from accounts.enums import Ability
from accounts.models import Company, Membership, User
from reviews.actions import asking
from reviews.enums import Kind
from reviews.queries.pages import Row, ended_reviews, open_reviews

Companies = Sequence[tuple[UUID, str]]


@dataclass(frozen=True)
class Standing:
    """The reviews of one company: the oldest open of each kind, and the newest that ended."""

    id: UUID
    name: str
    may_review: bool
    week: Row | None
    rights: Row | None
    last_week: Row | None
    last_rights: Row | None
    late: int

    @property
    def urgency(self) -> tuple[bool, bool, str]:
        """Sort key: late ones, then open ones."""
        return (not self.late, not (self.week or self.rights), self.name.lower())


def standings(user: User, companies: Companies, at: datetime) -> list[Standing]:
    """The most urgent first. Three queries a company."""
    return sorted((_standing(member, at) for member in _members(user, companies)), key=lambda one: one.urgency)


def ask_everywhere(user: User, companies: Companies, *, at: datetime) -> int:
    """A review of the rights of every agent, in each company where this person reviews and none is open; how many were opened."""
    opened = 0
    for member in _members(user, companies):
        if member.may(Ability.REVIEW) and asking.standing(member.company, None) is None:
            opened += _asked(member, at)
    return opened


def _asked(member: Membership, at: datetime) -> int:
    try:
        asking.ask(member.company, None, by=member, at=at)
    except (asking.NothingToReview, asking.ReviewedToday):
        return 0
    return 1


def _members(user: User, companies: Companies) -> Iterator[Membership]:
    for pk, _name in companies:
        with scope(pk):
            mine = Membership.objects.of(Company(pk=pk)).current().filter(user=user.pk)
            if member := mine.select_related("company", "user").first():
                with timezone.override(ZoneInfo(member.company.time_zone)):
                    yield member


def _standing(member: Membership, at: datetime) -> Standing:
    company = member.company
    waiting, signed = open_reviews(company), ended_reviews(company)
    return Standing(
        id=company.pk,
        name=company.name,
        may_review=member.may(Ability.REVIEW),
        week=_first(waiting, Kind.WEEK),
        rights=_first(waiting, Kind.RIGHTS),
        last_week=_first(signed, Kind.WEEK),
        last_rights=_first(signed, Kind.RIGHTS),
        late=sum(row.review.due_at <= at for row in waiting),
    )


def _first(rows: Sequence[Row], kind: Kind) -> Row | None:
    return next((row for row in rows if row.review.kind == kind), None)
