"""What limits would have made of last month: every measure the journal can tell, by the judge that answers agents."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.boundary import scope
from approvals.actions.asking import ask, spend
from approvals.actions.limiting import Wished, set_limit
from approvals.enums import Answer, Measure
from approvals.models import Payee
from approvals.queries.simulating import Change, Simulated, simulate
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from tests.approvals.test_requests import asked
from tests.cast import Person
from tests.register import rows

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)  # a Friday
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
ACCOUNT, OTHER = "FR7630006000011234567890189", "FR7630004000031234567890143"
ONE = UUID(int=1)


@pytest.fixture
def agent(alice: Person, inside: Any) -> Agent:
    return rows.agent(alice.company, "Facturier", NOW)


def told(agent: Agent, *actions: dict[str, Any]) -> None:
    usual = {"type": "payment", "tool": "creer_virement", "occurred_at": MONDAY, "currency": "EUR"}
    report(agent, [Reported(**({"key": UUID(int=n)} | usual | action)) for n, action in enumerate(actions, 1)], Source.API)


def tried(agent: Agent, measure: Measure, value: int | None = None, **more: Any) -> Simulated:
    wished = Wished(measure, **({"value": value, "type": "payment"} | more))
    return simulate(agent.company, Change(wished.rule(ONE)), NOW)


def to(account: str, cents: int, days: int = 0, name: str = "Lebrun", **more: Any) -> dict[str, Any]:
    return {"payee": name, "account": account, "amount_cents": cents, "occurred_at": MONDAY + timedelta(days=days)} | more


def test_amounts_that_cannot_be_read_count(agent: Agent) -> None:
    told(agent, to(ACCOUNT, 900_00), to(ACCOUNT, 1100_00), to(ACCOUNT, 5_00, currency="USD"), {"amount_cents": None})
    assert tried(agent, Measure.AMOUNT, 1000_00).met == 3


def test_a_weekly_total_adds_up_and_starts_again_on_monday(agent: Agent) -> None:
    told(agent, *(to(ACCOUNT, 900_00, day) for day in (-7, -4, 0, 1, 2, 3)), to(OTHER, 2900_00, 3))
    found = tried(agent, Measure.WEEK_PAYEE, 2000_00)
    assert (found.met, [line.at.date().day for line in found.lines]) == (3, [19, 19, 18])


def test_the_week_the_month_begins_in_is_whole(agent: Agent) -> None:
    told(agent, to(ACCOUNT, 900_00, -28), to(ACCOUNT, 900_00, -24), to(ACCOUNT, 900_00, -31))
    found = tried(agent, Measure.WEEK_PAYEE, 1000_00)
    assert (found.weighed, found.met) == (1, 1)


def test_a_payee_is_new_once_and_a_changed_account_is_seen(agent: Agent) -> None:
    Payee.objects.create(company=agent.company, mark=UUID(int=5), name="Morel", folded="morel", known_at=MONDAY - timedelta(days=90))
    told(agent, to(ACCOUNT, 5_00), to(ACCOUNT, 6_00, 1), to(OTHER, 5_00, 2), to("FR7610107001011234567890129", 5_00, 3, "Morel"))
    found = tried(agent, Measure.NEW_PAYEE)
    assert (found.met, [line.at.day for line in found.lines]) == (3, [19, 18, 16])
    told(agent, *(to(ACCOUNT, 5_00, -60, key=UUID(int=90)),))
    assert tried(agent, Measure.NEW_PAYEE).met == 2


def test_a_payee_known_by_the_very_payment_was_new(agent: Agent) -> None:
    made = ask(agent, asked(1_00), at=MONDAY)
    spend(agent, made.pk, bytes(made.digest), at=MONDAY)
    told(agent, to(ACCOUNT, 1_00, occurred_at=MONDAY + timedelta(seconds=2), approval_id=made.pk))
    assert tried(agent, Measure.NEW_PAYEE).met == 1


def test_counts_at_once_and_a_day(agent: Agent) -> None:
    mails = [{"type": "message.send", "tool": "send_message", "count": many} for many in (5, 21, 30)]
    told(agent, *mails, {"type": "message.send", "tool": "send_message", "count": 21, "occurred_at": MONDAY + timedelta(days=1)})
    assert tried(agent, Measure.COUNT, 20, type="message.send").met == 3
    assert tried(agent, Measure.DAY_COUNT, 25, type="message.send").met == 2


def test_hours_are_the_company_s(agent: Agent) -> None:
    told(
        agent, *(to(ACCOUNT, 1_00, occurred_at=datetime(2026, 11, day, hour, 30, tzinfo=UTC)) for day, hour in ((16, 6), (16, 7), (15, 9)))
    )
    assert tried(agent, Measure.HOURS, starts=time(8), ends=time(19)).met == 1
    assert tried(agent, Measure.HOURS, days=(1, 2, 3, 4, 5)).met == 1


def test_what_the_journal_does_not_say_is_not_guessed(agent: Agent) -> None:
    made = ask(agent, asked(1_00, kind="urgence"), at=MONDAY)
    spend(agent, made.pk, bytes(made.digest), at=MONDAY)
    told(agent, to(ACCOUNT, 1_00, approval_id=made.pk), to(ACCOUNT, 2_00), to(ACCOUNT, 3_00))
    found = tried(agent, Measure.ALWAYS, kind="urgence")
    assert (found.met, found.untold) == (1, 2)
    found = tried(agent, Measure.PERCENT, 10_00)
    assert (found.met, found.untold) == (0, 3)


def test_tests_failures_and_readings_are_left_out(agent: Agent) -> None:
    told(agent, to(ACCOUNT, 1_00, is_test=True), to(ACCOUNT, 1_00, outcome="failed"), {"type": "data.read", "tool": "gmail_read"})
    assert tried(agent, Measure.ALWAYS, type="") == Simulated()


def test_it_is_told_beside_the_limits_of_today(agent: Agent, alice: Person) -> None:
    held = set_limit(alice.company, Wished(Measure.AMOUNT, type="payment", value=1000_00), by=alice.membership, at=NOW)
    told(agent, to(ACCOUNT, 400_00), to(ACCOUNT, 600_00), to(ACCOUNT, 1100_00), {"type": "decision", "tool": "rejeter"})
    harder = tried(agent, Measure.AMOUNT, 500_00)
    assert (harder.met, harder.now, harder.after, harder.more, harder.fewer) == (2, 2, 3, 1, 0)
    softer = Wished(Measure.AMOUNT, type="payment", value=2000_00).rule(ONE)
    change = simulate(alice.company, Change(softer, held), NOW)
    assert (change.met, change.now, change.after, change.fewer, len(change.lines)) == (0, 2, 1, 1, 1)
    forbidden = tried(agent, Measure.ALWAYS, answer=Answer.FORBID)
    assert (forbidden.met, forbidden.after) == (3, 4)


def test_another_company_s_month_is_not_read(agent: Agent, alice: Person, driss: Person) -> None:
    told(agent, to(ACCOUNT, 400_00))
    with scope(driss.company):
        assert simulate(driss.company, Change(Wished(Measure.ALWAYS).rule(ONE)), NOW).weighed == 0
    with scope(alice.company):
        assert tried(agent, Measure.ALWAYS).weighed == 1
