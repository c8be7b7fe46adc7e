"""The watch reads the record once, in order, whoever wakes it and however often."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.boundary import scope
from alerts.actions import raising, watching
from alerts.actions.acknowledging import acknowledge
from alerts.enums import Answer as Said
from alerts.models import Alert, AlertedAction, Confirmation, Use, Watched
from alerts.queries import reading
from approvals.actions.asking import ask, spend
from approvals.actions.deciding import decide
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit, Suspension
from inventory.enums import Verb
from inventory.models import Agent, Permission, Withdrawal
from journal.enums import Source, Type
from journal.models import ToolWord
from journal.rules.reported import Reported
from ledger.queries import newest
from tests.alerts.conftest import AT, NOW, look, paid, tell
from tests.approvals.test_requests import asked, limit, no, yes
from tests.cast import Person
from tests.register import rows


@pytest.fixture
def over_1000(alice: Person, inside: Any) -> Limit:
    return limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT - timedelta(days=30))


def granted(agent: Agent, alice: Person, at: datetime = AT, cents: int = 1840_00, **more: Any) -> ApprovalRequest:
    request = ask(agent, asked(cents, **more), at=at)
    if request.state == "pending":
        request = decide(request, yes(request), by=alice.membership, at=at)
    return spend(agent, request.pk, bytes(request.digest), at=at)


def alerts(agent: Agent) -> list[Alert]:
    return list(Alert.objects.of(agent.company).order_by("happened_at"))


def test_a_payment_over_the_limit_without_a_grant_is_told(agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid())
    assert look(agent) == ["bypassed"]
    [alert] = alerts(agent)
    assert (alert.facts["why"], alert.facts["type"], alert.actions.count()) == ("none", "payment", 1)
    assert "n’a pas demandé l’accord" in newest(1)[0].sentence


@pytest.mark.parametrize("source", list(Source))
def test_by_whatever_road_it_is_seen(agent: Agent, over_1000: Limit, source: Source) -> None:
    tell(agent, paid(), source=source)
    assert look(agent) == ["bypassed"]


def test_a_grant_that_was_spent_for_it_is_in_order(alice: Person, agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(approval_id=granted(agent, alice).pk))
    assert look(agent) == []


def test_below_the_limit_nothing_was_needed(agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(amount_cents=900_00), paid(2, type="message.send", tool="gmail.send", amount_cents=None, account="", currency=""))
    assert look(agent) == []


def test_a_payment_that_hides_its_amount_needed_one(agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(amount_cents=None))
    assert look(agent) == ["bypassed"]


def test_a_lying_type_hides_no_payment(agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(type="data.read"), paid(2, type="message.send", tool="zorglub"))
    assert look(agent) == ["bypassed", "bypassed"]


def test_an_invented_grant_one_of_another_agent_and_one_that_was_refused(alice: Person, agent: Agent, over_1000: Limit) -> None:
    other = rows.agent(alice.company, "Relance", AT)
    theirs = granted(other, alice)
    refused = ask(agent, asked(2000_00, "Morel"), at=AT)
    decide(refused, no(refused), by=alice.membership, at=AT)
    tell(agent, paid(1, approval_id=uuid4()))
    assert look(agent) == ["bypassed", "unconfirmed"]
    tell(agent, paid(2, approval_id=theirs.pk), paid(3, approval_id=refused.pk))
    look(agent)
    [alert] = [one for one in alerts(agent) if one.code == "bypassed"]
    assert (alert.facts["why"], alert.actions.count()) == ("not-valid", 3)


def test_a_grant_spent_after_the_act_was_told_excuses_nothing(alice: Person, agent: Agent, over_1000: Limit) -> None:
    request = granted(agent, alice, at=datetime.now(UTC) + timedelta(minutes=5))
    tell(agent, paid(approval_id=request.pk))
    assert "bypassed" in look(agent)


def test_one_grant_used_twice(alice: Person, agent: Agent, over_1000: Limit) -> None:
    grant = granted(agent, alice)
    tell(agent, paid(1, approval_id=grant.pk))
    assert look(agent) == []
    tell(agent, paid(2, approval_id=grant.pk), paid(3, approval_id=grant.pk))
    assert look(agent) == ["grant-reused"]
    assert alerts(agent)[0].actions.count() == 2


def test_another_agent_that_names_a_grant_first_accuses_itself_alone(alice: Person, agent: Agent, over_1000: Limit) -> None:
    other, grant = rows.agent(alice.company, "Relance", AT), granted(agent, alice)
    rows.right(other, AT, Verb.SEND)
    tell(other, paid(1, approval_id=grant.pk))
    tell(agent, paid(2, approval_id=grant.pk))
    look(agent)
    assert [(alert.agent_id, alert.code) for alert in alerts(agent)] == [(other.pk, "bypassed")]


def test_what_comes_after_an_answer_is_another_alert(alice: Person, agent: Agent, over_1000: Limit) -> None:
    for number in (1, 2, 3):
        tell(agent, paid(number, amount_cents=number * 1000_00 + 1), paid(number + 10, amount_cents=number * 1000_00 + 2))
        assert look(agent) == ["bypassed"] * number
        [still] = Alert.objects.of(agent.company).open()
        assert still.actions.count() == 2
        acknowledge(still, Said.NORMAL, "", by=alice.membership, at=NOW)


def test_both_uses_in_one_batch(alice: Person, agent: Agent, over_1000: Limit) -> None:
    grant = granted(agent, alice)
    tell(agent, paid(1, approval_id=grant.pk), paid(2, approval_id=grant.pk))
    assert look(agent) == ["grant-reused"]
    assert alerts(agent)[0].actions.count() == 1


def test_another_amount_than_granted(alice: Person, agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(approval_id=granted(agent, alice).pk, amount_cents=9840_00))
    assert look(agent) == ["grant-misused"]
    assert alerts(agent)[0].facts["differences"] == ["amount"]


def test_another_account_than_granted(alice: Person, agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(approval_id=granted(agent, alice).pk, account="DE89370400440532013000"))
    assert look(agent) == ["grant-misused"]


def test_what_telemetry_sees_is_known_by_the_grant_of_the_moment_once_a_road(alice: Person, agent: Agent, over_1000: Limit) -> None:
    granted(agent, alice, at=AT - timedelta(seconds=30))
    tell(agent, paid(1), source=Source.TRACES)
    tell(agent, paid(1001), source=Source.LOGS)
    assert look(agent) == []
    assert Confirmation.objects.of(agent.company).count() == 2
    tell(agent, paid(2, AT + timedelta(seconds=20)), source=Source.TRACES)
    assert look(agent) == ["bypassed"]


def test_an_agent_that_tells_by_itself_must_name_its_grant(alice: Person, agent: Agent, over_1000: Limit) -> None:
    granted(agent, alice)
    tell(agent, paid())
    assert "bypassed" in look(agent)


def test_a_limit_of_today_does_not_judge_last_year(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT - timedelta(days=1))
    old = [paid(number, AT - timedelta(days=300 + number)) for number in range(50)]
    tell(agent, *old, source=Source.FILE)
    assert look(agent) == []


def test_a_date_of_last_year_does_not_hide_an_act_told_today(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT - timedelta(days=1))
    tell(agent, *[paid(number, AT - timedelta(days=300 + number)) for number in range(50)])
    assert look(agent) == ["bypassed"]
    assert alerts(agent)[0].actions.count() == 50


def test_a_limit_that_has_ended_still_judges_its_time(alice: Person, agent: Agent, over_1000: Limit) -> None:
    Limit.objects.of(alice.company).update(ended_at=AT + timedelta(minutes=1))
    tell(agent, paid(1), source=Source.FILE)
    tell(agent, paid(2, AT + timedelta(minutes=2)), source=Source.FILE)
    look(agent)
    assert [one.seq for one in AlertedAction.objects.of(agent.company)] == [alerts(agent)[0].seq]


def test_pieces_below_the_limit_pass_the_weekly_total(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.WEEK_PAYEE, 2000_00, type="payment", set_at=AT - timedelta(days=30))
    tell(agent, *[paid(number, AT + timedelta(minutes=number), amount_cents=900_00) for number in range(1, 4)])
    assert look(agent) == ["bypassed"]
    assert AlertedAction.objects.of(agent.company).count() == 1


def test_more_in_a_day_than_the_limit(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.DAY_COUNT, 2, type="message.send", set_at=AT - timedelta(days=30))
    sent = {"type": "message.send", "tool": "gmail.send", "amount_cents": None, "account": "", "currency": ""}
    tell(agent, *[paid(number, AT + timedelta(minutes=number), **sent) for number in range(1, 5)])
    look(agent)
    assert AlertedAction.objects.of(agent.company).count() == 2


def test_what_the_journal_cannot_tell_accuses_nobody(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.PERCENT, 10_00, type="quote", set_at=AT - timedelta(days=30))
    limit(alice, Measure.ALWAYS, type="record.modify", kind="iban", set_at=AT - timedelta(days=30))
    tell(
        agent,
        paid(1, type="quote", tool="faire_devis", account=""),
        paid(2, type="record.modify", tool="update_record", amount_cents=None, account=""),
    )
    assert look(agent) == []


def test_a_forbidden_act_and_one_out_of_hours(alice: Person, agent: Agent, inside: Any) -> None:
    limit(alice, Measure.ALWAYS, type="post.publish", answer=Answer.FORBID, set_at=AT - timedelta(days=30))
    limit(alice, Measure.HOURS, type="message.send", starts=time(8), ends=time(18), set_at=AT - timedelta(days=30))
    tell(agent, paid(type="post.publish", tool="publier", amount_cents=None, account=""))
    assert look(agent) == ["bypassed"]
    sent = {"type": "message.send", "tool": "gmail.send", "amount_cents": None, "account": "", "currency": ""}
    tell(agent, paid(2, **sent), paid(3, AT + timedelta(hours=12), **sent))
    look(agent)
    assert AlertedAction.objects.of(agent.company).count() == 2


def test_the_company_s_own_word_for_a_tool_holds(alice: Person, agent: Agent, over_1000: Limit) -> None:
    said = {"said_at": AT, "said_by": alice.membership}
    ToolWord.objects.create(company=alice.company, agent=agent, tool="zorg", verb=Verb.COMMAND, type=Type.PAYMENT, **said)
    tell(agent, paid(type="other", tool="zorg"))
    assert look(agent) == ["bypassed"]


def test_what_is_done_after_a_stop(alice: Person, agent: Agent, inside: Any) -> None:
    sent = {"type": "message.send", "tool": "gmail.send", "amount_cents": None, "account": "", "currency": ""}
    tell(agent, paid(1, **sent))
    Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT + timedelta(minutes=1), asked_by=alice.membership)
    tell(agent, paid(2, AT + timedelta(minutes=2), **sent), is_after_stop=True)
    tell(agent, paid(3, AT + timedelta(minutes=3), **sent), source=Source.FILE)
    tell(agent, paid(4, AT + timedelta(minutes=4), outcome="blocked", **sent), is_after_stop=True)
    assert look(agent) == ["after-stop"] * 2  # a file tells its own days; what is told late stands on the day it was told
    assert AlertedAction.objects.of(agent.company).count() == 2


def test_three_refusals_within_an_hour(alice: Person, agent: Agent, over_1000: Limit) -> None:
    for number, minutes in enumerate((0, 40, 59)):
        if number == 2:
            assert look(agent) == []
        request = ask(agent, asked(2000_00 + number, sent_as=str(number), reference=str(number)), at=AT + timedelta(minutes=minutes))
        decide(request, no(request), by=alice.membership, at=AT + timedelta(minutes=minutes))
    assert look(agent) == ["refusals"]


def test_a_hundred_demands_that_wait(alice: Person, agent: Agent, over_1000: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.queries.acts.MOST_PENDING", 4)
    for number in range(4):
        assert look(agent) == []
        ask(agent, asked(2000_00 + number, sent_as=str(number), reference=str(number)), at=AT)
    assert look(agent) == ["flood"]


def test_granted_and_never_told_then_told_at_last(alice: Person, agent: Agent, over_1000: Limit) -> None:
    grant = granted(agent, alice)
    assert look(agent, AT + timedelta(minutes=14)) == []
    assert look(agent, AT + timedelta(minutes=16)) == ["unconfirmed"]
    assert Alert.objects.of(agent.company).open().count() == 1
    tell(agent, paid(approval_id=grant.pk))
    assert look(agent) == ["unconfirmed"]
    assert Alert.objects.of(agent.company).open().count() == 0


def test_a_failure_tells_what_became_of_a_grant(alice: Person, agent: Agent, over_1000: Limit) -> None:
    tell(agent, paid(approval_id=granted(agent, alice).pk, outcome="failed"))
    assert look(agent) == []


def test_small_grants_that_no_person_gave_are_not_asked_about_but_payments_are(alice: Person, agent: Agent, over_1000: Limit) -> None:
    granted(agent, alice, cents=5_00)
    granted(agent, alice, cents=5_00, sent_as="m", type="message.send", tool="gmail.send", payee="", account="", name="m")
    assert look(agent) == ["unconfirmed"]


def test_a_verb_that_no_right_was_given_for_is_told_once(alice: Person, inside: Any) -> None:
    agent = rows.agent(alice.company, "Relance", AT)
    right = rows.right(agent, AT, Verb.READ)
    sent = {"type": "message.send", "tool": "gmail.send", "amount_cents": None, "account": "", "currency": ""}
    for number in range(3):
        tell(agent, paid(number, AT + timedelta(days=number), **sent), source=Source.FILE)
    tell(agent, paid(9, type="data.read", tool="gmail.search", amount_cents=None, account=""))
    assert look(agent) == ["out-of-scope"]
    Withdrawal.objects.create(company=alice.company, permission=right, cause="taken", at=AT + timedelta(hours=1))
    tell(
        agent,
        paid(10, AT + timedelta(minutes=30), type="data.read", tool="gmail.search", amount_cents=None, account=""),
        source=Source.FILE,
    )
    assert look(agent) == ["out-of-scope"]
    tell(agent, paid(11, AT + timedelta(hours=2), type="data.read", tool="gmail.search", amount_cents=None, account=""), source=Source.FILE)
    assert look(agent) == ["out-of-scope"] * 2
    assert Permission.objects.of(alice.company).count() == 1


def test_uses_are_counted_by_day_once(agent: Agent, inside: Any) -> None:
    sent = {"type": "message.send", "tool": "gmail.send", "amount_cents": None, "account": "", "currency": ""}
    tell(agent, *[paid(number, **sent) for number in range(3)], paid(8, AT + timedelta(days=1), **sent))
    look(agent)
    look(agent)
    tell(agent, paid(4, AT + timedelta(minutes=4), **sent), paid(5, is_test=True, **sent), paid(6, outcome="failed", **sent))
    look(agent)
    assert list(Use.objects.of(agent.company).order_by("day").values_list("verb", "tool", "times")) == [
        ("send", "gmail.send", 4),
        ("send", "gmail.send", 1),
    ]


def test_many_alike_are_one_alert_that_keeps_a_bounded_list(agent: Agent, over_1000: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "MOST_ACTIONS", 5)
    monkeypatch.setattr(reading, "BATCH", 4)
    tell(agent, *[paid(number) for number in range(12)])
    assert look(agent) == ["bypassed"]
    assert AlertedAction.objects.of(agent.company).count() == 5


def test_a_watch_that_dies_in_the_middle_leaves_nothing_half_done(agent: Agent, over_1000: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(agent, paid())
    with monkeypatch.context() as broken:
        broken.setattr(watching, "raise_all", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError), scope(agent.company):
            watching.watch(agent.company, at=NOW)
    assert (
        Watched.objects.of(agent.company).count() == Use.objects.of(agent.company).count() == Alert.objects.of(agent.company).count() == 0
    )
    assert look(agent) == ["bypassed"]
    assert Use.objects.of(agent.company).get().times == 1


def test_rows_are_told_once_whoever_asks_again(agent: Agent, over_1000: Limit) -> None:
    told = [Reported(*paid(n)) for n in range(3)]
    tell(agent, *told)
    look(agent)
    tell(agent, *told)
    look(agent)
    assert Use.objects.of(agent.company).get().times == 3
    assert [line.act for line in newest(50)].count("alert.raised") == 1
