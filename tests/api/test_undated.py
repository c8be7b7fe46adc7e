"""An action told without its time is of now; told again under the same name within a week, it is the first one, and counts once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.boundary import scope
from journal.models import Action
from tests.api.test_actions import agent, call, kept, key  # noqa: F401
from tests.cast import Person

FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
DONE = {"id": "F-2026-1187", "type": "payment", "tool": "virement"}


def told(key: str, at: datetime, *items: dict[str, object]) -> tuple[int, int]:  # noqa: F811
    with time_machine.travel(at, tick=False):
        said = call(key, {"actions": list(items or (DONE,))}).json()
    return said["accepted"], said["repeated"]


def test_it_is_of_now(alice: Person, key: str) -> None:  # noqa: F811
    assert told(key, FRIDAY) == (1, 0)
    with scope(alice.company):
        assert Action.objects.of(alice.company).get().occurred_at == FRIDAY


@pytest.mark.parametrize("days", [0, 3, 6])
def test_again_after_the_week_end_it_counts_once(alice: Person, key: str, days: int) -> None:  # noqa: F811
    told(key, FRIDAY)
    assert told(key, FRIDAY + timedelta(days=days)) == (0, 1)
    assert kept(alice) == 1


def test_after_a_week_the_name_is_free_again(key: str) -> None:  # noqa: F811
    told(key, FRIDAY)
    assert told(key, FRIDAY + timedelta(days=7, seconds=1)) == (1, 0)


def test_the_first_may_have_had_its_time(alice: Person, key: str) -> None:  # noqa: F811
    told(key, FRIDAY, DONE | {"occurred_at": "2026-11-20T09:12:00Z"})
    assert told(key, FRIDAY + timedelta(hours=1)) == (0, 1)
    assert kept(alice) == 1


def test_twice_in_one_call_and_beside_others(alice: Person, key: str) -> None:  # noqa: F811
    other = {"id": "F-2026-1188", "type": "payment", "occurred_at": "2026-11-20T09:12:00Z"}
    assert told(key, FRIDAY, DONE, other, DONE) == (2, 1)
    assert told(key, FRIDAY + timedelta(minutes=1), DONE, other) == (0, 2)


def test_the_name_of_another_agent_is_not_ours(alice: Person, key: str) -> None:  # noqa: F811
    from tests.api.test_approvals import key_of
    from tests.register import rows

    told(key, FRIDAY)
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", FRIDAY)
    assert told(key_of(alice, other), FRIDAY) == (1, 0)


def test_without_a_name_nothing_is_taken(key: str) -> None:  # noqa: F811
    assert call(key, {"actions": [{"type": "payment"}]}).json()["code"] == "invalid-request"


def test_with_the_name_of_the_whole_call_it_counts_once(alice: Person, key: str) -> None:  # noqa: F811
    for _ in range(2):
        call(key, {"actions": [{"type": "payment"}]}, **{"idempotency-key": "soir"})
    assert kept(alice) == 1
