"""The labelled journal, reviewed week by week: what was planted stands among the twelve points at most."""

from collections import Counter
from uuid import UUID

import pytest

from accounts.boundary import scope
from accounts.models import Company
from alerts.enums import Oddity
from alerts.rules.unusual.found import Unusual
from reviews import checklist
from reviews.enums import Code
from reviews.rules.choosing import MOST
from reviews.rules.drafts import Draft, Window
from reviews.rules.sentences import told
from tests.alerts import labelled

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not labelled.FOLDER.is_dir(), reason="the labelled journal is not here")]


def shows(point: Draft, incident: labelled.Incident, agents: dict[UUID, str]) -> bool:
    """As of a finding: of its agent and kind, on one of its actions."""
    if point.code != Code.UNUSUAL:
        return False
    own = agents[point.agent] if point.agent else ""
    told = [point.facts, *point.facts.get("also", ())] if own else point.facts["others"]
    mine = [one for one in told if one.get("agent", own) == incident.agent]
    findings = (Unusual(UUID(int=0), Oddity(one["kind"]), 0, incident.starts_at, actions=point.actions) for one in mine)  # type: ignore[arg-type]
    return any(labelled.shows(finding, incident) for finding in findings)


def test_nine_incident_weeks_in_ten_show_it_among_twelve_points(company: Company) -> None:
    known = labelled.labelled()
    weeks, shown, codes, long = Counter[str](), Counter[str](), Counter[str](), list[str]()
    with scope(company):
        agents = {agent.pk: name for name, agent in labelled.load(company, known).items()}
        for starts_at, ends_at in known.weeks:
            window = Window(ends_at.date(), starts_at, ends_at, ends_at)
            points = checklist.week_points(company, window, bytes(32), at=ends_at)
            assert len(points) <= MOST
            codes.update(str(one.code) for one in points)
            long += [words for one in points if len((words := told(one.code, one.facts).title).split(" ")) >= 15]
            for one in (one for one in known.incidents if one.starts_at < ends_at and one.ends_at > starts_at):
                weeks[one.kind] += 1
                shown[one.kind] += any(shows(point, one, agents) for point in points)
    missed = {kind: f"{shown[kind]}/{weeks[kind]}" for kind in weeks if shown[kind] < weeks[kind]}
    words = f"{shown.total()} of {weeks.total()} ({shown.total() / weeks.total():.1%}); missed {missed}; points {dict(codes)}; long {long}"
    print(words)  # noqa: T201 (the figures are the point)
    assert shown.total() >= 0.9 * weeks.total(), words
