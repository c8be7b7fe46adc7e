"""The labelled journal, day by day: what raises an alert at once is true, and what shows in a moment is told by the day after."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from accounts.boundary import scope
from accounts.models import Company
from alerts.queries.unusual import unusual
from alerts.rules.live import code_of
from alerts.rules.unusual.found import Unusual
from tests.alerts import labelled

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SLOW = {"gradual_increase", "slow_exfil", "night_activity"}  # days make them: the review of the week tells; nights, once hours are declared
BEFORE = timedelta(days=3)  # of an invoice made twice, the label begins at the second one
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not labelled.FOLDER.is_dir(), reason="the labelled journal is not here")]


@dataclass(frozen=True)
class Raised:
    """An alert, and the incidents it shows."""

    at: datetime
    agent: str
    finding: Unusual
    shows: tuple[labelled.Incident, ...]
    is_early: bool


def test_of_ten_alerts_nine_are_true_and_what_shows_at_once_is_told(company: Company) -> None:
    known = labelled.labelled()
    first, last = known.weeks[0][0], known.weeks[-1][1]
    with scope(company):
        agents = {agent.pk: name for name, agent in labelled.load(company, known).items()}
        raised = raised_day_by_day(company, known, agents, (first, last))
    true, early = [one for one in raised if one.shows], [one for one in raised if one.is_early]
    planted = [one for one in known.incidents if first <= one.starts_at and one.ends_at < last]
    told = [one for one in planted if any(one in alert.shows for alert in raised)]
    quick, quick_told = ([one for one in some if one.kind not in SLOW] for some in (planted, told))
    false = [one for one in raised if not one.shows and not one.is_early]
    words = (
        f"{len(raised)} alerts in {(last - first).days // 7} weeks of {len(agents)} agents: {len(true)} show an incident"
        f" ({len(true) / len(raised):.0%}), {len(early)} the days before one, false {_kinds(one.finding.kind for one in false)}\n"
        f"{len(told)} of {len(planted)} incidents are told ({len(told) / len(planted):.0%}), of those that show at once"
        f" {len(quick_told)} of {len(quick)} ({len(quick_told) / len(quick):.0%})\n{_kinds(one.finding.kind for one in raised)}"
    )
    print(words)  # noqa: T201 (the figures are the point)
    assert len(true) >= 0.88 * len(raised), words
    assert len(true) + len(early) >= 0.95 * len(raised), words
    assert len(quick_told) >= 0.9 * len(quick), words


def raised_day_by_day(company: Company, known: labelled.Labelled, agents: dict[UUID, str], span: tuple[datetime, datetime]) -> list[Raised]:
    """As alerts.actions.comparing does: once an agent, a family and any seven days."""
    raised: list[Raised] = []
    newest: dict[tuple[str, str], datetime] = {}
    for number in range((span[1] - span[0]).days):
        at = span[0] + DAY * (number + 1)
        for one in unusual(company, at - WEEK, at, at=at):
            code, agent = code_of(one.kind, one.facts), agents[one.agent]
            if code and newest.get((agent, code), span[0]) <= at - WEEK * ((agent, code) in newest):
                newest[agent, code] = at
                mine = [each for each in known.incidents if each.agent == agent]
                shows = tuple(each for each in mine if each.starts_at <= at <= each.ends_at + 8 * DAY and labelled.shows(one, each))
                early = any(at < each.starts_at <= at + BEFORE for each in mine)
                raised.append(Raised(at, agent, one, shows, early and not shows))
    return raised


def _kinds(found: Iterable[str]) -> dict[str, int]:
    return dict(Counter(str(kind) for kind in found))
