"""A review of rights outside the clock: a person asks for it, or an agent has changed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts.models import Company, Membership
from inventory.entries import actor
from inventory.models import Agent
from inventory.rules.days import company_day
from reviews.actions.opening import Opening, open_again, open_review
from reviews.enums import Cause, Kind
from reviews.models import Review
from reviews.rights import rights_points
from reviews.rules.drafts import Window

TIME = timedelta(days=14)
LOOKED_BACK = timedelta(days=90)  # what alerts.queries.rights counts


class NothingToReview(Exception):
    """No agent, or none with a right or an account."""


class ReviewedToday(Exception):
    """Everybody's rights were reviewed and signed today."""


@transaction.atomic
def ask(company: Company, agent: Agent | None, *, by: Membership, at: datetime) -> Review:
    """The review of one agent's rights, or of all; the one that is open, when there is one. Raises NothingToReview, ReviewedToday."""
    found = standing(company, agent) or _open(company, agent, Cause.ASKED, "", by=by, at=at) or standing(company, agent)
    if found is None:
        raise ReviewedToday
    return found


@transaction.atomic
def after_change(agent: Agent, what: str, *, by: Membership, at: datetime) -> Review | None:
    """An agent that has another model, tool or purpose may not need what it was given. None when nothing is to be reviewed, or it is
    under review already."""
    if standing(agent.company, agent):
        return None
    try:
        return _open(agent.company, agent, Cause.CHANGED, what, by=by, at=at)
    except NothingToReview:
        return None


def standing(company: Company, agent: Agent | None) -> Review | None:
    """The open review of just these rights. One query."""
    return Review.objects.of(company).open().filter(kind=Kind.RIGHTS, agent=agent).order_by("opened_at", "pk").first()


def _free_day(company: Company, agent: Agent | None, at: datetime) -> date:
    """The day that tells this review from others: today, or for one agent the next free one, for it may change again the day it was
    reviewed. Everybody's is of its day: another one would stand where the clock puts its own."""
    today = company_day(at, company.time_zone)
    if agent is None:
        return today
    newest = Review.objects.of(company).filter(kind=Kind.RIGHTS, agent=agent).aggregate(newest=Max("period"))["newest"]
    return max(today, newest + timedelta(days=1)) if newest else today


def _open(company: Company, agent: Agent | None, cause: Cause, why: str, *, by: Membership, at: datetime) -> Review | None:
    agents: Sequence[Agent] | None = [agent] if agent else None
    drafts = rights_points(company, agents, at=at)
    if not drafts:
        raise NothingToReview
    window = Window(_free_day(company, agent, at), at - LOOKED_BACK, at, at + TIME)
    opening = Opening(Kind.RIGHTS, window, cause, why, agent)
    closed = Review.objects.of(company).filter(kind=Kind.RIGHTS, agent=agent, period=window.period, closed_at__isnull=False)
    if empty := closed.select_related("company", "agent").first():
        return empty if open_again(empty, opening, drafts, by=actor(by), at=at) else None
    return open_review(company, opening, drafts, by=actor(by), at=at)
