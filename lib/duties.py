"""One thing to do, as the first page shows it. Each app makes its own; nobody here knows which."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Duty:
    """What, why, until when and how long; `tone` is one of stop, watch, info; `minutes` an honest estimate."""

    tone: str
    icon: str
    title: str
    why: str
    due_on: date | None
    minutes: int
    url: str
    label: str

    @property
    def urgency(self) -> tuple[int, date]:
        """Sort key: red before amber before blue, then the nearest deadline, no deadline last."""
        return ({"stop": 0, "watch": 1}.get(self.tone, 2), self.due_on or date.max)
