"""Weeks to review, for tests."""

from datetime import timedelta

import pytest

from accounts.boundary import scope
from accounts.models import Company
from inventory.models import Agent
from reviews.actions.opening import Opening, open_review
from reviews.enums import Code, Kind
from reviews.models import Review
from reviews.rules.drafts import Draft, Window
from tests.cast import AT
from tests.register import rows

WEEK = Window(AT.date(), AT - timedelta(days=7), AT, AT + timedelta(days=7))


def drafts(agent: Agent, many: int) -> list[Draft]:
    """Drawn actions of an agent, again and again."""
    where = {"agent": str(agent.pk), "du": "2026-11-16", "au": "2026-11-22"}
    return [Draft(Code.SAMPLE, agent=agent.pk, facts={"number": number, "of": 240}, where=where) for number in range(1, many + 1)]


def open_week(company: Company, agent: Agent | None = None, many: int = 2, window: Window = WEEK) -> Review:
    """Inside the company's scope."""
    one = agent or rows.agent(company, "Facturier", AT)
    opened = open_review(company, Opening(Kind.WEEK, window), drafts(one, many), at=AT)
    assert opened is not None
    return opened


@pytest.fixture
def week(company: Company) -> Review:
    """A week of two points."""
    with scope(company):
        return open_week(company)
