"""What a week held, in one statement: aggregates only, so that a week of 50,000 actions costs one reading of it. And the draw.

A review looks at the actions of its window that were sealed before it opened (`upto`), and at those of before that were told too late for
the review before it (`since`): each action is looked at once.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import Company
from inventory.rules.days import company_day
from lib.prepared import PLANNED_ONCE, rows_of_each
from reviews.queries.statements import WEEK
from reviews.rules.drafts import Line, Window
from reviews.rules.held import Demands, Drawn, Due, Member, Named, Sum, Warned, Week
from reviews.rules.usual import WEEKS

LATE = timedelta(days=62)  # an action told later than that is history that somebody brought, not the work of a week
GRANT_LIFE = timedelta(days=2)  # a demand's life is a day at most (agent contract): what was answered in a week ends within these


def read(company: Company, window: Window, seed: bytes) -> Week:
    """One statement, inside the company's scope."""
    asked = (WEEK, _places(company, window) | {"seed": seed})
    ((found,),) = rows_of_each({"once": (PLANNED_ONCE, ()), "week": asked})["week"]
    return _week(found)


def _places(company: Company, window: Window) -> dict[str, Any]:
    starts = window.starts_at
    return {
        "company": company.pk,
        "starts": starts,
        "ends": window.ends_at,
        "late": starts - LATE,
        "before": starts - timedelta(weeks=WEEKS),
        "year": starts - timedelta(days=366),
        "first_day": company_day(starts, company.time_zone),
        "days": 7 * WEEKS,
        "life": GRANT_LIFE,
    }


def _week(found: dict[str, list[Any]]) -> Week:
    rows = {name: values or [] for name, values in found.items() if isinstance(values, list) or values is None}
    upto, since = rows["bounds"] or (0, None)
    behind: dict[str, list[Line]] = {}
    for alert, *line in rows["behind"]:
        behind.setdefault(alert, []).append(_line(*line))
    return Week(
        upto=upto,
        since=since,
        drawn=[Drawn(row) for row in rows["drawn"]],
        tests=found["tests"],  # type: ignore[arg-type]
        late_weeks=sorted(rows["late_weeks"]),
        older=found["older"],  # type: ignore[arg-type]
        ordinary=found["ordinary"],  # type: ignore[arg-type]
        sums=[Sum(UUID(agent), *more) for agent, *more in rows["totals"]],
        repeated={UUID(agent): int(number) for agent, number in rows["repeated"]},
        names=[Named(UUID(agent), what, name, many, _line(agent, *line)) for agent, what, name, many, *line in rows["names"]],
        usual=_usual(rows["usual"]),
        demands=[Demands(*row) for row in rows["demands"]],
        granted=_by_week(rows["granted"]),
        people=[(name, yes, no) for name, yes, no in rows["people"]],
        team={UUID(agent): Member(UUID(agent), *more) for agent, *more in rows["team"]},
        alerts=[_warned(row, behind) for row in rows["alerts"]],
        due=[Due(UUID(one), kind, UUID(agent) if agent else None, _moment(at)) for one, kind, agent, at in rows["due"]],
    )


def _warned(row: list[Any], behind: dict[str, list[Line]]) -> Warned:
    alert, agent, code, facts, at, is_answered, is_normal, number = row
    return Warned(UUID(alert), UUID(agent), code, facts, _moment(at), is_answered, is_normal, max(number, 1), tuple(behind.get(alert, ())))


def _usual(rows: list[Any]) -> dict[tuple[UUID, str, str], list[int]]:
    found: dict[tuple[str, str, str], list[list[int]]] = {}
    for agent, kind, outcome, ago, number in rows:
        found.setdefault((agent, kind, outcome), []).append([ago, int(number)])
    return {(UUID(agent), kind, outcome): _by_week(weeks) for (agent, kind, outcome), weeks in found.items()}


def _by_week(rows: list[Any]) -> list[int]:
    """Oldest first."""
    weeks = [0] * WEEKS
    for ago, number in rows:
        if 0 <= ago < WEEKS:
            weeks[WEEKS - 1 - ago] += int(number)
    return weeks


def _line(agent: str, at: str, key: str, seq: int) -> Line:
    return Line(UUID(agent), _moment(at), UUID(key), seq)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
