"""What a comparison with the usual finds. Pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.enums import Oddity


@dataclass(frozen=True)
class Behind:
    """One action behind a finding: its line in the journal, and the number of its sealed row."""

    agent: UUID
    occurred_at: datetime
    key: UUID
    seq: int


@dataclass(frozen=True)
class Picked:
    """Which actions of the agent show it: from `since` to `until`, both kept; what is empty is any. `name`: who was written to or paid."""

    since: datetime
    until: datetime
    type: str = ""
    tool: str = ""
    targets: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Found:
    """A finding before its actions are fetched. `times`: how many actions it explains."""

    kind: Oddity
    weight: int
    happened_at: datetime
    picked: Picked
    facts: Mapping[str, Any] = field(default_factory=dict)
    times: int = 0


@dataclass(frozen=True)
class Unusual:
    """Something an agent did that it does not usually do, or did not do that it does.

    `weight`: 0 to 100, larger is more telling. `facts`: figures, and names as lists may show them (masked): what `words.told` makes its
    sentences from. `where`: the journal's own filters that show it; `actions`: at most 50 of those behind it, the newest last."""

    agent: UUID
    kind: Oddity
    weight: int
    happened_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Behind] = ()
