"""Small demands that are alike, answered together: on their sum, all or none, each with its own decision."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.boundary import scope
from approvals.actions.asking import ask, spend
from approvals.actions.batches import AboveMyPower, NotAlike, decide_together
from approvals.actions.deciding import AgentStopped, AlreadyAnswered, AlreadyDecided, Answered, FactsChanged, NotThere, NowForbidden, decide
from approvals.actions.mandates import give
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest, Decision, Suspension
from approvals.queries.batches import batches
from approvals.queries.desk import pending
from inventory.models import Agent
from ledger.queries import newest
from tests.accounts.journeys import NOW, code_of, give_factors
from tests.accounts.test_confirming import confirm
from tests.approvals.test_requests import asked, limit
from tests.cast import AT, Person, sign_in
from tests.register import rows

ACCOUNTS = ("FR7630006000011234567890189", "FR1420041010050500013M02606", "DE89370400440532013000")
PAGE = "/demandes/ensemble/"


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        for n, account in enumerate(ACCOUNTS):
            paid = ask(agent, asked(10_00 + n, name=f"Fournisseur {n}", account=account, sent_as=f"avant{n}", reference=f"A-{n}"), at=NOW)
            spend(agent, paid.pk, bytes(paid.digest), at=NOW)
        limit(alice, Measure.AMOUNT, 100_00, type="payment")
    return agent


def waiting(person: Person, agent: Agent, *cents: int, start: int = 0) -> list[ApprovalRequest]:
    with scope(person.company):
        return [
            ask(agent, asked(one, name=f"Fournisseur {n % 3}", account=ACCOUNTS[n % 3], sent_as=f"b{n}", reference=f"B-{n}"), at=NOW)
            for n, one in enumerate(cents, start)
        ]


def answers(requests: list[ApprovalRequest], *, is_yes: bool = True) -> dict[Any, Answered]:
    return {one.pk: Answered(is_yes, bytes(one.digest), one.facts_number, has_code=True) for one in requests}


def together(person: Person, requests: list[ApprovalRequest], *, is_yes: bool = True) -> list[ApprovalRequest]:
    with scope(person.company):
        return decide_together(person.company, answers(requests, is_yes=is_yes), by=person.membership, at=NOW)


def states(person: Person) -> list[str]:
    with scope(person.company):
        return sorted(ApprovalRequest.objects.of(person.company).filter(sent_as__startswith="b").values_list("state", flat=True))


def found(person: Person) -> list[list[str]]:
    with scope(person.company):
        return [sorted(one.sent_as for one in batch.requests) for batch in batches(person.company, pending(person.company, NOW))]


def test_alike_ones_are_found_with_their_sum(alice: Person, agent: Agent) -> None:
    waiting(alice, agent, 150_00, 200_00, 120_50)
    assert found(alice) == [["b0", "b1", "b2"]]
    with scope(alice.company):
        [batch] = batches(alice.company, pending(alice.company, NOW))
    assert (batch.cents, batch.amount) == (470_50, "470,50\u00a0€")


def test_each_gets_its_own_decision_and_its_own_row_of_the_record(alice: Person, agent: Agent) -> None:
    asked_ = waiting(alice, agent, 150_00, 200_00)
    assert [one.state for one in together(alice, asked_)] == ["approved", "approved"]
    with scope(alice.company):
        assert Decision.objects.of(alice.company).filter(is_yes=True, has_code=True).count() == 2
        assert [line.act for line in newest(9)].count("request.approved") == 2


def test_a_no_to_all_needs_no_power_over_the_sum_but_over_each(alice: Person, agent: Agent) -> None:
    together(alice, waiting(alice, agent, 150_00, 200_00), is_yes=False)
    assert states(alice) == ["denied", "denied"]


OTHERS: dict[str, dict[str, Any]] = {
    "an unknown payee": {"name": "Inconnu", "account": "FR7630004000031234567890143"},
    "no reference": {"reference": ""},
    "another tool": {"tool": "virement_rapide"},
    "another currency": {"currency": "USD"},
    "another account of a known name": {"name": "Fournisseur 0", "account": "FR7630004000031234567890143"},
}


@pytest.mark.parametrize("case", list(OTHERS))
def test_what_is_not_alike_or_has_a_signal_is_left_out_and_refused_if_sent(alice: Person, agent: Agent, case: str) -> None:
    more = {"name": "Fournisseur 1", "account": ACCOUNTS[1], "reference": "B-9"} | OTHERS[case]
    good = waiting(alice, agent, 150_00)
    with scope(alice.company):
        odd = ask(agent, asked(160_00, sent_as="b9", **more), at=NOW)
        assert odd.state == RequestState.PENDING
    assert found(alice) == []
    with pytest.raises(NotAlike):
        together(alice, [*good, odd])
    assert states(alice) == ["pending", "pending"]


def test_another_agents_demand_is_not_alike(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
    mixed = waiting(alice, agent, 150_00) + waiting(alice, other, 150_00, start=1)
    assert found(alice) == []
    with pytest.raises(NotAlike):
        together(alice, mixed)


def test_a_limit_that_wants_a_call_is_answered_alone(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 50_00, type="payment", asks_call_back=True)
    asked_ = waiting(alice, agent, 150_00, 200_00)
    assert found(alice) == []
    with pytest.raises(NotAlike):
        together(alice, asked_)


def test_two_people_above_the_sum_are_two_people_for_each(alice: Person, benoit: Person, agent: Agent) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 300_00, answer=Answer.TWO, type="payment")
        give(benoit.membership, [None], None, by=alice.membership, at=NOW)
    asked_ = waiting(alice, agent, 150_00, 200_00)
    assert [one.people for one in asked_] == [1, 1]
    assert [one.state for one in together(alice, asked_)] == ["pending", "pending"]
    with pytest.raises(AlreadyAnswered):
        together(alice, asked_)
    assert [one.state for one in together(benoit, asked_)] == ["approved", "approved"]


def test_a_sum_that_is_forbidden_can_only_be_refused(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 300_00, answer=Answer.FORBID, type="payment")
    asked_ = waiting(alice, agent, 150_00, 200_00)
    with pytest.raises(NowForbidden):
        together(alice, asked_)
    assert states(alice) == ["pending", "pending"]
    together(alice, asked_, is_yes=False)
    assert states(alice) == ["denied", "denied"]


def test_a_power_is_held_against_the_sum(alice: Person, benoit: Person, agent: Agent) -> None:
    with scope(alice.company):
        give(benoit.membership, [None], 300_00, by=alice.membership, at=NOW)
    asked_ = waiting(alice, agent, 150_00, 200_00)
    with pytest.raises(AboveMyPower):
        together(benoit, asked_)
    assert states(alice) == ["pending", "pending"]
    assert "Rien à répondre ensemble" in sign_in(benoit).get(PAGE).text


def test_all_or_none(alice: Person, agent: Agent) -> None:
    asked_ = waiting(alice, agent, 150_00, 200_00, 130_00)
    stale = answers(asked_) | {asked_[2].pk: Answered(True, bytes(32), 1)}
    with scope(alice.company):
        with pytest.raises(FactsChanged):
            decide_together(alice.company, stale, by=alice.membership, at=NOW)
        decide(asked_[0], Answered(False, bytes(asked_[0].digest), 1), by=alice.membership, at=NOW)
    with pytest.raises(AlreadyDecided):
        together(alice, asked_)
    assert states(alice) == ["denied", "pending", "pending"]
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
        with pytest.raises(AgentStopped):
            decide_together(alice.company, answers(asked_[1:]), by=alice.membership, at=NOW)
    assert states(alice) == ["denied", "pending", "pending"]


def test_whoever_left_decides_nothing(alice: Person, agent: Agent) -> None:
    asked_ = waiting(alice, agent, 150_00, 200_00)
    with scope(alice.company):
        alice.membership.ended_at = NOW
        alice.membership.save()
    with pytest.raises(NotThere):
        together(alice, asked_)


def sent(requests: list[ApprovalRequest], answer: str = "yes") -> dict[str, Any]:
    return {"answer": answer, "shown": [f"{one.pk}:{bytes(one.digest).hex()}:{one.facts_number}" for one in requests]}


def test_the_page_shows_the_sum_and_a_yes_needs_a_code_of_its_own(alice: Person, agent: Agent) -> None:
    key = give_factors(alice)[0]
    asked_ = waiting(alice, agent, 150_00, 200_00)
    browser = sign_in(alice)
    assert 'href="/demandes/ensemble/"' in browser.get(reverse("approvals:requests")).text
    seen = browser.get(PAGE).text
    assert "350,00\u00a0€" in seen
    assert "Fournisseur 1" in seen
    assert "Bénéficiaire, d’après l’agent" in seen
    assert ACCOUNTS[1] not in seen
    assert browser.post(PAGE, sent(asked_)).status_code == 302
    assert states(alice) == ["pending", "pending"]
    done = confirm(browser, browser.post(PAGE, sent(asked_)), code_of(key, NOW))
    assert "2 demandes sont accordées" in done.content.decode()
    assert states(alice) == ["approved", "approved"]


def test_a_no_needs_no_code(alice: Person, agent: Agent) -> None:
    asked_ = waiting(alice, agent, 150_00, 200_00)
    assert sign_in(alice).post(PAGE, sent(asked_, "no"))["Location"] == "/demandes/"
    assert states(alice) == ["denied", "denied"]


def test_what_changed_meanwhile_is_shown_again(alice: Person, agent: Agent) -> None:
    asked_ = waiting(alice, agent, 150_00, 200_00)
    with scope(alice.company):
        ApprovalRequest.objects.of(alice.company).filter(pk=asked_[0].pk).update(facts_number=7)
    browser = sign_in(alice)
    assert browser.post(PAGE, sent(asked_, "no"))["Location"] == PAGE
    assert "a changé depuis" in browser.get(PAGE).text
    assert states(alice) == ["pending", "pending"]


BAD = ["", "x", "x:y:z", f"{'0' * 8}-0000-0000-0000-{'0' * 12}:{'0' * 64}:99999999999", f"{'0' * 32}:zz:1"]


@pytest.mark.parametrize("text", BAD, ids=[str(n) for n in range(len(BAD))])
def test_nonsense_is_no_page(alice: Person, agent: Agent, text: str) -> None:
    assert sign_in(alice).post(PAGE, {"answer": "no", "shown": [text, text]}).status_code == 404


def test_a_stranger_answers_nothing(alice: Person, driss: Person, agent: Agent) -> None:
    asked_ = waiting(alice, agent, 150_00, 200_00)
    sign_in(driss).post(PAGE, sent(asked_, "no"))
    assert states(alice) == ["pending", "pending"]


def test_messages_count_their_recipients_together(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        limit(alice, Measure.ALWAYS, type="message.send")
        limit(alice, Measure.COUNT, 100, answer=Answer.FORBID, type="message.send")
        told = {"type": "message.send", "tool": "gmail.send", "amount_cents": None, "currency": "", "name": "", "account": ""}
        asked_ = [ask(agent, asked(sent_as=f"b{n}", reference=f"M-{n}", count=80, **told), at=NOW) for n in range(2)]
    assert states(alice) == ["pending", "pending"]
    with pytest.raises(NowForbidden):
        together(alice, asked_)


def test_what_was_odd_when_asked_and_is_plain_by_now_may_be_answered_together(alice: Person, agent: Agent) -> None:
    first, second = waiting(alice, agent, 150_00, 200_00)
    with scope(alice.company):
        ApprovalRequest.objects.of(alice.company).filter(sent_as="b0").update(facts=[{"code": "new-payee"}])
    browser = sign_in(alice)
    assert "350,00\u00a0€" in (seen := browser.get(PAGE).text)
    first.facts_number += 1  # weighed anew
    told = sent([first, second], "no")
    assert all(f'value="{shown}"' in seen for shown in told["shown"])
    browser.post(PAGE, told)
    assert states(alice) == ["denied", "denied"]
