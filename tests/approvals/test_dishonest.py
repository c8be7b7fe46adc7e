"""A dishonest agent, or a careless one: names, types, kinds, accounts and pieces that should have passed below the limits."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.enums import Role
from accounts.models import Membership
from approvals.actions.asking import NotSpent, Suspended, ask, spend
from approvals.actions.deciding import AgentStopped, AlreadyAnswered, NotThere, decide, expire_due
from approvals.enums import Answer, Measure, RequestState
from approvals.models import ApprovalRequest, Limit, Mandate, Payee
from approvals.queries.grants import unused
from approvals.rules.asked import Asked
from approvals.rules.risks import codes_of
from inventory.enums import State, Verb
from inventory.models import Agent, AgentState
from journal.enums import Type
from journal.models import ToolWord
from journal.rules.naming import Meaning, meaning
from ledger.queries import newest
from tests.approvals.test_requests import AT, LATER, agent, asked, empower, limit, no, over_1000, yes
from tests.cast import Person

__all__ = ["agent", "over_1000"]
IBAN = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("get_and_pay", "other"),
        ("read_virement", "other"),
        ("pay_invoice", "invoice"),
        ("list", "other"),
        ("bash", "payment"),
        ("refund", "payment"),
        ("update_record", "record.modify"),
        ("budget_tool", "other"),
        ("", "other"),
        ("gmail.send", "payment"),
    ],
)
def test_no_name_and_no_type_hides_a_payment(agent: Agent, over_1000: Limit, tool: str, said: str) -> None:
    assert ask(agent, asked(5000_00, tool=tool, type=said), at=AT).state == RequestState.PENDING


def test_the_company_s_own_word_is_only_made_stricter(alice: Person, agent: Agent, over_1000: Limit) -> None:
    said = {"said_at": AT, "said_by": alice.membership}
    ToolWord.objects.create(company=alice.company, agent=agent, tool="outil", verb=Verb.EDIT, type=Type.RECORD, **said)
    assert ask(agent, asked(5000_00, tool="outil", type="payment"), at=AT).state == RequestState.PENDING
    assert meaning("outil", "data.read", {"outil": Meaning(Verb.EDIT, Type.RECORD)}).type == Type.RECORD


def test_a_tool_said_graver_since_takes_back_what_no_person_saw(alice: Person, agent: Agent, over_1000: Limit) -> None:
    word = {"company": alice.company, "agent": agent, "tool": "outil", "said_at": AT, "said_by": alice.membership}
    said = ToolWord.objects.create(verb=Verb.EDIT, type=Type.RECORD, **word)
    small = plain(tool="outil", type="record.modify", sent_as="oc-1")
    granted = ask(agent, small, at=AT)
    assert (granted.state, unused(agent, small, AT)) == (RequestState.APPROVED, granted)
    ToolWord.objects.filter(pk=said.pk, company=alice.company).update(verb=Verb.COMMAND, type=Type.PAYMENT)
    assert unused(agent, small, AT) is None
    with pytest.raises(NotSpent, match="rule-changed"):
        spend(agent, granted.pk, bytes(granted.digest), at=AT)
    ToolWord.objects.filter(pk=said.pk, company=alice.company).update(verb=Verb.READ, type=Type.READ)
    assert spend(agent, granted.pk, bytes(granted.digest), at=AT).state == RequestState.CONSUMED


def test_a_lighter_type_takes_no_limit_away(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.ALWAYS, type="post.publish")
    assert ask(agent, plain(tool="send_tweet", type="message.send"), at=AT).state == RequestState.PENDING
    assert ask(agent, plain(tool="gmail_reply", type="post.publish", sent_as="b"), at=AT).state == RequestState.PENDING


def test_a_kind_kept_silent_may_be_any_kind(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.ALWAYS, type="record.modify", kind="iban")
    assert ask(agent, plain(tool="update_record", type="record.modify"), at=AT).state == RequestState.PENDING
    assert ask(agent, plain(tool="update_record", type="record.modify", kind="adresse", sent_as="b"), at=AT).state == RequestState.APPROVED


def plain(**more: Any) -> Asked:
    given = {"amount_cents": None, "currency": "", "payee": "", "account": "", "reference": ""} | more
    return asked(1, **({"sent_as": "a", "name": str(more)} | given))


@pytest.mark.parametrize("whom", [{"payee": "", "account": ""}, {"account": ""}, {}])
def test_a_payee_kept_silent_is_a_new_payee(alice: Person, agent: Agent, inside: Any, whom: dict[str, str]) -> None:
    limit(alice, Measure.NEW_PAYEE, type="payment")
    assert ask(agent, asked(5_00, **whom), at=AT).state == RequestState.PENDING


@pytest.mark.parametrize("account", ["", "30006000011234567890189", "FR9930006000011234567890189", "FR0030006000011234567890189"])
def test_an_account_told_otherwise_does_not_start_another_week(alice: Person, agent: Agent, inside: Any, account: str) -> None:
    limit(alice, Measure.WEEK_PAYEE, 3000_00, type="payment")
    assert ask(agent, asked(5_00, account=account), at=AT).state == RequestState.PENDING


def test_what_was_granted_before_monday_and_what_is_said_to_be_granted_still_count(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.WEEK_PAYEE, 1000_00, type="payment")
    sunday, monday = AT + timedelta(days=2, hours=12), AT + timedelta(days=3)
    assert ask(agent, asked(900_00), at=sunday).state == RequestState.APPROVED
    assert ask(agent, asked(900_00, sent_as="b", reference="F-2"), at=monday).state == RequestState.PENDING


def test_a_day_is_counted_whatever_the_agent_reports(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 2, type="message.send")
    states = [ask(agent, plain(tool="gmail.send", type="message.send", sent_as=str(n)), at=AT).state for n in range(4)]
    assert states == [RequestState.APPROVED] * 2 + [RequestState.PENDING] * 2


def test_after_a_no_a_smaller_piece_or_other_words_are_asked_and_say_so(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(), at=AT)
    decide(first, no(first), by=alice.membership, at=LATER)
    again = ask(agent, asked(900_00, sent_as="b", reference="F-2"), at=LATER)
    assert (again.state, codes_of(again.facts)) == (RequestState.PENDING, ["refused-before", "new-payee"])


def test_a_forbidden_action_is_judged_again_once_the_limit_is_gone(alice: Person, agent: Agent, inside: Any) -> None:
    hard = limit(alice, Measure.ALWAYS, type="payment", answer=Answer.FORBID)
    first = ask(agent, asked(1_00), at=AT)
    assert ask(agent, asked(1_00, sent_as="b"), at=LATER).pk == first.pk
    Limit.objects.of(alice.company).filter(pk=hard.pk).update(ended_at=LATER)
    assert ask(agent, asked(1_00, sent_as="c"), at=LATER).state == RequestState.APPROVED


def test_an_action_whose_demand_ran_out_can_be_asked_again_before_the_sweep(alice: Person, agent: Agent, over_1000: Limit) -> None:
    first = ask(agent, asked(expires_in=timedelta(hours=1)), at=AT)
    late = AT + timedelta(hours=2)
    assert ask(agent, asked(sent_as="b"), at=late).state == RequestState.PENDING
    first.refresh_from_db()
    assert (first.state, expire_due(alice.company, at=late)) == (RequestState.EXPIRED, 0)


def test_a_long_or_hostile_name_fits_and_turns_nothing(alice: Person, agent: Agent, over_1000: Limit) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    made = ask(agent, asked(payee="L" * 160), at=AT)
    assert len(made.payee) <= 160
    made = ask(agent, asked(payee=f"a\u202eb\n{secret} {IBAN}", sent_as="b", reference="2"), at=AT)
    assert "\u202e" not in made.payee
    assert "\n" not in made.payee
    assert secret not in made.payee
    assert IBAN not in made.payee


@pytest.mark.parametrize("state", [State.PAUSED, State.RETIRED])
def test_an_agent_that_is_paused_or_retired_gets_nothing(alice: Person, agent: Agent, over_1000: Limit, state: State) -> None:
    small, large = ask(agent, asked(900_00), at=AT), ask(agent, asked(), at=AT)
    AgentState.objects.create(company=alice.company, agent=agent, state=state, at=LATER, seq=1)
    with pytest.raises(Suspended):
        ask(agent, asked(2_00, sent_as="n"), at=LATER)
    with pytest.raises(Suspended):
        spend(agent, small.pk, bytes(small.digest), at=LATER)
    with pytest.raises(AgentStopped):
        decide(large, yes(large), by=alice.membership, at=LATER)


def test_each_step_is_one_sentence_one_can_read(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    decide(request, yes(request), by=alice.membership, at=LATER)
    spend(agent, request.pk, bytes(request.digest), at=LATER)
    told = [line.sentence for line in newest(3)]
    what = "un paiement de 1\u00a0840,00\u00a0€, pour Lebrun (FR76\u00a0••••\u00a00189)"
    assert all(sentence.endswith(what) for sentence in told), told


def test_one_person_with_two_memberships_is_one_person(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.AMOUNT, 1000_00, answer=Answer.TWO)
    request = ask(agent, asked(), at=AT)
    decide(request, yes(request), by=alice.membership, at=LATER)
    Membership.objects.of(alice.company).filter(pk=alice.membership.pk).update(ended_at=LATER)
    back = Membership.objects.create(company=alice.company, user=alice.user, role=Role.OWNER, started_at=LATER)
    with pytest.raises(AlreadyAnswered):
        decide(request, yes(request), by=back, at=LATER)


def test_whoever_left_meanwhile_decides_nothing(alice: Person, benoit: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    Membership.objects.of(alice.company).filter(pk=benoit.membership.pk).update(ended_at=LATER)
    with pytest.raises(NotThere):
        decide(request, yes(request), by=benoit.membership, at=LATER)


def test_whose_power_was_taken_back_meanwhile_decides_nothing(alice: Person, benoit: Person, agent: Agent, over_1000: Limit) -> None:
    request = ask(agent, asked(), at=AT)
    empower(benoit, alice)
    Mandate.objects.of(alice.company).filter(membership=benoit.membership).update(ended_at=AT)
    with pytest.raises(NotThere):
        decide(request, yes(request), by=benoit.membership, at=LATER)


def test_without_any_limit_a_grant_is_still_spent(agent: Agent, inside: Any) -> None:
    request = ask(agent, asked(5_00), at=AT)
    assert (request.limits, spend(agent, request.pk, bytes(request.digest), at=LATER).state) == ([], RequestState.CONSUMED)


def test_a_grant_that_ran_out_is_not_called_a_changed_action(agent: Agent, inside: Any) -> None:
    request = ask(agent, asked(5_00), at=AT)
    with pytest.raises(NotSpent, match="not-approved"):
        spend(agent, request.pk, bytes(32), at=AT + timedelta(days=2))
    assert Payee.objects.of(agent.company).count() == 0
    assert ApprovalRequest.objects.of(agent.company).filter(pk=uuid4()).first() is None
