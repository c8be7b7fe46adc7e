"""A review is opened with its points, once: the database's own constraint decides between two clocks."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Company, Membership
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind as Sealed
from lib.prepared import Asked, rows, run
from reviews.enums import Cause, Kind
from reviews.models import Review
from reviews.rules.drafts import Draft, Window
from reviews.rules.naming import name_of

SEED = 32  # bytes
# Three statements, planned once a connection: the sweep of a Friday morning opens a thousand.
ONCE = """insert into reviews_review (id, company_id, kind, cause, why, agent_id, period, starts_at, ends_at, opened_at, due_at,
 reviewer_id, deputy_id, seed, facts, nudges, next_nudge_at, closed_at)
values (%(id)s, %(company_id)s, %(kind)s, %(cause)s, %(why)s, %(agent_id)s, %(period)s, %(starts_at)s, %(ends_at)s, %(opened_at)s,
 %(due_at)s, %(reviewer_id)s, %(deputy_id)s, %(seed)s, %(facts)s::jsonb, 0, %(next_nudge_at)s, %(closed_at)s)
on conflict on constraint one_review_a_period do nothing returning id"""
POINTS = """insert into reviews_point (company_id, review_id, id, rank, code, tone, agent_id, permission_id, connection_id, alert_id, facts,
 "where")
select %s, %s, p.id, p.rank, p.code, p.tone, p.agent, p.permission, p.connection, p.alert, p.facts, p.places
  from jsonb_to_recordset(%s::jsonb) as p (id uuid, rank int, code text, tone text, agent uuid, permission uuid, connection uuid,
                                           alert uuid, facts jsonb, places jsonb)"""
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
COLUMNS += ("deputy_id", "seed", "next_nudge_at", "closed_at")


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
    if not _stands_now(review):
        return None
    _write(review, drafts)
    _tell_opened(review, len(drafts), by, at)
    return review


def close_empty(company: Company, opening: Opening, agents: int, *, at: datetime) -> Review | None:
    """It came due and there was nothing to look at: not opened, for a signature under nothing proves nothing; closed and sealed, so that
    its day is accounted for. `agents`: how many were in sight. None when the review stands already."""
    review = _review(company, replace(opening, facts={"agents": agents}), at)
    review.closed_at, review.next_nudge_at = at, None
    if not _stands_now(review):
        return None
    told = {"agents": "1 agent" if agents == 1 else f"{agents} agents", "cause": str(opening.cause)}
    record(Sealed.REVIEW, "review.empty", subject(review), by=SYSTEM, at=at, detail=told)
    return review


def open_again(review: Review, opening: Opening, drafts: Sequence[Draft], *, by: Actor, at: datetime) -> bool:
    """Closed this morning for having nothing to look at, and there is something now. False when somebody else was faster."""
    fields: dict[str, Any] = {"opened_at": at, "due_at": opening.window.due_at, "cause": str(opening.cause), "why": opening.why}
    closed = Review.objects.of(review.company).filter(pk=review.pk, closed_at__isnull=False)
    if not closed.update(**fields, closed_at=None, next_nudge_at=at, facts={}):
        return False
    review.refresh_from_db()
    _write(review, drafts)
    _tell_opened(review, len(drafts), by, at)
    return True


def _stands_now(review: Review) -> bool:
    """False when it did before: the database's constraint decides."""
    values = {name: getattr(review, name) for name in COLUMNS}
    review._state.adding = False
    return bool(rows(ONCE, values | {"facts": json.dumps(review.facts)}))


def _tell_opened(review: Review, points: int, by: Actor, at: datetime) -> None:
    told = {"points": "1 point" if points == 1 else f"{points} points", "kind": str(review.kind), "cause": str(review.cause)}
    record(Sealed.REVIEW, "review.opened", subject(review), by=by, at=at, detail=told)


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
        asked: list[Asked] = [(POINTS, [review.company_id, review.pk, json.dumps(told)])]
        asked += [(BEHIND, [review.company_id, *_columns(behind)])] if behind else []
        run(*asked)


def _point(point: UUID, rank: int, draft: Draft) -> dict[str, Any]:
    """As POINTS."""
    whom = {"agent": draft.agent, "permission": draft.permission, "connection": draft.connection, "alert": draft.alert}
    words = {"code": str(draft.code), "tone": draft.tone, "facts": dict(draft.facts), "places": dict(draft.where)}
    return {"id": str(point), "rank": rank, **{name: str(one) if one else None for name, one in whom.items()}, **words}


def _columns(table: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*table, strict=True)]
