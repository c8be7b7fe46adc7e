"""What a detector is given: one action, and what is known around it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from alerts.enums import Code
from alerts.rules.unusual.found import Behind
from journal.enums import Outcome, Source

# Roads on which nobody can carry a grant's number: what comes by them is held against the grants of that moment.
LATE = timedelta(hours=1)  # a spool that was cut off, a clock of another zone
BLIND = frozenset({Source.TRACES, Source.LOGS, Source.FILE})


@dataclass(frozen=True)
class Seen:
    """One action as its sealed row tells it. `said`: the type by the agent's word; amounts in cents.

    `day`: at the company's; `payee`: « Lebrun (FR76 •••• 0189) »."""

    seq: int
    agent: UUID
    key: UUID
    occurred_at: datetime
    received_at: datetime
    day: date
    source: int
    type: str
    said: str = ""
    verb: str = ""
    tool: str = ""
    payee: str = ""
    amount_cents: int | None = None
    currency: str = ""
    count: int = 1
    outcome: str = Outcome.DONE
    is_test: bool = False
    is_after_stop: bool = False
    approval_id: UUID | None = None
    payee_mark: UUID | None = None

    @property
    def is_real(self) -> bool:
        """Done, on real data."""
        return self.outcome == Outcome.DONE and not self.is_test

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When it happened by the agent's word; told long after without a file, it could be backdated: when it was told, too."""
        is_late = self.source != Source.FILE and self.received_at - self.occurred_at > LATE
        return (self.occurred_at, self.received_at) if is_late else (self.occurred_at,)

    @property
    def alert_day(self) -> date:
        """The day its alert stands for: no agent makes a thousand of them by giving its acts a thousand dates."""
        return self.day if len(self.moments) == 1 else self.received_at.date()


@dataclass(frozen=True)
class Grant:
    """A demand, as far as an action is held against it. `count`: the recipients that were told."""

    id: UUID
    agent: UUID
    type: str
    tool: str = ""
    amount_cents: int | None = None
    currency: str = ""
    payee: str = ""
    payee_mark: UUID | None = None
    consumed_at: datetime | None = None
    count: int | None = None


@dataclass(frozen=True)
class Around:
    """What is known around one action. `grant`: the one it names; `told_before`: another action told by then that it used it.

    `is_needed`: a limit of then asked for a person; `is_told`: a grant of that moment stands for it; `may_verb`: a right to its verb
    stands, or stood then; `withdrawn`: when the last one ended; `is_halted`: within a stop."""

    grant: Grant | None = None
    told_before: bool = False
    is_needed: bool = False
    is_told: bool = False
    may_verb: bool = True
    withdrawn: str = ""
    is_halted: bool = False


@dataclass(frozen=True)
class Finding:
    """Something to say of an agent. The same `code` and `about` are one alert, however often it is found. `action`: what shows it;
    `behind`: the actions that show it together, when it takes several."""

    agent: UUID
    code: Code
    about: UUID
    happened_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    action: Seen | None = None
    behind: Sequence[Behind] = ()

    @property
    def shown_by(self) -> Sequence[Seen | Behind]:
        """All of them."""
        return (self.action, *self.behind) if self.action else self.behind
