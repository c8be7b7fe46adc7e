"""The labelled journal, week by week: what was planted stands among the points of its week."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from accounts.boundary import scope
from accounts.models import Company
from alerts.queries.unusual import unusual
from tests.alerts import labelled

MOST = 12  # points of a review
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not labelled.FOLDER.is_dir(), reason="the labelled journal is not here")]


@dataclass
class Score:
    """Weeks of an agent with an incident, and those whose incident is shown; points, and those of an agent without any."""

    weeks: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    idle: Counter[str] = field(default_factory=Counter)
    found: list[int] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.shown.total() / self.weeks.total()

    def __str__(self) -> str:
        kinds = "\n".join(f"  {kind:20} {self.shown[kind]}/{self.weeks[kind]}" for kind in sorted(self.weeks))
        return (
            f"{self.shown.total()} of {self.weeks.total()} weeks with an incident show it ({self.share:.1%})\n{kinds}\n"
            f"findings a week: {self.found}\npoints of an agent without an incident: {self.idle.total()} of {self.points.total()}"
            f" ({dict(self.idle)} of {dict(self.points)})"
        )


def test_nine_incidents_in_ten_are_shown(company: Company) -> None:
    known = labelled.labelled()
    with scope(company):
        agents = {agent.pk: name for name, agent in labelled.load(company, known).items()}
        score = Score()
        for starts_at, ends_at in known.weeks:
            found = unusual(company, starts_at, ends_at, at=ends_at)
            points = found[:MOST]
            planted = [one for one in known.incidents if one.starts_at < ends_at and one.ends_at > starts_at]
            score.found.append(len(found))
            for one in planted:
                score.weeks[one.kind] += 1
                score.shown[one.kind] += any(agents[point.agent] == one.agent and labelled.shows(point, one) for point in points)
            for point in points:
                score.points[point.kind] += 1
                score.idle[point.kind] += agents[point.agent] not in {one.agent for one in planted}
    print(score)  # noqa: T201 (the figures are the point)
    assert score.share >= 0.9, str(score)
    assert score.idle.total() <= 0.15 * score.points.total(), str(score)
