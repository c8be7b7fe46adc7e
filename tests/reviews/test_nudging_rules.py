"""When people are called: at the opening, once in between, when it is late, once more; then silence."""

from datetime import UTC, datetime, timedelta

import pytest

from reviews.enums import Kind
from reviews.rules.nudging import Step, call_now

OPENED = datetime(2026, 11, 20, 7, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "days", "done", "step", "next_in"),
    [
        (Kind.WEEK, 0, 0, Step.READY, 2),
        (Kind.WEEK, 1, 1, None, 2),
        (Kind.WEEK, 2, 1, Step.REMINDER, 7),
        (Kind.WEEK, 7, 2, Step.LATE, 10),
        (Kind.WEEK, 10, 3, Step.LAST, None),
        (Kind.WEEK, 40, 4, None, None),
        (Kind.WEEK, 8, 0, Step.LATE, 10),  # the clock stood still: the newest alone is said
        (Kind.RIGHTS, 0, 0, Step.READY, 7),
        (Kind.RIGHTS, 7, 1, Step.REMINDER, 14),
        (Kind.RIGHTS, 14, 2, Step.LATE, 21),
        (Kind.RIGHTS, 21, 3, Step.LAST, None),
    ],
)
def test_each_step_has_its_day(kind: Kind, days: int, done: int, step: Step | None, next_in: int | None) -> None:
    due = OPENED + (7 if kind == Kind.WEEK else 14) * DAY
    told = call_now(kind, OPENED, due, done, OPENED + days * DAY)
    assert (told.nudge.step if told.nudge else None) == step
    assert told.next_at == (None if next_in is None else OPENED + next_in * DAY)


def test_a_review_opened_late_is_not_reminded_of_and_late_at_once() -> None:
    due = OPENED + 6 * DAY  # before its reminder
    ready = call_now(Kind.RIGHTS, OPENED, due, 0, OPENED)
    assert (ready.done, ready.next_at) == (1, due)
    late = call_now(Kind.RIGHTS, OPENED, due, 1, due)
    assert late.nudge is not None
    assert (late.nudge.step, late.done, late.next_at) == (Step.LATE, 3, due + 7 * DAY)
