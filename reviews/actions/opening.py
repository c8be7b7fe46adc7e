"""A review is opened with its points, once: the database's own constraint decides between two clocks."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Company, Membership
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind as Sealed
from lib.prepared import rows, run
from reviews.enums import Cause, Kind
from reviews.models import Review
from reviews.rules.drafts import Draft, Window
from reviews.rules.naming import name_of

SEED = 32  # bytes
# Three statements, planned once a connection: the sweep of a Friday morning opens a thousand.
ONCE = """insert into reviews_review (id, company_id, kind, cause, why, agent_id, period, starts_at, ends_at, opened_at, due_at,
 reviewer_id, deputy_id, seed, facts, nudges, next_nudge_at)
values (%(id)s, %(company_id)s, %(kind)s, %(cause)s, %(why)s, %(agent_id)s, %(period)s, %(starts_at)s, %(ends_at)s, %(opened_at)s,
 %(due_at)s, %(reviewer_id)s, %(deputy_id)s, %(seed)s, %(facts)s::jsonb, 0, %(next_nudge_at)s)
on conflict on constraint one_review_a_period do nothing returning id"""
POINTS = """insert into reviews_point (company_id, review_id, id, rank, code, tone, agent_id, permission_id, connection_id, alert_id, facts,
 "where")
select %s, %s, p.id, p.rank, p.code, p.tone, p.agent, p.permission, p.connection, p.alert, p.facts::jsonb, p.places::jsonb
  from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[])
    as p (id, rank, code, tone, agent, permission, connection, alert, facts, places)"""
BEHIND = """insert into reviews_pointaction (company_id, id, point_id, agent_id, occurred_at, key, seq)
select %s, gen_random_uuid(), b.* from unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::uuid[], %s::bigint[]) as b"""

COLUMNS: tuple[str, ...] = (
    "id",
    "company_id",
    "kind",
    "cause",
    "why",
    "agent_id",
    "period",
    "starts_at",
    "ends_at",
    "opened_at",
    "due_at",
    "reviewer_id",
)
COLUMNS += ("deputy_id", "seed", "next_nudge_at")


@dataclass(frozen=True)
class Opening:
    """What is opened, and why. `agent` None: all of them. `reviewer` None: the owners; `deputy`: called when it is late.
    `seed`: drawn now, never before, so that nobody, agent included, knows what will be looked at. `facts`: the figures of its head."""

    kind: Kind
    window: Window
    cause: Cause = Cause.CLOCK
    why: str = ""
    agent: Agent | None = None
    reviewer: Membership | None = None
    deputy: Membership | None = None
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(SEED))
    facts: Mapping[str, Any] = field(default_factory=dict)


def open_review(company: Company, opening: Opening, drafts: Sequence[Draft], *, by: Actor = SYSTEM, at: datetime) -> Review | None:
    """The review, or None when it stands already."""
    review = _review(company, opening, at)
    values = {name: getattr(review, name) for name in COLUMNS}
    if not rows(ONCE, values | {"facts": json.dumps(review.facts)}):
        return None
    review._state.adding = False
    _write(review, drafts)
    told = {"points": "1 point" if len(drafts) == 1 else f"{len(drafts)} points", "kind": str(opening.kind), "cause": str(opening.cause)}
    record(Sealed.REVIEW, "review.opened", subject(review), by=by, at=at, detail=told)
    return review


def subject(review: Review) -> Subject:
    """What the record calls it."""
    agent = review.agent.name if review.agent else ""
    return Subject("review", review.pk, name_of(review.kind, review.starts_at, review.ends_at, review.company.time_zone, agent))


def _review(company: Company, opening: Opening, at: datetime) -> Review:
    window = opening.window
    return Review(
        company=company,
        kind=str(opening.kind),
        cause=str(opening.cause),
        why=opening.why,
        agent=opening.agent,
        period=window.period,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        opened_at=at,
        due_at=window.due_at,
        reviewer=opening.reviewer,
        deputy=opening.deputy,
        seed=opening.seed,
        facts=dict(opening.facts),
        next_nudge_at=at,
    )


def _write(review: Review, drafts: Sequence[Draft]) -> None:
    points = [(uuid4(), draft) for draft in drafts]
    behind = [(point, line.agent, line.occurred_at, line.key, line.seq) for point, draft in points for line in draft.actions]
    if points:
        told = [_point(point, rank, draft) for rank, (point, draft) in enumerate(points, 1)]
        asked = [(POINTS, [review.company_id, review.pk, *_columns(told)])]
        asked += [(BEHIND, [review.company_id, *_columns(behind)])] if behind else []
        run(*asked)


def _point(point: UUID, rank: int, draft: Draft) -> tuple[Any, ...]:
    """As POINTS."""
    whom = (draft.agent, draft.permission, draft.connection, draft.alert)
    return (point, rank, str(draft.code), draft.tone, *whom, json.dumps(dict(draft.facts)), json.dumps(dict(draft.where)))


def _columns(table: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*table, strict=True)]
