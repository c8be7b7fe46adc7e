"""What the clock opens: the review of a week, the review of rights, with their points, once. Inside the company's scope."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.boundary import scope
from accounts.models import Company
from inventory.models import Agent
from lib.kept import Kept, together
from reviews import checklist, rights
from reviews.actions.opening import Opening, close_empty, open_review
from reviews.actions.rhythm import RHYTHM, rhythm_of
from reviews.checklist import Checklist
from reviews.enums import Kind
from reviews.models import Review, ReviewQuerySet
from reviews.rules.drafts import Window

COMPANY = Kept(lambda company: Company.objects.filter(pk=company), UUID)
STANDING = Kept(lambda company, day: _of_all(company).filter(period=day).values_list("kind", flat=True), Company, date)


def _of_all(company: Company) -> ReviewQuerySet:
    return Review.objects.of(company).filter(agent=None)


def open_of(company: UUID, kind: Kind, window: Window, *, at: datetime) -> Review | None:
    """The same, by the company's id. Opens its scope. What is read ahead spares work and decides nothing: the constraint does."""
    with scope(company), together((COMPANY, (company,)), (STANDING, (company, window.period)), (RHYTHM, (company,))):
        return open_due(COMPANY.read(company)[0], kind, window, at=at)


@transaction.atomic
def open_due(company: Company, kind: Kind, window: Window, *, at: datetime) -> Review | None:
    """The review, or None when it stands already, opened by another sweep or by somebody. Without anything to look at it is closed at once:
    a week always has its totals, rights may not be written yet."""
    if kind in STANDING.read(company, window.period):
        return None
    rhythm = rhythm_of(company)
    opening = Opening(kind, window, reviewer=rhythm.reviewer, deputy=rhythm.deputy)
    found = _found(company, opening, at)
    if not found.points:
        return close_empty(company, opening, Agent.objects.of(company).in_sight().count(), at=at)
    return open_review(company, replace(opening, facts=found.facts), found.points, at=at)


def _found(company: Company, opening: Opening, at: datetime) -> Checklist:
    if opening.kind == Kind.WEEK:
        return checklist.week(company, opening.window, opening.seed, at=at)
    return Checklist(rights.rights_points(company, None, at=at))
