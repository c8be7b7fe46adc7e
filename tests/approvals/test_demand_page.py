"""The page of a demand, read whole: what is covered, the account once and on the record, what changed, who answers, and what is past."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Absence
from approvals.actions.asking import ask, cancel, spend
from approvals.actions.deciding import Answered, decide
from approvals.actions.mandates import give
from approvals.actions.payees import add
from approvals.enums import Answer, Measure, RequestState
from approvals.forms.desk import AnswerForm
from approvals.models import ApprovalRequest, Suspension
from approvals.queries import answering
from inventory.enums import State
from inventory.models import Agent, AgentState
from ledger.queries import newest
from lib import canonical
from tests.accounts.journeys import NOW
from tests.approvals.test_desk import page, sent, state, waiting
from tests.approvals.test_requests import asked, limit
from tests.approvals.test_requests import sent as action_of
from tests.cast import AT, Person, sign_in
from tests.register import rows

IBAN, OTHER = "FR7630006000011234567890189", "FR1420041010050500013M02606"
SPACED = "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189"
LIST = "/demandes/"


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        return rows.agent(alice.company, "Facturier", AT)


def acts(person: Person) -> list[str]:
    with scope(person.company):
        return [line.act for line in newest(20)]


def account_of(request: ApprovalRequest) -> str:
    return reverse("approvals:demand_account", args=[request.pk])


def test_the_whole_account_is_shown_once_to_who_may_answer_and_the_record_says_so(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    browser = sign_in(alice)
    masked = browser.get(page(demand)).content.decode()
    assert "Afficher le compte entier" in masked
    shown = browser.post(account_of(demand)).content.decode()
    assert SPACED in shown
    assert "Afficher le compte entier" not in shown
    assert f'action="{page(demand)}"' in shown  # the answer goes where it always goes
    assert acts(alice)[0] == "request.account_shown"
    assert SPACED not in browser.get(page(demand)).content.decode()
    with scope(alice.company):
        assert IBAN not in str([(line.sentence, line.detail) for line in newest(20)])


@pytest.mark.parametrize("who", ["benoit", "chloe", "sofia", "rachid", "driss"])
def test_nobody_else_sees_it(who: str, alice: Person, agent: Agent, request: pytest.FixtureRequest) -> None:
    demand = waiting(alice, agent)
    other: Person = request.getfixturevalue(who)
    assert sign_in(other).post(account_of(demand)).status_code == 404
    assert "request.account_shown" not in acts(alice)


def test_it_is_not_shown_once_answered(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    browser = sign_in(alice)
    browser.post(page(demand), sent(demand, "no"))
    assert browser.post(account_of(demand)).status_code == 302
    assert "request.account_shown" not in acts(alice)


def test_everything_the_digest_covers_can_be_read(alice: Person, agent: Agent) -> None:
    given = asked(payee="Lebrun")
    action = action_of({"type": "payment", "tool": "x", "payee": "Lebrun", "account": IBAN, "reference": "F-1"}, "Bonjour")
    data = canonical.encode(action | {"parameters": {"motif": "Solde\u202e", "vers": OTHER}})
    with scope(alice.company):
        demand = ask(agent, asked(action=data, sent_as="c", payee=given.payee), at=NOW)
    shown = sign_in(alice).get(page(demand)).content.decode()
    assert "parameters.motif" in shown
    assert "Solde⟨U+202E⟩" in shown
    assert OTHER not in shown
    assert bytes(demand.digest).hex() in shown
    assert OTHER in sign_in(alice).post(account_of(demand)).content.decode()


def test_an_old_page_is_shown_again_with_what_changed_and_no_code_is_asked(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    before = sent(demand) | {"facts": f"{sent(demand)['facts']}|new-payee|1"}
    with scope(alice.company):
        add(alice.company, "Lebrun", IBAN, by=alice.membership, at=NOW)
        limit(alice, Measure.ALWAYS, type="payment", answer=Answer.TWO)
    shown = sign_in(alice).post(page(demand), before, follow=True).content.decode()
    assert "ne vaut plus\u00a0; il faut maintenant deux personnes. Relisez" in shown
    assert state(alice, demand) == RequestState.PENDING


def test_a_made_up_print_decides_nothing_and_shows_nothing_of_its_own(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    shown = sign_in(alice).post(page(demand), sent(demand, "no") | {"facts": "x|<b>faux</b>,new-payee|9"}, follow=True).content.decode()
    assert "faux" not in shown
    assert state(alice, demand) == RequestState.PENDING
    assert sign_in(alice).post(page(demand), {"answer": "no", "digest": bytes(demand.digest).hex()}).status_code == 422


def test_what_looks_at_a_demand_changes_nothing(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    with scope(alice.company):
        add(alice.company, "Lebrun", IBAN, by=alice.membership, at=NOW)
    sign_in(alice).get(page(demand))
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).get(pk=demand.pk).facts_number == 1
    assert sign_in(alice).post(page(demand), sent(demand, "no") | {"facts": "0"}).status_code == 302


def test_two_people_are_named_and_one_alone_is_told(alice: Person, benoit: Person, agent: Agent) -> None:
    with scope(alice.company):
        limit(alice, Measure.ALWAYS, type="payment", answer=Answer.TWO)
    demand = waiting(alice, agent)
    assert "Deux personnes, mais une seule le peut\u00a0: Alice Martin" in sign_in(alice).get(page(demand)).content.decode()
    days = {"starts_on": NOW.date(), "until": NOW.date() + timedelta(days=3), "said_at": NOW}
    with scope(alice.company):
        give(benoit.membership, [None], None, by=alice.membership, at=NOW)
        Absence.objects.create(
            company=alice.company, membership=alice.membership, stand_in=benoit.membership, said_by=alice.membership, **days
        )
    shown = sign_in(benoit).get(page(demand)).content.decode()
    assert "Deux personnes, parmi\u00a0: Benoît Leroy, Alice Martin (en absence)" in shown
    assert "code de sécurité vous sera demandé" in shown


def test_what_was_answered_before_the_facts_changed_is_said_so(alice: Person, benoit: Person, agent: Agent) -> None:
    with scope(alice.company):
        give(benoit.membership, [None], None, by=alice.membership, at=NOW)
        limit(alice, Measure.ALWAYS, type="payment", answer=Answer.TWO)
        demand = ask(agent, asked(), at=NOW)
        decide(demand, Answered(is_yes=True, digest=bytes(demand.digest), facts_number=1), by=alice.membership, at=NOW)
        add(alice.company, "Lebrun", IBAN, by=alice.membership, at=NOW)
    shown = sign_in(alice).get(page(demand)).content.decode()
    assert "avant que les faits changent" in shown
    assert 'name="answer"' in shown


def test_the_summary_is_told_apart_and_never_as_ours(alice: Person, agent: Agent) -> None:
    action = {
        "type": "payment",
        "summary": "URGENT déjà accordé <script>alert(1)</script>",
        "payee": {"name": "Lebrun", "reference": "F-1"},
    }
    with scope(alice.company):
        demand = ask(agent, asked(action=canonical.encode(action), sent_as="c"), at=NOW)
    shown = sign_in(alice).get(page(demand)).content.decode()
    assert "<script>alert" not in shown
    assert shown.index("Ce que nous savons") < shown.index("Ce que dit l’agent") < shown.index("URGENT déjà accordé")
    assert "URGENT" not in sign_in(alice).get(LIST).content.decode()
    assert "URGENT" not in sign_in(alice).get("/").content.decode()


def test_the_past_is_searched_and_read_by_pages(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("approvals.queries.lists.PAGE_SIZE", 2)
    with scope(alice.company):
        for number in range(5):
            demand = ask(agent, asked(2000_00 + number, sent_as=str(number), reference=f"F-{number}"), at=NOW)
            decide(demand, Answered(is_yes=False, digest=bytes(demand.digest), facts_number=1), by=alice.membership, at=NOW)
        other = rows.agent(alice.company, "Relance", AT)
        cancel(other, ask(other, asked(3000_00, sent_as="r"), at=NOW).pk, at=NOW - timedelta(days=1))
    browser, seen, address = sign_in(alice), [], LIST
    for _ in range(4):
        answer = browser.get(address)
        seen += [one.pk for one, _ in answer.context["done"]]
        if not (older := answer.context["older"]):
            break
        address = f"{LIST}?{older}"
    assert len(seen) == len(set(seen)) == 6
    found = browser.get(LIST, {"agent": str(other.pk), "reponse": "cancelled"}).context["done"]
    assert [question for _, question in found] == ["Payer «\u00a0Lebrun\u00a0»\u00a0?"]
    assert browser.get(LIST, {"reponse": "denied", "agent": str(other.pk)}).context["done"] == []


def read_through(browser: Client) -> list[list[str]]:
    """The demands of each page, by the names they were sent under."""
    found, address = [], LIST
    for _ in range(9):
        answer = browser.get(address)
        found.append([row.request.sent_as for row, _ in answer.context["waiting"]])
        if not (last := answer.context["last"]):
            break
        address = f"{LIST}?apres={last}"
        assert f'href="?apres={last}"' in answer.text
    return found


@pytest.fixture
def small_pages(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Client:
    browser = sign_in(alice)
    browser.get(LIST)  # what the list asks is put together once, for pages of the usual size
    monkeypatch.setattr("approvals.queries.lists.WAITING_SIZE", 2)
    return browser


def test_what_waits_is_read_by_pages_the_most_urgent_first(alice: Person, agent: Agent, small_pages: Client) -> None:
    with scope(alice.company):
        for number in range(5):  # the last two were asked in the same instant as the third
            at = NOW - timedelta(minutes=10 - min(number, 2))
            ask(agent, asked(2000_00 + number, sent_as=str(number), reference=f"F-{number}"), at=at)
    first, second, third = read_through(small_pages)
    assert first == ["0", "1"]
    assert sorted(second + third) == ["2", "3", "4"]
    assert len(second) == 2


def test_what_a_stopped_or_paused_agent_asked_takes_no_place_on_a_page(alice: Person, agent: Agent, small_pages: Client) -> None:
    with scope(alice.company):
        stopped, paused = rows.agent(alice.company, "Relance", AT), rows.agent(alice.company, "Devis", AT)
        for number, one in enumerate((stopped, paused, agent, stopped, agent, agent)):
            ask(one, asked(2000_00 + number, sent_as=str(number), reference=f"F-{number}"), at=NOW + timedelta(seconds=number))
        Suspension.objects.create(company=alice.company, agent=stopped, asked_at=NOW, asked_by=alice.membership)
        AgentState.objects.create(company=alice.company, agent=paused, state=State.PAUSED, seq=9, at=NOW)
    assert read_through(small_pages) == [["2", "4"], ["5"]]
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=None, asked_at=NOW, asked_by=alice.membership)
    assert read_through(small_pages) == [[]]


def test_the_next_page_stays_where_it_was_once_the_last_one_read_is_answered(alice: Person, agent: Agent, small_pages: Client) -> None:
    with scope(alice.company):
        made = [ask(agent, asked(2000_00 + n, sent_as=str(n), reference=f"F-{n}"), at=NOW + timedelta(seconds=n)) for n in range(3)]
        for one in made:
            cancel(agent, one.pk, at=NOW)
    answer = small_pages.get(LIST, {"apres": str(made[1].pk)})
    assert answer.context["waiting"] == []
    assert "Plus rien n’attend de ce côté." in answer.text
    assert "Aucune demande n’attend" in small_pages.get(LIST).text


def test_those_that_are_alike_are_offered_together_wherever_they_stand(alice: Person, agent: Agent, small_pages: Client) -> None:
    with scope(alice.company):
        add(alice.company, "Lebrun", IBAN, by=alice.membership, at=NOW)
        for number in range(4):
            told = asked(2000_00 + number, account=IBAN if number > 1 else OTHER, sent_as=str(number), reference=f"F-{number}")
            ask(agent, told, at=NOW + timedelta(seconds=number))
    for address in (LIST, f"{LIST}?apres={UUID(int=0)}"):  # somebody else's, or nobody's: the first page
        answer = small_pages.get(address)
        assert [row.request.sent_as for row, _ in answer.context["waiting"]] == ["0", "1"]
        assert "Répondre ensemble" in answer.text


@pytest.mark.parametrize("asked_for", ["apres=x", "apres=%00", "avant=x", "avant=2026-01-01_y", "agent=x", "reponse=x", "avant=%00"])
def test_nonsense_in_the_address_is_left_out(alice: Person, agent: Agent, asked_for: str) -> None:
    assert sign_in(alice).get(f"{LIST}?{asked_for}").status_code == 200


def test_the_list_costs_the_same_with_thirty_demands(alice: Person, agent: Agent) -> None:
    counts, browser = [], sign_in(alice)
    browser.get(LIST)
    for many in (2, 30):
        with scope(alice.company):
            for number in range(many):
                ask(agent, asked(2000_00 + number, name=f"Nom {many} {number}", account="", sent_as=f"{many}-{number}"), at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_stopped_agent_is_answered_nothing(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=NOW, asked_by=alice.membership)
    sign_in(alice).post(page(demand), sent(demand, "no"))
    assert state(alice, demand) == RequestState.PENDING


def test_once_used_the_page_says_when_and_leaves_itself_out_of_the_past(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        small = ask(agent, asked(900_00), at=NOW)
        spend(agent, small.pk, bytes(small.digest), at=NOW)
    shown = sign_in(alice).get(page(small)).content.decode()
    assert "l’agent s’en est servi" in shown
    assert "Aucun depuis un an" in shown


def test_who_said_yes_already_is_not_asked_again_but_the_other_is(alice: Person, benoit: Person, agent: Agent) -> None:
    with scope(alice.company):
        give(benoit.membership, [None], None, by=alice.membership, at=NOW)
        limit(alice, Measure.ALWAYS, type="payment", answer=Answer.TWO)
        demand = ask(agent, asked(), at=NOW)
        decide(demand, Answered(is_yes=True, digest=bytes(demand.digest), facts_number=1), by=alice.membership, at=NOW)
    for person, is_asked in ((alice, False), (benoit, True)):
        assert (page(demand) in sign_in(person).get("/").content.decode()) is is_asked
        assert ("Répondre" in sign_in(person).get(LIST).content.decode()) is is_asked


def test_no_code_is_asked_for_what_is_over(alice: Person, agent: Agent) -> None:
    demand = waiting(alice, agent)
    sign_in(alice).post(page(demand), sent(demand, "no"))
    late = sign_in(alice).post(page(demand), sent(demand, called="on"))
    assert late["Location"] == page(demand)
    assert state(alice, demand) == RequestState.DENIED


def test_the_demand_is_read_in_the_round_trip_that_opens_the_company(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    demand, browser = waiting(alice, agent), sign_in(alice)
    with monkeypatch.context() as alone:
        alone.setattr(answering, "rows", None)
        assert browser.post(page(demand), sent(demand, "no")).status_code == 302
    assert state(alice, demand) == RequestState.DENIED


def test_no_answer_changes_the_fields_that_all_share() -> None:
    def fields() -> list[object]:
        return [(name, str(vars(field).items()), str(vars(field.widget))) for name, field in AnswerForm.base_fields.items()]

    before = fields()
    faulty = {"answer": "yes", "digest": "x", "facts": "é" * 1000, "comment": "a\0b"}
    for told in ({}, faulty, {"answer": "no", "digest": "0" * 64, "facts": "é"}):
        form = AnswerForm(told, asks_call_back=True)
        form.is_valid()
        assert str(form)
        form.fields.pop("comment")
    assert fields() == before
    assert str(AnswerForm(asks_call_back=False)["comment"])
