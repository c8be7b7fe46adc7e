"""A review is opened with its points, once: the database's own constraint decides between two clocks."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind as Sealed
from reviews.enums import Cause, Kind
from reviews.models import Point, PointAction, Review
from reviews.rules.drafts import Draft, Window
from reviews.rules.naming import name_of

SEED = 32  # bytes


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
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError:
        return None
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
        kind=opening.kind,
        cause=opening.cause,
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
    points = [_point(review, rank, draft) for rank, draft in enumerate(drafts, 1)]
    Point.objects.bulk_create(points)
    behind = [row for point, draft in zip(points, drafts, strict=True) for row in _actions(point, draft)]
    PointAction.objects.bulk_create(behind)


def _point(review: Review, rank: int, draft: Draft) -> Point:
    return Point(
        company_id=review.company_id,
        review=review,
        rank=rank,
        code=draft.code,
        tone=draft.tone,
        agent_id=draft.agent,
        permission_id=draft.permission,
        connection_id=draft.connection,
        alert_id=draft.alert,
        facts=dict(draft.facts),
        where=dict(draft.where),
    )


def _actions(point: Point, draft: Draft) -> list[PointAction]:
    return [
        PointAction(company_id=point.company_id, point=point, agent_id=one.agent, occurred_at=one.occurred_at, key=one.key, seq=one.seq)
        for one in draft.actions
    ]
