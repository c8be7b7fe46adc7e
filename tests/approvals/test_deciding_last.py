"""Whoever answers last in a transaction ends it in the round trip that seals: all of it or nothing, as otherwise."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from accounts.boundary import scope
from approvals.actions import deciding
from approvals.actions.asking import ask
from approvals.actions.deciding import AlreadyDecided, Answered, decide
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest
from approvals.views import desk
from inventory.models import Agent
from ledger.queries import newest
from tests.accounts.journeys import NOW
from tests.api.test_approvals import agent
from tests.approvals.test_desk import page, sent, waiting
from tests.approvals.test_requests import asked, limit
from tests.cast import Person, sign_in
from tests.database import owner

__all__ = ["agent"]
pytestmark = pytest.mark.django_db(transaction=True)
STATES = "select a.state, r.state from pg_stat_activity a, approvals_approvalrequest r where a.pid = %s and r.id = %s"


def seen_by_others(demand: ApprovalRequest) -> tuple[str, str]:
    """What this connection is doing, and the demand's state, as another one sees them."""
    with owner(connection.settings_dict["NAME"]) as boss:
        [(mine, state)] = boss.execute(STATES, [connection.connection.info.backend_pid, demand.pk]).fetchall()
    return mine, state


def no(demand: ApprovalRequest, by: Person, *, is_last: bool = True) -> ApprovalRequest:
    answered = Answered(is_yes=False, digest=bytes(demand.digest), facts_number=demand.facts_number)
    return decide(demand, answered, by=by.membership, at=NOW, is_last=is_last)


@pytest.fixture
def demand(alice: Person, agent: Agent) -> ApprovalRequest:
    with scope(alice.company):
        return ask(agent, asked(5_000_00), at=NOW)


def test_the_last_answer_is_committed_when_it_is_sealed(alice: Person, demand: ApprovalRequest) -> None:
    hooks: list[str] = []
    with scope(alice.company):
        transaction.on_commit(lambda: hooks.append("after"))
        assert no(demand, alice).state == RequestState.DENIED
        assert (seen_by_others(demand), hooks) == (("idle", RequestState.DENIED), [])
    assert hooks == ["after"]
    with scope(alice.company):
        assert newest()[0].act == "request.denied"


def test_among_others_or_inside_another_block_nothing_is_ended(alice: Person, demand: ApprovalRequest) -> None:
    for is_last in (True, False):
        with pytest.raises(ZeroDivisionError), scope(alice.company), transaction.atomic() if is_last else scope(alice.company):
            no(demand, alice, is_last=is_last)
            assert seen_by_others(demand) == ("idle in transaction", RequestState.PENDING)
            _ = 1 / 0
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).get().state == RequestState.PENDING


def test_what_cannot_be_sealed_is_not_answered(alice: Person, demand: ApprovalRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "end_of", lambda _: ("select 1 / %s::int", [0]))
    with pytest.raises(Error), scope(alice.company):
        no(demand, alice)
    assert seen_by_others(demand)[1] == RequestState.PENDING
    monkeypatch.undo()
    with scope(alice.company):
        no(demand, alice)
    with pytest.raises(AlreadyDecided), scope(alice.company):
        no(demand, alice)


def test_the_page_says_so_once_it_stands(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    demand, browser, stood, usual = waiting(alice, agent), sign_in(alice), list[tuple[str, str]](), desk._said

    def said(after: Any) -> str:
        stood.append(seen_by_others(demand))
        return usual(after)

    monkeypatch.setattr(desk, "_said", said)
    answer = browser.post(page(demand), sent(demand, "no"))
    assert (answer.status_code, answer["Location"]) == (302, "/demandes/")
    assert stood == [("idle", RequestState.DENIED)]
    assert "C’est refusé" in browser.get("/demandes/").content.decode()


def test_the_page_gives_way_to_the_agent_once_it_stands(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    demand, browser, stood = waiting(alice, agent), sign_in(alice), list[tuple[str, str]]()
    monkeypatch.setattr(desk.turns, "give_way", lambda: stood.append(seen_by_others(demand)))
    assert browser.post(page(demand), sent(demand, "no")).status_code == 302
    assert stood == [("idle", RequestState.DENIED)]


def test_the_first_of_two_yeses_gives_way_to_nobody(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1_000_00, type="payment", answer=Answer.TWO)
        demand = ask(agent, asked(5_000_00), at=NOW)
    browser = sign_in(alice)
    monkeypatch.setattr(desk.queries, "asks_code", lambda _: False)
    monkeypatch.setattr(desk.turns, "give_way", lambda: pytest.fail("its locks are held"))
    assert browser.post(page(demand), sent(demand, "yes")).status_code == 302
    assert "Votre accord est noté" in browser.get("/demandes/").content.decode()


def test_a_page_that_fails_before_it_undoes_it_all(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    demand, browser = waiting(alice, agent), sign_in(alice)
    browser.raise_request_exception = False
    monkeypatch.setattr(deciding, "end_of", lambda _: ("select 1 / %s::int", [0]))
    assert browser.post(page(demand), sent(demand, "no")).status_code == 500
    assert seen_by_others(demand)[1] == RequestState.PENDING
