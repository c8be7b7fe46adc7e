"""Asking, answering and spending: once, against what was seen, and never after a no, a stop or a harder limit."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from accounts.boundary import scope
from approvals.actions import steps
from approvals.actions.asking import NotSpent, OtherBody, Suspended, ask, cancel, spend
from approvals.actions.deciding import AgentStopped, AlreadyAnswered, AlreadyDecided, Answered, FactsChanged, NotThere, decide, expire_due
from approvals.enums import Answer, Measure, Reason, RequestState
from approvals.models import ApprovalRequest, Limit, Mandate, Payee, Suspension
from approvals.rules.asked import Asked
from approvals.rules.risks import codes_of
from inventory.models import Agent
from ledger.models import Head
from lib import canonical
from tests.cast import Person
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
KEY = uuid4()
WHOM = {"name": "payee", "account": "account", "reference": "reference"}


@pytest.fixture
def agent(alice: Person, inside: Any) -> Agent:
    return rows.agent(alice.company, "Facturier", AT)


@pytest.fixture
def over_1000(alice: Person, inside: Any) -> Limit:
    return limit(alice, Measure.AMOUNT, 1000_00, type="payment")


def limit(person: Person, measure: Measure, value: int | None = None, **more: Any) -> Limit:
    values = {"answer": Answer.ASK, "set_at": AT, "measure": measure, "value": value} | more
    return Limit.objects.create(company=person.company, **values)


def empower(person: Person, by: Person) -> None:
    """Every agent, without ceiling."""
    Mandate.objects.create(company=person.company, membership=person.membership, given_at=AT, given_by=by.membership)


def asked(cents: int = 1840_00, name: str = "Lebrun", **more: Any) -> Asked:
    values = {
        "sent_as": f"{name}-{cents}",
        "key": KEY,
        "type": "payment",
        "tool": "creer_virement",
        "expires_in": timedelta(days=1),
        "amount_cents": cents,
        "currency": "EUR",
        "payee": name,
        "account": "FR7630006000011234567890189",
        "reference": "F-1",
    } | more
    data = canonical.encode(sent(values, name))
    return Asked(**({"action": data, "body_hash": sha256(data).digest()} | values))


def sent(values: dict[str, Any], words: str) -> dict[str, Any]:
    """The action of a demand, as an agent sends it."""
    whom = {name: values[column] for name, column in WHOM.items() if values[column]}
    cents, count, percent = (values.get(name) for name in ("amount_cents", "count", "percent"))
    return {
        "type": values["type"],
        "tool": values["tool"],
        "summary": words,
        **({"kind": values["kind"]} if values.get("kind") else {}),
        **({"payee": whom} if whom else {}),
        **({"amount": {"value": f"{cents // 100}.{cents % 100:02}", "currency": values["currency"]}} if cents is not None else {}),
        **({"recipients": {"count": count}} if count is not None else {}),
        **({"percent": f"{percent // 100}.{percent % 100:02}"} if percent is not None else {}),
    }


def yes(request: ApprovalRequest, **more: Any) -> Answered:
    return Answered(**({"is_yes": True, "digest": bytes(request.digest), "facts_number": request.facts_number} | more))


def no(request: ApprovalRequest, **more: Any) -> Answered:
    return yes(request, is_yes=False, **more)


def sealed(person: Person) -> int:
    return Head.objects.get(company_id=person.company.pk).size


def test_below_the_limit_it_passes_and_is_spent_once(agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(900_00), at=AT)
    assert (request.state, request.reason) == (RequestState.APPROVED, Reason.BELOW_LIMIT)
    assert spend(agent, request.pk, bytes(request.digest), at=LATER).state == RequestState.CONSUMED
    with pytest.raises(NotSpent, match="already-consumed"):
        spend(agent, request.pk, bytes(request.digest), at=LATER)


def test_above_it_waits_for_a_yes(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    assert (request.state, request.met) == (RequestState.PENDING, [over_1000.pk])
    with pytest.raises(NotSpent, match="not-approved"):
        spend(agent, request.pk, bytes(request.digest), at=AT)
    before = sealed(alice)
    assert decide(request, yes(request), by=alice.membership, at=LATER).state == RequestState.APPROVED
    assert spend(agent, request.pk, bytes(request.digest), at=LATER).state == RequestState.CONSUMED
    assert sealed(alice) == before + 2
    assert Payee.objects.of(alice.company).get().account == "FR76\u00a0••••\u00a00189"


def test_the_same_name_is_the_same_demand_and_another_body_is_refused(agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(), at=AT)
    assert ask(agent, asked(), at=LATER).pk == first.pk
    with pytest.raises(OtherBody):
        ask(agent, asked(1841_00, sent_as="Lebrun-184000"), at=LATER)


def test_the_same_action_finds_the_one_that_waits_and_the_one_that_was_refused(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(), at=AT)
    assert ask(agent, asked(sent_as="encore"), at=LATER).pk == first.pk
    decide(first, no(first), by=alice.membership, at=LATER)
    assert ask(agent, asked(sent_as="et encore"), at=LATER).pk == first.pk
    assert ask(agent, asked(sent_as="demain"), at=LATER + timedelta(hours=25)).pk != first.pk


def test_a_refusal_may_allow_another_try(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(), at=AT)
    decide(first, no(first, may_ask_again=True), by=alice.membership, at=LATER)
    assert ask(agent, asked(sent_as="encore"), at=LATER).pk != first.pk


@pytest.mark.asvs("V2.3.5")
def test_two_people_above_a_harder_limit(alice: Person, benoit: Person, agent: Agent, inside: Any) -> None:
    empower(benoit, alice)
    limit(alice, Measure.AMOUNT, 1000_00, answer=Answer.TWO)
    request = ask(agent, asked(), at=AT)
    assert decide(request, yes(request), by=alice.membership, at=LATER).state == RequestState.PENDING
    with pytest.raises(AlreadyAnswered):
        decide(request, yes(request), by=alice.membership, at=LATER)
    assert decide(request, yes(request), by=benoit.membership, at=LATER).state == RequestState.APPROVED


def test_one_no_is_enough(alice: Person, benoit: Person, agent: Agent, inside: Any) -> None:
    empower(benoit, alice)
    limit(alice, Measure.AMOUNT, 1000_00, answer=Answer.TWO)
    request = ask(agent, asked(), at=AT)
    decide(request, yes(request), by=alice.membership, at=LATER)
    assert decide(request, no(request), by=benoit.membership, at=LATER).state == RequestState.DENIED
    with pytest.raises(AlreadyDecided):
        decide(request, yes(request), by=alice.membership, at=LATER)


def test_forbidden_is_refused_at_once(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.ALWAYS, type="payment", answer=Answer.FORBID)
    request = ask(agent, asked(1_00), at=AT)
    assert (request.state, request.reason) == (RequestState.DENIED, Reason.FORBIDDEN)


def test_a_page_read_before_the_facts_changed_does_not_decide(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    with pytest.raises(FactsChanged):
        decide(request, yes(request, facts_number=0), by=alice.membership, at=LATER)
    with pytest.raises(FactsChanged):
        decide(request, yes(request, digest=bytes(32)), by=alice.membership, at=LATER)


def test_another_action_than_the_one_granted_is_not_run(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(900_00), at=AT)
    with pytest.raises(NotSpent, match="action-changed"):
        spend(agent, request.pk, asked(999_00).digest, at=LATER)


def test_a_limit_made_harder_meanwhile_takes_the_answer_back(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(900_00), at=AT)
    limit(alice, Measure.AMOUNT, 100_00, type="payment")
    with pytest.raises(NotSpent, match="rule-changed"):
        spend(agent, request.pk, bytes(request.digest), at=LATER)


def test_a_stopped_agent_asks_and_spends_nothing_and_nobody_says_yes_to_it(alice: Person, agent: Agent, over_1000: Limit) -> None:
    small, large = ask(agent, asked(900_00), at=AT), ask(agent, asked(), at=AT)
    Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    with pytest.raises(Suspended):
        ask(agent, asked(2_00), at=LATER)
    with pytest.raises(Suspended):
        spend(agent, small.pk, bytes(small.digest), at=LATER)
    with pytest.raises(AgentStopped):
        decide(large, yes(large), by=alice.membership, at=LATER)


def test_silence_means_no(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(expires_in=timedelta(hours=1)), at=AT)
    late = AT + timedelta(hours=2)
    with pytest.raises(AlreadyDecided):
        decide(request, yes(request), by=alice.membership, at=late)
    assert (expire_due(alice.company, at=late), expire_due(alice.company, at=late)) == (1, 0)
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.EXPIRED, Reason.SILENCE)


def test_an_answer_not_used_within_a_day_is_void(agent: Agent, alice: Person, over_1000: Limit) -> None:
    request = ask(agent, asked(900_00), at=AT)
    with pytest.raises(NotSpent, match="not-approved"):
        spend(agent, request.pk, bytes(request.digest), at=AT + steps.GRANT_LIFE)
    assert expire_due(alice.company, at=AT + steps.GRANT_LIFE) == 1


def test_the_agent_takes_its_demand_back(agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    assert cancel(agent, request.pk, at=LATER).state == RequestState.CANCELLED
    assert cancel(agent, request.pk, at=LATER).state == RequestState.CANCELLED


def test_cutting_a_payment_in_pieces_meets_the_weekly_total(alice: Person, agent: Agent, over_1000: Limit) -> None:
    limit(alice, Measure.WEEK_PAYEE, 3000_00, type="payment")
    states = [ask(agent, asked(900_00, sent_as=f"n-{n}", reference=f"F-{n}"), at=AT).state for n in range(5)]
    assert states == [RequestState.APPROVED] * 3 + [RequestState.PENDING] * 2
    assert ask(agent, asked(900_00, sent_as="lundi", reference="F-9"), at=AT + timedelta(days=3)).state == RequestState.APPROVED


def test_a_changed_account_of_a_known_name_is_always_asked(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(900_00), at=AT)
    spend(agent, first.pk, bytes(first.digest), at=AT)
    changed = ask(agent, asked(20_00, account="FR1420041010050500013M02606", sent_as="b", reference="F-2"), at=LATER)
    assert (changed.state, codes_of(changed.facts)) == (RequestState.PENDING, ["account-changed"])


def test_another_company_neither_sees_nor_decides(alice: Person, driss: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    with scope(driss.company), pytest.raises(NotThere):
        decide(request, yes(request), by=driss.membership, at=LATER)
    assert steps.CHANNEL == "decided"
