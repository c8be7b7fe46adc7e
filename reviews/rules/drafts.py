"""A point before it is written: what a checklist hands to the opening of a review. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from reviews.enums import Code


@dataclass(frozen=True)
class Line:
    """One action of the journal, and the number of its sealed row."""

    agent: UUID
    occurred_at: datetime
    key: UUID
    seq: int


@dataclass(frozen=True)
class Draft:
    """As reviews.models.Point. `facts` hold figures and names as lists may show them (masked); `where` the journal's own filters."""

    code: Code
    tone: str = "info"
    agent: UUID | None = None
    permission: UUID | None = None
    connection: UUID | None = None
    alert: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Line] = ()


@dataclass(frozen=True)
class Window:
    """What a review looks at: from `starts_at` (kept) to `ends_at` (left out). `period`: the company's day it came due or was asked."""

    period: date
    starts_at: datetime
    ends_at: datetime
    due_at: datetime
