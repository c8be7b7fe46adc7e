"""What stands in each company, for the sweep: one query for all of them, before any company is chosen (gf_review_clocks)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from reviews.enums import Kind
from reviews.rules.calendar import Pace, Past, coming, windows
from reviews.rules.drafts import Window

ALL = "select * from gf_review_clocks(%s, %s)"


@dataclass(frozen=True)
class Standing:
    """One company. `past`: of each kind of review. `digest_on`: the last Monday whose message was made; `wants_digest`: does anybody."""

    company: UUID
    pace: Pace
    past: dict[Kind, Past]
    has_agents: bool
    created_at: datetime
    digest_on: date | None
    wants_digest: bool

    def due(self, kind: Kind, at: datetime) -> list[Window]:
        """What is to be opened, the oldest first. A company that never had an agent reviews nothing."""
        return list(windows(kind, self.pace, self.past[kind], at)) if self.has_agents else []


def may_be_due(at: datetime) -> list[Standing]:
    """Every company that has an agent, or had one, and for which something may have come due."""
    return [standing for standing in _read(None, at) if standing.has_agents]


def standing_of(company: UUID) -> Standing:
    """One company."""
    return _read(company, None)[0]


def next_week(company: UUID, at: datetime) -> datetime:
    """When the next review of the week comes due. One query."""
    standing = standing_of(company)
    return coming(Kind.WEEK, standing.pace, standing.past[Kind.WEEK], at)


def _read(company: UUID | None, at: datetime | None) -> list[Standing]:
    with connection.cursor() as cursor:
        cursor.execute(ALL, [company, at])
        names = [column.name for column in cursor.description or ()]
        return [_standing(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _standing(row: dict[str, Any]) -> Standing:
    pace = Pace(row["time_zone"], row["week_day"], row["week_at"], row["rights_every"])
    since = max(row["created_at"], row["sight_from"] or row["created_at"])
    return Standing(
        company=row["company"],
        pace=pace,
        past={kind: _past(row, str(kind), since) for kind in Kind},
        has_agents=bool(row["sight_from"] or row["quiet_from"]),
        created_at=row["created_at"],
        digest_on=row["digest_on"],
        wants_digest=row["digest_off_at"] is None,
    )


def _past(row: dict[str, Any], kind: str, since: datetime) -> Past:
    return Past(
        since=max(since, row[f"{kind}_since"] or since),
        ended_at=row[f"{kind}_ended"],
        period=row[f"{kind}_period"],
        taken=frozenset(row[f"{kind}_taken"]),
        quiet_from=None if row["sight_from"] else row["quiet_from"],
    )
