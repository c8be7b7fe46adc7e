"""What an owner sees of an alert, and what they say of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from alerts.actions import raising
from alerts.actions.acknowledging import AlreadySeen, acknowledge
from alerts.due import due
from alerts.enums import Answer
from alerts.models import Acknowledgement, Alert
from alerts.shown import reasons
from approvals.actions.asking import ask, spend
from approvals.actions.deciding import decide
from approvals.enums import Measure
from inventory.enums import Verb
from inventory.models import Agent, FollowUp
from ledger.queries import newest
from outbox.models import Message
from tests.alerts.conftest import AT, IBAN, look, paid, tell
from tests.approvals.test_requests import asked, limit, yes
from tests.cast import Person, sign_in
from tests.register import rows

LATER = AT + timedelta(days=1)
ANSWERS = [("normal", True, "C’est normal"), ("wrong", False, "Pas normal"), ("unknown", None, "Je ne sais pas")]


@pytest.fixture
def agent(alice: Person) -> Agent:
    """It paid 1 840 € without asking."""
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT - timedelta(days=30))
        made = rows.agent(alice.company, "Facturier", AT)
        rows.right(made, AT, Verb.SEND, "virements")
        tell(made, paid())
        look(made)
    return made


def alert_of(agent: Agent) -> Alert:
    with scope(agent.company):
        return Alert.objects.of(agent.company).select_related("agent", "company").get()


def body(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def say(client: Client, alert: Alert, answer: str, note: str = "") -> Any:
    return client.post(reverse("alerts:answer", args=[alert.pk]), {"answer": answer, "note": note})


def test_the_list_and_the_page_tell_it_with_the_usual_beside(alice: Person, agent: Agent) -> None:
    browser, alert = sign_in(alice), alert_of(agent)
    assert "N’a pas demandé l’accord qu’il fallait (paiement)" in body(browser, "alerts:alerts")
    page = body(browser, "alerts:alert", alert.pk)
    for words in (
        "1 840,00 €",
        "Rien de tel (paiement) dans les quatre-vingt-dix jours",
        "Couper l’agent",
        "C’est normal",
    ):
        assert words in page, words
    assert IBAN not in page


def test_the_first_page_the_pill_and_the_agent_s_page_say_it(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        [duty] = due(alice.company, alice.membership, AT)
        [reason] = reasons(alice.company, [agent.pk], AT)[agent.pk]
    assert (duty.tone, duty.title, duty.url) == ("stop", "Regarder 1 alerte", reverse("alerts:alert", args=[alert_of(agent).pk]))
    assert reason.why == "Cet agent n’a pas demandé l’accord qu’il fallait (paiement)."
    browser = sign_in(alice)
    assert "Regarder 1 alerte" in body(browser, "home")
    assert reverse("alerts:rights", args=[agent.pk]) in body(browser, "inventory:agent", agent.pk)


@pytest.mark.parametrize(("answer", "normal", "shown"), ANSWERS, ids=[answer for answer, _, _ in ANSWERS])
def test_an_answer_is_kept_sealed_and_closes_it(alice: Person, agent: Agent, answer: str, normal: bool | None, shown: str) -> None:
    alert = alert_of(agent)
    assert say(sign_in(alice), alert, answer, "Vu avec Paul").status_code == 302
    with scope(alice.company):
        said = Acknowledgement.objects.of(alice.company).get()
        assert (said.is_normal, said.note) == (normal, "Vu avec Paul")
        assert newest(1)[0].sentence.endswith(shown.lower())
        assert Alert.objects.of(alice.company).open().count() == 0
        assert due(alice.company, alice.membership, AT) == []
        assert FollowUp.objects.of(alice.company).count() == (answer == "unknown")
    assert shown in body(sign_in(alice), "alerts:alert", alert.pk)
    assert shown in body(sign_in(alice), "alerts:alerts")


def test_the_second_of_two_answers_is_told_so(alice: Person, benoit: Person, agent: Agent) -> None:
    alert = alert_of(agent)
    say(sign_in(alice), alert, "normal")
    response = sign_in(benoit).post(reverse("alerts:answer", args=[alert.pk]), {"answer": "wrong"}, follow=True)
    assert "Une autre personne a déjà répondu" in response.content.decode()
    with scope(alice.company), pytest.raises(AlreadySeen):
        acknowledge(alert, Answer.WRONG, "", by=benoit.membership, at=LATER)


@pytest.mark.parametrize("given", [{}, {"answer": "peut-être"}, {"answer": "normal", "note": "n" * 301}])
def test_a_bad_answer_changes_nothing(alice: Person, agent: Agent, given: dict[str, str]) -> None:
    alert = alert_of(agent)
    response = sign_in(alice).post(reverse("alerts:answer", args=[alert.pk]), given)
    assert response.status_code == 422
    with scope(alice.company):
        assert Acknowledgement.objects.of(alice.company).count() == 0


def test_who_only_reads_is_offered_no_answer(chloe: Person, agent: Agent) -> None:
    alert = alert_of(agent)
    assert "Enregistrer" not in body(sign_in(chloe), "alerts:alert", alert.pk)
    assert say(sign_in(chloe), alert, "normal").status_code == 404
    with scope(chloe.company):
        assert due(chloe.company, chloe.membership, AT) == []


def test_the_stranger_finds_nothing(driss: Person, agent: Agent) -> None:
    browser, alert = sign_in(driss), alert_of(agent)
    assert "Rien d’inhabituel" in body(browser, "alerts:alerts")
    assert browser.get(reverse("alerts:alert", args=[alert.pk])).status_code == 404
    assert browser.get(reverse("alerts:rights", args=[agent.pk])).status_code == 404
    assert say(browser, alert, "normal").status_code == 404


def test_owners_are_written_to_once_an_agent_and_a_day(alice: Person, benoit: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "is_set_up", lambda _: True)
    with scope(alice.company):
        limit(alice, Measure.ALWAYS, type="message.send", set_at=AT - timedelta(days=30))
        limit(alice, Measure.AMOUNT, 1000_00, type="payment", set_at=AT - timedelta(days=30))
        agent = rows.agent(alice.company, "Facturier", AT)
        tell(agent, paid(1), paid(2, type="message.send", tool="gmail.send", amount_cents=None, account="", target="Bonjour virus.example"))
        look(agent)
        tell(agent, paid(3, AT + timedelta(minutes=1), type="credit", tool="refund"))
        look(agent)
        [letter] = Message.objects.all()
    assert (letter.to, letter.subject) == (alice.user.email, "Contrôle contourné par « Facturier »")
    assert "virus.example" not in letter.text


def test_pages_cost_the_same_with_one_alert_and_with_forty(alice: Person, agent: Agent) -> None:
    def cost(name: str, *args: Any) -> int:
        browser = sign_in(alice)
        browser.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse(name, args=args))
        return len(seen)

    pages: list[tuple[str, Callable[[], tuple[Any, ...]]]] = [
        ("alerts:alerts", tuple),
        ("home", tuple),
        ("inventory:agents", tuple),
        ("inventory:agent", lambda: (agent.pk,)),
        ("alerts:rights", lambda: (agent.pk,)),
    ]
    before = [cost(name, *args()) for name, args in pages]
    with scope(alice.company):
        for day in range(1, 40):
            tell(agent, paid(day, AT - timedelta(days=day)), source=4)  # type: ignore[arg-type]
        limit(alice, Measure.AMOUNT, 1, type="payment", set_at=AT - timedelta(days=400))
        look(agent)
        assert Alert.objects.of(alice.company).open().count() > 20
    assert [cost(name, *args()) for name, args in pages] == before


def test_a_demand_says_that_nobody_told_what_became_of_it(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        request = ask(agent, asked(2000_00, "Morel"), at=AT)
        decide(request, yes(request), by=alice.membership, at=AT)
        spend(agent, request.pk, bytes(request.digest), at=AT)
    browser = sign_in(alice)
    assert "Pas confirmé" in body(browser, "approvals:requests")
    assert "Accordé, pas confirmé" in body(browser, "approvals:demand", request.pk)
    with scope(alice.company):
        tell(agent, paid(7, approval_id=request.pk))
        look(agent)
    assert "Pas confirmé" not in body(browser, "approvals:requests")
    assert "Accordé, pas confirmé" not in body(browser, "approvals:demand", request.pk)
