"""When people are called about a review that waits to be signed, and what for. Pure; the table is the rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from reviews.enums import Kind


class Step(StrEnum):
    """Why people are called."""

    READY = "ready"
    REMINDER = "reminder"
    LATE = "late"
    LAST = "last"


@dataclass(frozen=True)
class Nudge:
    """`after` the opening, or, `is_late`, after the day it should have been signed: the deputy and the owners are called too."""

    step: Step
    after: timedelta
    is_late: bool = False

    def moment(self, opened_at: datetime, due_at: datetime) -> datetime:
        """When it is time."""
        return (due_at if self.is_late else opened_at) + self.after


# Then silence: a fifth message would be read by nobody. The first page goes on saying it.
NUDGES: dict[Kind, Sequence[Nudge]] = {
    Kind.WEEK: (
        Nudge(Step.READY, timedelta(0)),
        Nudge(Step.REMINDER, timedelta(days=2)),
        Nudge(Step.LATE, timedelta(0), is_late=True),
        Nudge(Step.LAST, timedelta(days=3), is_late=True),
    ),
    Kind.RIGHTS: (
        Nudge(Step.READY, timedelta(0)),
        Nudge(Step.REMINDER, timedelta(days=7)),
        Nudge(Step.LATE, timedelta(0), is_late=True),
        Nudge(Step.LAST, timedelta(days=7), is_late=True),
    ),
}


@dataclass(frozen=True)
class Call:
    """What is to be said now, None when it was said or is not yet time; how many steps are then behind, and when the next one is."""

    nudge: Nudge | None
    done: int
    next_at: datetime | None


def call_now(kind: Kind, opened_at: datetime, due_at: datetime, done: int, at: datetime) -> Call:
    """After a long silence only the newest step is said: nobody reads a reminder and the lateness at once."""
    steps = NUDGES[kind]
    moments = [step.moment(opened_at, due_at) for step in steps]
    past = max((number for number, moment in enumerate(moments, 1) if moment <= at), default=0)
    told = steps[past - 1] if past > done else None
    done = max(done, past)
    return Call(told, done, min(moments[done:], default=None))
