"""Sixteen clients at once, each with its own connection: the total holds, one row wins, nobody is told two things."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.boundary import scope
from approvals.actions.asking import NotSpent, TooManyPending, ask, cancel, spend
from approvals.actions.deciding import AlreadyAnswered, AlreadyDecided, decide, expire_due
from approvals.enums import Measure, RequestState
from approvals.models import ApprovalRequest, Decision
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from ledger.models import Entry
from tests.approvals.test_requests import AT, LATER, asked, empower, limit, no, yes
from tests.cast import Person
from tests.register import rows

CLIENTS = 16
REFUSALS = (NotSpent, AlreadyDecided, AlreadyAnswered, TooManyPending)
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def together(person: Person, *calls: Callable[[], Any]) -> list[Any]:
    """What each call said, or the name of its refusal."""
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            with scope(person.company):
                return call()
        except REFUSALS as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.mark.asvs("V2.3.2")
def test_sixteen_pieces_never_pass_the_weekly_total(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        limit(alice, Measure.WEEK_PAYEE, 3000_00, type="payment")
        other = rows.agent(alice.company, "Relance", AT)
    pieces = [asked(900_00, sent_as=f"n-{n}", reference=f"F-{n}") for n in range(CLIENTS)]
    said = together(alice, *(lambda piece=piece, n=n: ask((agent, other)[n % 2], piece, at=AT).state for n, piece in enumerate(pieces)))
    assert Counter(said) == {RequestState.APPROVED: 3, RequestState.PENDING: CLIENTS - 3}


@pytest.mark.parametrize("turn", range(3))
def test_a_weekly_total_holds_while_some_is_spent_and_reported(alice: Person, agent: Agent, turn: int) -> None:
    """Reserved, used and told without an answer, by two agents at once: what passes unasked never goes above."""
    with scope(alice.company):
        limit(alice, Measure.WEEK_PAYEE, 3000_00, type="payment")
        agents = agent, rows.agent(alice.company, "Relance", AT)
        told = {"tool": "creer_virement", "payee": "Lebrun", "account": asked().account, "amount_cents": 400_00, "currency": "EUR"}
        report(agent, [Reported(uuid4(), AT, "payment", **told)], Source.API)

    def one(number: int) -> str:
        who, cents = agents[(number + turn) % 2], (number * 7 % 5 + 1) * 100_00
        made = ask(who, asked(cents, sent_as=f"n-{number}", reference=f"F-{number}"), at=AT)
        if made.state == RequestState.APPROVED:
            spend(who, made.pk, bytes(made.digest), at=AT)
            if number % 2:
                report(who, [Reported(uuid4(), AT, "payment", approval_id=made.pk, **told | {"amount_cents": cents})], Source.API)
        return str(made.state)

    said = together(alice, *(lambda n=n: one(n) for n in range(CLIENTS)))
    with scope(alice.company):
        held = ApprovalRequest.objects.of(alice.company).filter(state__in=(RequestState.APPROVED, RequestState.CONSUMED))
        unasked = sum(cents or 0 for cents in held.values_list("amount_cents", flat=True))
        assert unasked + 400_00 <= 3000_00
        assert set(said) == {RequestState.APPROVED, RequestState.PENDING}
        assert unasked + 400_00 > 3000_00 - 500_00  # nor is anybody asked for nothing


@pytest.mark.parametrize("same_name", [True, False])
def test_the_same_demand_sixteen_times_is_one_row_and_one_line(alice: Person, agent: Agent, same_name: bool) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
    said = together(alice, *(lambda n=n: ask(agent, asked(sent_as="a" if same_name else f"n-{n}"), at=AT).pk for n in range(CLIENTS)))
    assert len(set(said)) == 1
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).count() == 1
        assert Entry.objects.filter(company_id=alice.company.pk, kind__in=(9, 10)).count() <= 1


def test_no_more_than_a_hundred_wait(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("approvals.actions.asking.MOST_PENDING", 5)
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1_00, type="payment")
    said = together(alice, *(lambda n=n: ask(agent, asked(sent_as=f"{n}", reference=f"{n}"), at=AT).state for n in range(CLIENTS)))
    assert Counter(said) == {RequestState.PENDING: 5, "TooManyPending": CLIENTS - 5}


def test_a_grant_is_spent_by_one_of_sixteen(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        made = ask(agent, asked(5_00), at=AT)
    said = together(alice, *([lambda: spend(agent, made.pk, bytes(made.digest), at=LATER).state] * CLIENTS))
    assert Counter(said) == {RequestState.CONSUMED: 1, "NotSpent": CLIENTS - 1}


def rivals(alice: Person, benoit: Person, agent: Agent, made: ApprovalRequest) -> Iterator[Callable[[], Any]]:
    late = AT + timedelta(days=2)
    yield lambda: decide(made, yes(made), by=alice.membership, at=LATER).state
    yield lambda: decide(made, no(made), by=benoit.membership, at=LATER).state
    yield lambda: cancel(agent, made.pk, at=LATER).state
    yield lambda: expire_due(alice.company, at=late) or None


@pytest.mark.parametrize("turn", range(6))
def test_one_end_only_whoever_comes_first(alice: Person, benoit: Person, agent: Agent, turn: int) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        empower(benoit, alice)
        made = ask(agent, asked(), at=AT)
    calls = list(rivals(alice, benoit, agent, made))
    together(alice, *calls[turn % 4 :], *calls[: turn % 4])
    with scope(alice.company):
        made.refresh_from_db()
        lines = Entry.objects.filter(company_id=alice.company.pk).values_list("payload", flat=True)
        ends = [line for line in lines if str(made.pk).encode() in bytes(line or b"")]
        answers = Decision.objects.of(alice.company).filter(request=made)
        assert made.state not in (RequestState.PENDING, RequestState.CONSUMED)
        assert len(ends) == 2 + (made.state == RequestState.EXPIRED and made.grant_expires_at is not None)
        assert len(answers) == (made.grant_expires_at is not None or made.state == RequestState.DENIED)
