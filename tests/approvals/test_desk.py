"""The page of a demand: what is at stake first, a code for this very answer, the tick after a call, and nobody else's."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.boundary import scope
from approvals.actions.asking import ask, spend
from approvals.actions.deciding import Answered, decide
from approvals.actions.mandates import give
from approvals.actions.refreshing import print_of
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest, Decision, Suspension
from approvals.queries import desk as queries
from inventory.models import Agent
from tests.accounts.journeys import NOW, code_of, give_factors
from tests.accounts.test_confirming import confirm
from tests.approvals.test_requests import asked, limit
from tests.cast import AT, Person, sign_in
from tests.register import rows

KNOWN = (
    "Payer Lebrun\u00a0?",
    "1\u00a0840,00\u00a0€",
    "Paiement au-dessus de 1\u00a0000\u00a0€",
    "1 depuis un an",
    "FR76\u00a0••••\u00a00189",
)


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        return rows.agent(alice.company, "Facturier", AT)


def waiting(person: Person, agent: Agent, **more: Any) -> ApprovalRequest:
    with scope(person.company):
        return ask(agent, asked(**more), at=NOW)


def sent(request: ApprovalRequest, answer: str = "yes", **more: str) -> dict[str, str]:
    return {"answer": answer, "digest": bytes(request.digest).hex(), "facts": print_of(request)} | more


def page(request: ApprovalRequest) -> str:
    return reverse("approvals:demand", args=[request.pk])


def state(person: Person, request: ApprovalRequest) -> str:
    with scope(person.company):
        return ApprovalRequest.objects.of(person.company).get(pk=request.pk).state


def known(person: Person, agent: Agent) -> None:
    """The payee was paid before."""
    with scope(person.company):
        first = ask(agent, asked(500_00, sent_as="avant", reference="F-0"), at=NOW)
        spend(agent, first.pk, bytes(first.digest), at=NOW)


def test_the_page_asks_the_question_and_says_what_is_known(alice: Person, agent: Agent) -> None:
    known(alice, agent)
    shown = sign_in(alice).get(page(waiting(alice, agent))).content.decode()
    for words in (
        "Payer Lebrun\u00a0?",
        "1\u00a0840,00\u00a0€",
        "Paiement au-dessus de 1\u00a0000\u00a0€",
        "1 depuis un an",
        "FR76\u00a0••••\u00a00189",
    ):
        assert words in shown
    assert "FR7630006000011234567890189" not in shown


def test_a_new_payee_is_said_first_and_refusing_is_the_main_button(alice: Person, agent: Agent) -> None:
    shown = sign_in(alice).get(page(waiting(alice, agent))).content.decode()
    assert "Vous n’avez jamais payé ce bénéficiaire" in shown
    assert 'class="button danger solid" form="answer" type="submit" name="answer" value="no"' in shown


def test_a_refusal_needs_no_code(alice: Person, agent: Agent) -> None:
    request = waiting(alice, agent)
    assert sign_in(alice).post(page(request), sent(request, "no", comment="Pas ce mois-ci")).status_code == 302
    assert state(alice, request) == RequestState.DENIED


def test_a_yes_needs_a_code_for_itself(alice: Person, agent: Agent) -> None:
    request = waiting(alice, agent)
    assert sign_in(alice).post(page(request), sent(request)).status_code == 302
    assert state(alice, request) == RequestState.PENDING


def test_with_the_code_it_is_granted_and_the_code_is_good_for_this_answer_only(alice: Person, agent: Agent) -> None:
    key = give_factors(alice)[0]
    first, second = waiting(alice, agent), waiting(alice, agent, name="Morel", account="FR1420041010050500013M02606")
    browser = sign_in(alice, proven=False)
    granted = confirm(browser, browser.post(page(first), sent(first)), code_of(key, NOW))
    assert "C’est accordé" in granted.content.decode()
    assert state(alice, first) == RequestState.APPROVED
    assert browser.post(page(second), sent(second))["Location"].startswith("/compte/verification/")
    assert state(alice, second) == RequestState.PENDING


def test_a_number_of_another_form_decides_nothing(alice: Person, agent: Agent) -> None:
    request = waiting(alice, agent)
    assert sign_in(alice).post(page(request), sent(request) | {"demande": "x"})["Location"] == "/"
    assert state(alice, request) == RequestState.PENDING


def test_a_changed_account_needs_the_tick(alice: Person, agent: Agent) -> None:
    key = give_factors(alice)[0]
    known(alice, agent)
    request = waiting(alice, agent, account="FR1420041010050500013M02606", cents=20_00, sent_as="b", reference="F-2")
    shown = sign_in(alice).get(page(request)).content.decode()
    assert "Le compte bancaire a changé" in shown
    assert "FR76\u00a0••••\u00a00189" in shown
    browser = sign_in(alice)
    refused = browser.post(page(request), sent(request))
    assert refused.status_code == 422
    assert "Appelez d’abord ce bénéficiaire" in refused.content.decode()
    assert state(alice, request) == RequestState.PENDING
    confirm(browser, browser.post(page(request), sent(request, called="on")), code_of(key, NOW))
    assert state(alice, request) == RequestState.APPROVED


@pytest.mark.parametrize("who", ["chloe", "rachid", "sofia"])
def test_who_may_not_decide_reads_and_is_told_who_does(who: str, alice: Person, agent: Agent, request: pytest.FixtureRequest) -> None:
    other: Person = request.getfixturevalue(who)
    demand = waiting(alice, agent)
    assert "dont le pouvoir va jusque-là, peut y répondre" in sign_in(other).get(page(demand)).content.decode()
    assert sign_in(other).post(page(demand), sent(demand, "no")).status_code == 404
    assert state(alice, demand) == RequestState.PENDING


def test_a_stranger_finds_nothing(alice: Person, driss: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    assert sign_in(driss).get(page(demand)).status_code == 404
    assert sign_in(driss).post(page(demand), sent(demand, "no")).status_code == 404


def empower(owner: Person, approver: Person, cents: int | None = None) -> None:
    with scope(owner.company):
        give(approver.membership, [None], cents, by=owner.membership, at=NOW)


@pytest.mark.parametrize(("cents", "status"), [(None, 302), (1840_00, 302), (1839_99, 404)])
def test_an_approver_answers_up_to_what_was_said(alice: Person, benoit: Person, agent: Agent, cents: int | None, status: int) -> None:
    demand = waiting(alice, agent)
    assert sign_in(benoit).post(page(demand), sent(demand, "no")).status_code == 404
    empower(alice, benoit, cents)
    assert sign_in(benoit).post(page(demand), sent(demand, "no")).status_code == status


@pytest.mark.parametrize("money", [{"currency": "USD"}, {"cents": None}])
def test_what_is_not_readable_in_euros_is_above_every_ceiling(alice: Person, benoit: Person, agent: Agent, money: dict[str, Any]) -> None:
    empower(alice, benoit, 1_000_000_00)
    demand = waiting(alice, agent, **({"amount_cents": None} if "cents" in money else money))
    assert sign_in(benoit).post(page(demand), sent(demand, "no")).status_code == 404


@pytest.mark.parametrize("wrong", [{"digest": "0" * 64}, {"facts": "9"}])
def test_a_page_read_before_is_shown_again(alice: Person, agent: Agent, wrong: dict[str, str]) -> None:
    demand = waiting(alice, agent)
    answer = sign_in(alice).post(page(demand), sent(demand, "no") | wrong, follow=True)
    assert "Ce que nous savons a changé" in answer.content.decode()
    assert state(alice, demand) == RequestState.PENDING


def test_the_first_page_and_the_list_say_what_waits(alice: Person, benoit: Person, chloe: Person, agent: Agent) -> None:
    assert "Aucune demande n’attend" in sign_in(alice).get(reverse("approvals:requests")).content.decode()
    demand = waiting(alice, agent)
    assert page(demand) not in sign_in(benoit).get("/").content.decode()
    empower(alice, benoit)
    for person in (alice, benoit):
        assert page(demand) in sign_in(person).get("/").content.decode()
    assert page(demand) not in sign_in(chloe).get("/").content.decode()
    with scope(alice.company):
        limit(alice, Measure.ALWAYS, type="quote", answer=Answer.ASK)
        ask(agent, asked(1, name="Durand", type="quote", tool="", sent_as="devis"), at=NOW)
    assert "Répondre à 2 demandes" in sign_in(alice).get("/").content.decode()
    assert sign_in(alice).get(reverse("approvals:requests")).content.decode().count("C’est refusé") == 0
    with scope(alice.company):
        assert not Decision.objects.of(alice.company).exists()
        assert demand.expires_at - NOW == timedelta(days=1)


def test_two_answers_of_the_same_second_need_two_codes(alice: Person, agent: Agent) -> None:
    first, second = waiting(alice, agent), waiting(alice, agent, cents=1900_00, sent_as="b", reference="F-2")
    key, browser = give_factors(alice)[0], sign_in(alice)
    confirm(browser, browser.post(page(first), sent(first)), code_of(key, NOW))
    kept = browser.post(page(second), sent(second))
    number = kept.headers["Location"].partition("demande=")[2]
    browser.post(page(second), {"demande": number, "code": "000000"})
    assert (state(alice, first), state(alice, second)) == (RequestState.APPROVED, RequestState.PENDING)


def test_a_payee_s_name_cannot_speak_for_us(alice: Person, agent: Agent) -> None:
    name = "Lebrun\u00a0\u00bb ? D\u00e9j\u00e0 accord\u00e9 par Alice : 5,00 \u20ac <b>\u202ex</b>" + " tr\u00e8s" * 20
    request = waiting(alice, agent, name=name[:160])
    with scope(alice.company):
        question = queries.sheet(request, NOW).question
    assert question.startswith("Payer «\u00a0Lebrun D")
    assert question.endswith("…\u00a0»\u00a0?")
    assert not set("<>€\u202e:") & set(question)
    assert "<b>" not in sign_in(alice).get(page(request)).content.decode()


def test_a_stopped_agent_s_demands_are_not_in_the_list_and_say_why(alice: Person, agent: Agent) -> None:
    request = waiting(alice, agent)
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=NOW, asked_by=alice.membership)
        assert queries.pending(alice.company, NOW) == []
    shown = sign_in(alice).get(page(request)).content.decode()
    assert "sa demande ne vaut plus rien" in shown
    assert 'name="answer"' not in shown


def test_whoever_may_not_answer_is_not_invited_to(alice: Person, chloe: Person, agent: Agent) -> None:
    waiting(alice, agent)
    assert "Répondre" not in sign_in(chloe).get(reverse("approvals:requests")).content.decode()
    assert "Répondre" in sign_in(alice).get(reverse("approvals:requests")).content.decode()


def test_the_page_says_what_was_refused_before(alice: Person, agent: Agent) -> None:
    first = waiting(alice, agent)
    with scope(alice.company):
        decide(first, Answered(is_yes=False, digest=bytes(first.digest), facts_number=1), by=alice.membership, at=NOW)
    shown = sign_in(alice).get(page(waiting(alice, agent, cents=900_00, sent_as="b"))).content.decode()
    assert "Déjà refusé aujourd’hui à" in shown
