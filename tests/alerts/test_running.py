"""What a day or a week had come to is asked once a batch, and is exact at each of its moments."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.actions.watching import watch
from alerts.models import AlertedAction
from approvals.enums import Measure
from inventory.models import Agent
from journal.models import Action, DailyTotal
from tests.alerts.conftest import AT, NOW, look, paid, tell
from tests.approvals.test_requests import limit
from tests.cast import Person

SENT: dict[str, Any] = {"type": "message.send", "tool": "gmail.send", "payee": "", "amount_cents": None, "account": "", "currency": ""}
A_MINUTE = timedelta(minutes=1)


def passed(agent: Agent) -> list[int]:
    """The numbers of the actions behind alerts, in order."""
    seqs = AlertedAction.objects.of(agent.company).values_list("seq", flat=True)
    return sorted(key.int for key in Action.objects.of(agent.company).filter(seq__in=list(seqs)).values_list("key", flat=True))


def queries(agent: Agent) -> int:
    with CaptureQueriesContext(connection) as seen:
        watch(agent.company, at=NOW)
    return len(seen)


@pytest.mark.parametrize("most", [30, 10**6])
def test_a_busy_day_costs_no_query_an_action(alice: Person, agent: Agent, inside: Any, most: int) -> None:
    limit(alice, Measure.DAY_COUNT, most, type="message.send", set_at=AT - timedelta(days=30))
    tell(agent, *[paid(number, AT + timedelta(seconds=number), **SENT) for number in range(1, 11)])
    few = queries(agent)
    tell(agent, *[paid(number, AT + timedelta(seconds=number), **SENT) for number in range(11, 31)])
    assert queries(agent) <= few


def test_a_week_of_one_payee_costs_no_query_a_payment(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.WEEK_PAYEE, 10**9, type="payment", set_at=AT - timedelta(days=30))
    tell(agent, *[paid(number, AT + A_MINUTE * number, amount_cents=1_00) for number in range(1, 3)])
    few = queries(agent)
    tell(agent, *[paid(number, AT + A_MINUTE * number, amount_cents=1_00) for number in range(3, 30)])
    assert queries(agent) <= few


def test_each_action_is_held_against_what_stood_before_it(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 5, type="message.send", set_at=AT - timedelta(days=30))
    tell(agent, *[paid(number, AT + A_MINUTE * number, count=number, **SENT) for number in (1, 2, 3, 4)])
    look(agent)
    assert passed(agent) == [3, 4]


def test_those_of_one_instant_count_together(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 2, type="message.send", set_at=AT - timedelta(days=30))
    tell(agent, *[paid(number, AT, **SENT) for number in (1, 2, 3)])
    look(agent)
    assert passed(agent) == [1, 2, 3]


def test_neither_tests_nor_failures_nor_other_kinds_or_days_count(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 1, type="message.send", set_at=AT - timedelta(days=30))
    tell(agent, paid(1, AT, is_test=True, **SENT), paid(2, AT, outcome="failed", **SENT), paid(3, AT - timedelta(days=1), **SENT))
    tell(agent, paid(4, AT, **{**SENT, "type": "post.publish", "tool": "publier"}), paid(5, AT + A_MINUTE, **SENT))
    look(agent)
    assert passed(agent) == []


def test_days_counted_before_people_were_are_read_one_by_one(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 5, type="message.send", set_at=AT - timedelta(days=30))
    tell(agent, paid(1, AT, count=4, **SENT))
    DailyTotal.objects.of(agent.company).update(reached=None)
    tell(agent, paid(2, AT + A_MINUTE, count=2, **SENT))
    look(agent)
    assert passed(agent) == [2]


def test_a_company_that_moved_to_another_zone_since_hides_nothing(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 2, type="message.send", set_at=AT - timedelta(days=30))
    tell(agent, *[paid(number, AT + A_MINUTE * number, **SENT) for number in (1, 2, 3)])
    agent.company.time_zone = "Pacific/Kiritimati"  # there it is the next day already
    agent.company.save(update_fields=["time_zone"])
    look(agent)
    assert passed(agent) == [3]


def test_the_weeks_of_two_payees_are_apart(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.WEEK_PAYEE, 2000_00, type="payment", set_at=AT - timedelta(days=30))
    others = [paid(10 + n, AT + A_MINUTE * n, account="DE89370400440532013000", payee="Nord", amount_cents=1900_00) for n in (1,)]
    mine = [paid(number, AT + A_MINUTE * number, amount_cents=900_00) for number in (1, 2, 3)]
    tell(agent, *others, *mine, paid(20, AT - timedelta(days=7), amount_cents=1900_00))
    look(agent)
    assert passed(agent) == [UUID(int=3).int]
