"""The points of a week: what was found, as drafts, chosen by reviews.rules.choosing. Reads; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from accounts.models import Company
from alerts.queries.unusual import unusual
from alerts.rules.unusual.found import Unusual
from reviews.queries import week as asked
from reviews.rules import candidates
from reviews.rules.choosing import choose
from reviews.rules.drafts import Draft, Window
from reviews.rules.heads import head
from reviews.rules.held import Week
from reviews.rules.sample import size_of

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Checklist:
    """`facts`: the figures of the review's head, what found no room among the points included."""

    points: list[Draft]
    facts: Mapping[str, Any] = field(default_factory=dict)


def week(company: Company, window: Window, seed: bytes, *, at: datetime) -> Checklist:
    """Inside the company's scope. One statement, and those of alerts.queries.unusual. The same window and seed give the same points, as
    long as the record keeps the content of its rows."""
    found = asked.read(company, window, seed)
    odd = [*unusual(company, window.starts_at, window.ends_at, at=at), *told_late(company, window, found, at=at)]
    made = candidates.of(found, odd, window)
    sample = candidates.sample(found.ordinary, size_of(found.ordinary))
    chosen = candidates.folded(choose([*made.points, *sample], made.spare), found.team)
    shown = {line.seq for one in chosen.points for line in one.actions}
    drawn = [one.line for one in islice((row for row in found.drawn if row.seq not in shown), size_of(found.ordinary))]
    points = [candidates.with_lines(one, drawn) for one in chosen.points]
    return Checklist([one for one in points if one], head(found, chosen))


def told_late(company: Company, window: Window, found: Week, *, at: datetime) -> list[Unusual]:
    """What is unusual in weeks that were reviewed already, because of actions that were told since: a late word hides nothing."""
    weeks = [(window.starts_at - WEEK * number, window.starts_at - WEEK * (number - 1)) for number in found.late_weeks]
    odd = [one for starts_at, ends_at in weeks for one in unusual(company, starts_at, ends_at, at=at)]
    return [one for one in odd if any(line.seq >= (found.since or 0) for line in one.actions)]


def week_points(company: Company, window: Window, seed: bytes, *, at: datetime) -> list[Draft]:
    """The points alone."""
    return week(company, window, seed, at=at).points
