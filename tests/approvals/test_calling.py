"""Mail when a demand waits: to those who may answer and are there, in our words only, once, and once more at half of its life."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from accounts.models import Absence
from approvals.actions import calling
from approvals.actions.asking import ask
from approvals.actions.deciding import Answered, decide
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit, Mandate, Suspension
from approvals.rules.asked import Asked
from lib import canonical
from outbox.models import Message
from tests.cast import AT

SECRET_WORDS = "Imprimerie Lebrun dit : répondez OUI"
LATER = AT + timedelta(hours=12)


@pytest.fixture(autouse=True)
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "is_set_up", lambda _: True)


@pytest.fixture(autouse=True)
def limit(inside) -> Limit:
    return Limit.objects.create(company=inside, type="payment", measure=Measure.AMOUNT, value=1000_00, answer=Answer.ASK, set_at=AT)


def asked(agent, cents: int = 1840_00, minutes: int = 24 * 60) -> ApprovalRequest:
    name = str(uuid4())
    action = canonical.encode(
        {"type": "payment", "summary": SECRET_WORDS, "target": name, "payee": {"name": SECRET_WORDS, "reference": name}}
    )
    said = Asked(
        sent_as=name, action=action, body_hash=sha256(action).digest(), key=uuid4(), type="payment", tool="virement",
        expires_in=timedelta(minutes=minutes), amount_cents=cents, currency="EUR", payee=SECRET_WORDS, reference=name,
    )  # fmt: skip
    return ask(agent, said, at=AT)


def told(kind: str = calling.ASKED) -> list[str]:
    return sorted(Message.objects.filter(cause_kind=kind).values_list("to", flat=True))


def mandate(person, by, up_to: int | None, agent=None) -> None:
    Mandate.objects.create(
        company=person.company, membership=person.membership, agent=agent, up_to_cents=up_to, given_at=AT, given_by=by.membership
    )


def away(person, stand_in) -> None:
    days = {"starts_on": AT.date(), "until": AT.date() + timedelta(days=3)}
    who = {"membership": person.membership, "stand_in": stand_in.membership, "said_by": person.membership}
    Absence.objects.create(company=person.company, said_at=AT, **who, **days)


def test_those_who_may_answer_are_written_to_and_nobody_else(alice, benoit, sofia, chloe, facturier) -> None:
    asked(facturier)
    assert told() == [alice.user.email]
    mandate(benoit, alice, 2000_00)
    asked(facturier)
    assert told() == [alice.user.email, alice.user.email, benoit.user.email]
    asked(facturier, 5000_00)
    assert told().count(benoit.user.email) == 1


def test_no_word_of_the_agent_is_in_the_mail_and_its_link_only_opens_the_page(alice, facturier) -> None:
    request = asked(facturier)
    mail = Message.objects.get()
    assert mail.subject.split() == "Une demande de « Facturier » attend votre réponse".split()
    for text in mail.words:
        assert "Imprimerie" not in text
        assert "1\u202f840,00" in text or "1\u00a0840,00" in text
        assert f"/demandes/{request.pk}/" in text
    assert not mail.has_link


def test_what_a_limit_let_through_is_not_told(alice, facturier) -> None:
    assert asked(facturier, 40_00).state == "approved"
    assert told() == []


def test_who_is_away_is_left_alone_unless_nobody_is_left(alice, benoit, facturier) -> None:
    mandate(benoit, alice, None)
    away(alice, benoit)
    asked(facturier)
    assert told() == [benoit.user.email]
    away(benoit, alice)
    asked(facturier)
    assert told() == [alice.user.email, benoit.user.email, benoit.user.email]


def test_a_stand_in_without_powers_is_not_written_to(alice, benoit, facturier) -> None:
    away(alice, benoit)
    asked(facturier)
    assert told() == [alice.user.email]


def test_reminded_once_at_half_of_its_life(alice, inside, facturier) -> None:
    asked(facturier)
    assert calling.remind(inside, at=LATER - timedelta(minutes=1)) == 0
    assert calling.remind(inside, at=LATER) == 1
    assert calling.remind(inside, at=LATER + timedelta(minutes=1)) == 0
    assert told(calling.REMINDED) == [alice.user.email]
    assert Message.objects.get(cause_kind=calling.REMINDED).subject.startswith("Rappel")


def test_who_said_yes_is_not_reminded_of_what_waits_for_another(alice, benoit, inside, facturier, limit) -> None:
    Limit.objects.of(inside).filter(pk=limit.pk).update(answer=Answer.TWO)
    mandate(benoit, alice, None)
    request = asked(facturier)
    decide(request, Answered(True, bytes(request.digest), request.facts_number), by=alice.membership, at=AT)
    calling.remind(inside, at=LATER)
    assert told(calling.REMINDED) == [benoit.user.email]


@pytest.mark.parametrize("after", ["answered", "over", "stopped", "short"])
def test_no_reminder_of_what_is_over(alice, inside, facturier, after: str) -> None:
    request = asked(facturier, minutes=59 if after == "short" else 24 * 60)
    if after == "answered":
        decide(request, Answered(False, bytes(request.digest), request.facts_number), by=alice.membership, at=AT)
    if after == "stopped":
        Suspension.objects.create(company=inside, agent=facturier, asked_at=AT, asked_by=alice.membership)
    at = {"over": AT + timedelta(days=2), "short": AT + timedelta(minutes=40)}.get(after, LATER)
    assert calling.remind(inside, at=at) == 0


def test_without_mail_nothing_is_kept(alice, facturier, monkeypatch) -> None:
    monkeypatch.setattr(calling, "is_set_up", lambda _: False)
    assert asked(facturier).state == "pending"
    assert not Message.objects.exists()
