"""What higher apps tell the journal. Nobody here knows who they are.

- `tools_asked`: tools that agents named when they asked for something, done or not (their words may be said before a first action).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Company


@dataclass(frozen=True)
class ToolAsked:
    """How often an agent asked to use a tool, and when last. `said`: the type it gave."""

    agent: UUID
    tool: str
    said: str
    number: int
    last_at: datetime


tools_asked: list[Callable[[Company, datetime], Sequence[ToolAsked]]] = []
