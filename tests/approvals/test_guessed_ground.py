"""What a demand is weighed on is guessed from the last answer to its agent, and asked again when the guess does not hold."""

from collections.abc import Mapping
from typing import Any

import pytest

from approvals.actions import deciding
from approvals.actions.asking import ask
from approvals.actions.deciding import AlreadyDecided, FactsChanged, decide
from approvals.actions.payees import add
from approvals.actions.refreshing import refresh
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest, Limit
from approvals.queries import answering, weighing
from approvals.queries.hot import Ground
from approvals.queries.risks import Weighed, asked_in, weigh_again
from inventory.models import Agent
from journal.actions.wording import say
from journal.enums import Type
from journal.rules.naming import Meaning, Verb
from tests.approvals.test_refreshing import IBAN, OTHER, paid
from tests.approvals.test_requests import AT, LATER, agent, asked, limit, no, over_1000, yes
from tests.cast import Person
from tests.register import rows

__all__ = ["agent", "over_1000"]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """The past that was asked for by itself."""
    told, usual = list[Mapping[str, Any]](), weighing.rows_of_each
    monkeypatch.setattr(weighing, "rows_of_each", lambda questions: told.append(questions) or usual(questions))
    return told


@pytest.fixture(autouse=True)
def weighed_both_ways(monkeypatch: pytest.MonkeyPatch) -> list[Weighed]:
    """Each demand that is answered here weighs the same without a guess."""
    told: list[Weighed] = []

    def weigh(request: ApprovalRequest, at: Any, ground: Ground, ahead: Any) -> Weighed:
        told.append(weigh_again(request, at, ground, ahead))
        assert told[-1] == weigh_again(request, at)
        return told[-1]

    monkeypatch.setattr(deciding, "weigh_again", weigh)
    return told


def demand(agent: Agent, told: str, **more: Any) -> ApprovalRequest:
    return ask(agent, asked(**({"sent_as": told, "reference": told} | more)), at=AT)


def answered_once(alice: Person, agent: Agent) -> None:
    """What there is to guess from."""
    first = demand(agent, "F-0")
    assert decide(first, no(first), by=alice.membership, at=LATER).state == RequestState.DENIED


def test_the_second_answer_asks_nothing_more(
    alice: Person, agent: Agent, over_1000: Limit, alone: list[Mapping[str, Any]], weighed_both_ways: list[Weighed]
) -> None:
    paid(agent, 1840_00, 40, target="F-8")
    second = demand(agent, "F-9")
    answered_once(alice, agent)
    alone.clear()
    refresh(second, at=LATER)
    assert [sorted(questions) for questions in alone] == [["held", "payments", "refusal"]]
    alone.clear()
    decide(second, no(second), by=alice.membership, at=LATER)
    assert len(alone) == 1, "only the one that is weighed here once more"
    assert "refused-before" in [fact["code"] for fact in weighed_both_ways[-1].facts]


def test_a_limit_on_the_week_that_came_since_is_counted(
    alice: Person, agent: Agent, over_1000: Limit, alone: list[Mapping[str, Any]]
) -> None:
    second = demand(agent, "F-9", account=OTHER)
    answered_once(alice, agent)
    limit(alice, Measure.WEEK_PAYEE, 1_000_00, type="payment", answer=Answer.FORBID)
    alone.clear()
    with pytest.raises(FactsChanged):
        decide(second, yes(second), by=alice.membership, at=LATER)
    assert ["totals" in questions for questions in alone] == [True, True]


def test_an_account_of_the_payee_that_came_since_tells_what_was_paid_to_it(alice: Person, agent: Agent, over_1000: Limit) -> None:
    add(alice.company, "Lebrun", IBAN, by=alice.membership, at=AT)
    second = demand(agent, "F-1", account=OTHER)
    first = demand(agent, "F-2")
    decide(first, no(first), by=alice.membership, at=LATER)
    paid(agent, 1840_00, 0, target="F-1")
    with pytest.raises(FactsChanged):
        decide(second, yes(second), by=alice.membership, at=LATER)
    assert "paid-already" in [fact["code"] for fact in refresh(second, at=LATER).facts]


def test_what_was_read_is_what_is_guessed_from_next(alice: Person, agent: Agent, over_1000: Limit) -> None:
    second = demand(agent, "F-9")
    answered_once(alice, agent)
    key = (alice.company.pk, agent.pk)
    answering._grounds[key] = Ground([], {}, [])
    refresh(second, at=LATER)
    decide(second, no(second), by=alice.membership, at=LATER)
    assert answering._grounds[key].rules


def test_a_guess_is_of_one_company_and_one_agent_and_few_are_kept(
    alice: Person, agent: Agent, over_1000: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering._grounds.clear()
    other = rows.agent(alice.company, "Relance", AT)
    for number, one in enumerate((agent, other)):
        first = demand(one, f"F-{number}", name=f"Untel {number}", account="")
        decide(first, no(first), by=alice.membership, at=LATER)
    assert set(answering._grounds) == {(alice.company.pk, agent.pk), (alice.company.pk, other.pk)}
    monkeypatch.setattr(answering, "MOST_GROUNDS", 2)
    second = refresh(demand(agent, "F-9"), at=LATER)
    decide(second, no(second), by=alice.membership, at=LATER)
    assert list(answering._grounds) == [(alice.company.pk, agent.pk)]


def test_of_the_words_on_tools_only_that_of_the_demand_is_kept(alice: Person, agent: Agent, over_1000: Limit) -> None:
    for tool in ("creer_virement", "un_autre"):
        say(alice.company, None, tool, Meaning(next(iter(Verb)), Type.PAYMENT), by=alice.membership, at=AT)
    answered_once(alice, agent)
    assert set(answering._grounds[alice.company.pk, agent.pk].words) == {"creer_virement"}


def test_nothing_is_guessed_of_what_was_answered_already(
    alice: Person, agent: Agent, over_1000: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = demand(agent, "F-0")
    ended = decide(first, no(first), by=alice.membership, at=LATER)
    monkeypatch.setattr(answering, "asks_past", lambda _: pytest.fail("guessed"))
    with pytest.raises(AlreadyDecided):
        decide(ended, no(ended), by=alice.membership, at=LATER)


def test_of_a_batch_no_company_is_asked_for_alone(alice: Person, agent: Agent, over_1000: Limit, django_assert_num_queries: Any) -> None:
    answered_once(alice, agent)
    second = demand(agent, "F-9")
    plain = ApprovalRequest.objects.of(alice.company).select_related("agent", "company").get(pk=second.pk)
    with django_assert_num_queries(0):
        assert answering._past_guessed(plain, asked_in(plain), LATER)
