"""A page opened before, and decided after what we know changed: never against yesterday's facts."""

from datetime import time, timedelta
from typing import Any

import pytest

from approvals.actions.asking import NotSpent, ask, spend
from approvals.actions.deciding import AlreadyAnswered, FactsChanged, NowForbidden, decide
from approvals.actions.payees import add, forget
from approvals.actions.refreshing import looked_at, print_of, refresh
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest, Limit
from approvals.queries.signals import changes, seen, signals_of
from approvals.rules.risks import codes_of
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported, key_of
from tests.approvals.test_requests import AT, LATER, agent, asked, empower, limit, no, over_1000, yes
from tests.cast import Person

__all__ = ["agent", "over_1000"]
IBAN, OTHER = "FR7630006000011234567890189", "FR1420041010050500013M02606"


def paid(agent: Agent, cents: int, days: int, name: str = "Lebrun", account: str = IBAN, **more: Any) -> None:
    """The journal says so."""
    when = AT - timedelta(days=days)
    told = {"key": key_of(name, str(days), str(cents)), "occurred_at": when, "type": "payment", "payee": name, "account": account}
    report(agent, [Reported(**(told | {"amount_cents": cents, "currency": "EUR", "tool": "creer_virement"} | more))], Source.API)


def granted(agent: Agent, **more: Any) -> ApprovalRequest:
    """Asked below the limit, and spent."""
    made = ask(agent, asked(**({"cents": 500_00, "sent_as": "avant", "reference": "F-0"} | more)), at=AT)
    return spend(agent, made.pk, bytes(made.digest), at=AT)


def codes(request: ApprovalRequest) -> list[str]:
    return codes_of(request.facts)


def test_nothing_new_changes_no_number(agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    before = print_of(request)
    assert refresh(request, at=LATER).facts_number == 1
    assert print_of(looked_at(request, at=LATER)) == before


def test_looking_keeps_nothing_and_answering_does(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    add(alice.company, "Lebrun", IBAN, by=alice.membership, at=LATER)
    assert looked_at(request, at=LATER).facts_number == 2
    assert ApprovalRequest.objects.of(alice.company).get(pk=request.pk).facts_number == 1
    request.refresh_from_db()
    assert (refresh(request, at=LATER).facts_number, codes(request)) == (2, [])
    assert refresh(request, at=LATER).facts_number == 2


def test_two_answers_at_once_count_one_change(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(), at=AT)
    second = ApprovalRequest.objects.of(alice.company).select_related("agent", "company").get(pk=first.pk)
    add(alice.company, "Lebrun", IBAN, by=alice.membership, at=LATER)
    assert (refresh(first, at=LATER).facts_number, refresh(second, at=LATER).facts_number) == (2, 2)


def test_an_invoice_paid_meanwhile_is_not_paid_again_by_an_old_page(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request, before = ask(agent, asked(), at=AT), None
    before = seen(request)
    paid(agent, 1840_00, 0, target="F-1")
    with pytest.raises(FactsChanged):
        decide(request, yes(request), by=alice.membership, at=LATER)
    assert "paid-already" in codes(refresh(request, at=LATER))
    assert changes(before, request) == ["«\u00a0Cette facture a déjà été payée\u00a0»"]
    assert decide(request, no(request), by=alice.membership, at=LATER).state == RequestState.DENIED


def test_an_account_forgotten_meanwhile_is_new_again(alice: Person, agent: Agent, over_1000: Limit) -> None:
    payee = add(alice.company, "Lebrun", IBAN, by=alice.membership, at=AT)
    request = ask(agent, asked(), at=AT)
    assert codes(request) == []
    forget(payee, by=alice.membership, at=LATER)
    with pytest.raises(FactsChanged):
        decide(request, yes(request), by=alice.membership, at=LATER)
    assert codes(refresh(request, at=LATER)) == ["new-payee"]


def test_a_grant_to_an_account_forgotten_meanwhile_is_not_spent(alice: Person, agent: Agent, over_1000: Limit) -> None:
    payee = add(alice.company, "Lebrun", IBAN, by=alice.membership, at=AT)
    small = ask(agent, asked(900_00), at=AT)
    assert small.state == RequestState.APPROVED
    assert forget(payee, by=alice.membership, at=LATER) == 1
    assert forget(payee, by=alice.membership, at=LATER) is None
    with pytest.raises(NotSpent, match="not-approved"):
        spend(agent, small.pk, bytes(small.digest), at=LATER)


def test_one_person_becomes_two_when_the_limit_is_made_harder(alice: Person, benoit: Person, agent: Agent, over_1000: Limit) -> None:
    empower(benoit, alice)
    request = ask(agent, asked(), at=AT)
    before = seen(request)
    limit(alice, Measure.AMOUNT, 1500_00, type="payment", answer=Answer.TWO)
    with pytest.raises(FactsChanged):
        decide(request, yes(request), by=alice.membership, at=LATER)
    assert changes(before, refresh(request, at=LATER)) == ["il faut maintenant deux personnes"]
    assert decide(request, yes(request), by=alice.membership, at=LATER).state == RequestState.PENDING
    decided = decide(request, yes(request), by=benoit.membership, at=LATER)
    assert decided.state == RequestState.APPROVED
    assert spend(agent, decided.pk, bytes(decided.digest), at=LATER).state == RequestState.CONSUMED


def test_two_people_stay_two_when_the_limit_is_made_softer(alice: Person, agent: Agent, inside: Any) -> None:
    hard = limit(alice, Measure.AMOUNT, 1000_00, type="payment", answer=Answer.TWO)
    request = ask(agent, asked(), at=AT)
    Limit.objects.of(alice.company).filter(pk=hard.pk).update(ended_at=LATER)
    assert refresh(request, at=LATER).people == 2


def test_a_yes_to_what_was_known_before_is_given_again(alice: Person, benoit: Person, agent: Agent, inside: Any) -> None:
    empower(benoit, alice)
    limit(alice, Measure.AMOUNT, 1000_00, type="payment", answer=Answer.TWO)
    request = ask(agent, asked(), at=AT)
    decide(request, yes(request), by=alice.membership, at=LATER)
    paid(agent, 1840_00, 0, target="F-1")
    refresh(request, at=LATER)
    assert decide(request, yes(request), by=benoit.membership, at=LATER).state == RequestState.PENDING
    with pytest.raises(AlreadyAnswered):
        decide(request, yes(request), by=benoit.membership, at=LATER)
    assert decide(request, yes(request), by=alice.membership, at=LATER).state == RequestState.APPROVED


def test_what_is_forbidden_meanwhile_can_only_be_refused(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    limit(alice, Measure.ALWAYS, type="payment", answer=Answer.FORBID)
    assert codes(refresh(request, at=LATER))[0] == "forbidden"
    with pytest.raises(NowForbidden):
        decide(request, yes(request), by=alice.membership, at=LATER)
    assert decide(request, no(request), by=alice.membership, at=LATER).state == RequestState.DENIED


def test_a_limit_that_bears_on_something_else_does_not_void_the_yes(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    limit(alice, Measure.ALWAYS, type="quote")
    decided = decide(request, yes(request), by=alice.membership, at=LATER)
    assert spend(agent, decided.pk, bytes(decided.digest), at=LATER).state == RequestState.CONSUMED


def test_a_demand_does_not_count_against_itself(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.WEEK_PAYEE, 2000_00, type="payment")
    limit(alice, Measure.DAY_COUNT, 1, type="payment")
    request = ask(agent, asked(account=IBAN, payee="Lebrun", reference=""), at=AT)
    assert (codes(request), request.met) == (["new-payee", "no-reference"], [])
    assert refresh(request, at=LATER).facts_number == 1


def test_hours_are_those_of_the_asking(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.HOURS, starts=time(8), ends=time(9), type="payment")
    request = ask(agent, asked(), at=AT)
    assert refresh(request, at=AT + timedelta(hours=22)).facts_number == 1


def test_an_invoice_paid_already_is_asked_even_below_the_limit(agent: Agent, over_1000: Limit) -> None:
    granted(agent)
    again = ask(agent, asked(400_00, sent_as="encore", reference="f 0"), at=LATER)
    assert (again.state, codes(again)[0]) == (RequestState.PENDING, "paid-already")
    assert signals_of(again, LATER)[0].text.startswith("500,00\u00a0€, ")


def test_the_same_amount_within_three_weeks_is_said_and_is_no_alarm(agent: Agent, over_1000: Limit) -> None:
    paid(agent, 1840_00, 20)
    assert codes(ask(agent, asked(), at=AT)) == ["new-payee", "same-amount"]
    paid(agent, 1900_00, 22)
    assert codes(ask(agent, asked(1900_00, sent_as="b", reference="F-2"), at=AT)) == ["new-payee"]


def test_two_demands_for_one_invoice_say_so(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(), at=AT)
    second = ask(agent, asked(1841_00, sent_as="b"), at=AT)
    assert codes(second) == ["asked-already", "new-payee"]
    assert codes(refresh(first, at=LATER)) == ["asked-already", "new-payee"]
    decide(second, no(second), by=alice.membership, at=LATER)
    assert codes(refresh(first, at=LATER)) == ["refused-before", "new-payee"]


def test_the_usual_is_said_with_an_unusual_amount(agent: Agent, over_1000: Limit) -> None:
    for days, cents in ((40, 210_00), (70, 480_00), (100, 350_00), (130, 940_00)):
        paid(agent, cents, days)
    signal = next(one for one in signals_of(ask(agent, asked(4840_00), at=AT), AT) if one.code == "unusual-amount")
    assert "D’habitude entre 210,00\u00a0€ et 940,00\u00a0€, sur 4 paiements" in signal.text


def test_what_an_agent_blocked_failed_or_tried_out_was_not_paid(agent: Agent, over_1000: Limit) -> None:
    for number, more in enumerate(({"outcome": "failed"}, {"outcome": "blocked"}, {"is_test": True})):
        paid(agent, 1840_00, number, **more)
    assert codes(ask(agent, asked(), at=AT)) == ["new-payee"]


def test_a_changed_account_says_both_and_since_when(alice: Person, agent: Agent, over_1000: Limit) -> None:
    granted(agent)
    paid(agent, 300_00, 45)
    signal = signals_of(ask(agent, asked(account=OTHER), at=AT), AT)[0]
    assert signal.code == "account-changed"
    assert signal.pairs == (("Jusqu’ici", "FR76\u00a0••••\u00a00189"), ("Aujourd’hui", "FR14\u00a0••••\u00a02606"))
    assert "depuis le 6\u00a0octobre 2026" in signal.text


@pytest.mark.parametrize("account", ["FR7630006000011234567890188", "FR76XXXXXXXXXXXXXXXXXX0189", "FR760189"])
def test_an_account_masked_or_respelled_is_neither_known_nor_sound(agent: Agent, over_1000: Limit, account: str) -> None:
    granted(agent)
    assert codes(ask(agent, asked(20_00, account=account, sent_as="b", reference="F-9"), at=AT))[:2] == ["account-changed", "bad-account"]


def test_another_spelling_of_a_known_name_is_a_new_payee(agent: Agent, over_1000: Limit) -> None:
    granted(agent)
    for name in ("Lebrun SARL", "LEBRUM"):
        assert "new-payee" in codes(ask(agent, asked(name=name, account=OTHER, sent_as=name, reference=name), at=AT))
    for name in ("LEBRUN", "  lébrun ", "Le-brun"):
        told = codes(ask(agent, asked(name=name, account=OTHER, sent_as=name, reference=name), at=AT))
        assert {"account-changed", "new-payee"} & set(told)
