"""A review of rights outside the clock: a person asks for it, or an agent has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Company, Membership
from inventory.entries import actor
from inventory.models import Agent
from inventory.rules.days import company_day
from reviews.actions.opening import Opening, open_review
from reviews.enums import Cause, Kind
from reviews.models import Review
from reviews.rights import rights_points
from reviews.rules.drafts import Window

TIME = timedelta(days=14)
LOOKED_BACK = timedelta(days=90)  # what alerts.queries.rights counts


class NothingToReview(Exception):
    """No agent, or none with a right or an account."""


@transaction.atomic
def ask(company: Company, agent: Agent | None, *, by: Membership, at: datetime) -> Review:
    """The review of one agent's rights, or of all; the one that is open, when there is one. Raises NothingToReview."""
    found = standing(company, agent) or _open(company, agent, Cause.ASKED, "", by=by, at=at)
    if found is None:
        raise NothingToReview
    return found


@transaction.atomic
def after_change(agent: Agent, what: str, *, by: Membership, at: datetime) -> Review | None:
    """An agent that has another model, tool or purpose may not need what it was given. None when nothing is to be reviewed, or it is
    under review already."""
    if standing(agent.company, agent):
        return None
    return _open(agent.company, agent, Cause.CHANGED, what, by=by, at=at)


def standing(company: Company, agent: Agent | None) -> Review | None:
    """The open review of just these rights. One query."""
    return Review.objects.of(company).open().filter(kind=Kind.RIGHTS, agent=agent).order_by("opened_at", "pk").first()


def _open(company: Company, agent: Agent | None, cause: Cause, why: str, *, by: Membership, at: datetime) -> Review | None:
    agents: Sequence[Agent] | None = [agent] if agent else None
    drafts = rights_points(company, agents, at=at)
    if not drafts:
        return None
    window = Window(company_day(at, company.time_zone), at - LOOKED_BACK, at, at + TIME)
    return open_review(company, Opening(Kind.RIGHTS, window, cause, why, agent), drafts, by=actor(by), at=at)
