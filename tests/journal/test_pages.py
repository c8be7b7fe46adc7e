"""The journal is read by day, searched, paged by key, and never another company's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from inventory.models import Agent
from journal import queries
from journal.actions.intake import report
from journal.enums import Source
from journal.models import Action
from journal.queries import PAGE_SIZE, missing
from journal.rules.reported import Reported
from tests.cast import Person, sign_in
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
PAGE = "/journal/"


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Facturier", AT)
        report(made, [told(n) for n in range(PAGE_SIZE + 5)], Source.API)
    return made


def told(place: int, **more: object) -> Reported:
    values: dict[str, object] = {
        "key": UUID(int=place),
        "occurred_at": AT - timedelta(minutes=place // 3),
        "type": "payment" if place % 2 else "message.send",
        "target": f"Dossier {place:03}",
        "amount_cents": 100_00 * place if place % 2 else None,
        "currency": "EUR" if place % 2 else "",
    }
    return Reported(**(values | more))  # type: ignore[arg-type]


def text(browser: object, query: str = "") -> str:
    answer = browser.get(PAGE + query)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_action_is_read_once_page_after_page(alice: Person, agent: Agent) -> None:
    browser = sign_in(alice)
    first = browser.get(PAGE)
    older = first.context["older"]
    both = first.content.decode() + text(browser, f"?{older}")
    assert [both.count(f"Dossier {number:03}") for number in range(PAGE_SIZE + 5)] == [1] * (PAGE_SIZE + 5)
    assert browser.get(f"{PAGE}?{older}").context["older"] == ""


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("?nature=payment", "Dossier 001", "Dossier 002"),
        ("?q=dossier+002", "Dossier 002", "Dossier 001"),
        ("?montant=300", "Dossier 003", "Dossier 001"),
        ("?issue=failed", "Rien ne correspond", "Dossier 001"),
        ("?du=2026-11-20&au=2026-11-20", "Dossier 001", "Rien ne correspond"),
        ("?au=2026-11-19", "Rien ne correspond", "Dossier 001"),
        ("?essais=on", "Aucun essai", "Dossier 001"),
    ],
)
def test_a_search_finds_what_was_asked_for(alice: Person, agent: Agent, query: str, seen: str, unseen: str) -> None:
    shown = text(sign_in(alice), query)
    assert seen in shown
    assert unseen not in shown


@pytest.mark.parametrize("nonsense", ["?avant=x", "?avant=2026-11-20_a_b", "?agent=1", "?du=hier", "?nature=x&montant=-1", "?q=%25_%27"])
def test_nonsense_in_the_address_breaks_nothing(alice: Person, agent: Agent, nonsense: str) -> None:
    text(sign_in(alice), nonsense)


def test_one_action_says_what_we_know_and_what_the_agent_says(alice: Person, driss: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(900, summary="Relance de <b>Morel</b>", tool="gmail.send")], Source.API)
        number = Action.objects.of(alice.company).get(key=UUID(int=900)).seq
    address = reverse("journal:action", args=[number])
    shown = sign_in(alice).get(address).content.decode()
    assert "Relance de &lt;b&gt;Morel&lt;/b&gt;" in shown
    assert sign_in(driss).get(address).status_code == 404
    assert sign_in(alice).get(reverse("journal:action", args=[10**12])).status_code == 404


def test_a_stranger_reads_an_empty_journal(driss: Person, agent: Agent) -> None:
    assert "Aucune action" in text(sign_in(driss))


def test_the_spreadsheet_holds_the_search_and_no_formula(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(901, target="=cmd|'/c calc'!A1")], Source.API)
    data = sign_in(alice).get("/journal/tableur/?nature=payment").content.decode("utf-8-sig")
    assert data.count("\r\n") == 1 + 28
    assert ';"=cmd' not in data


def test_holes_in_the_agent_s_own_counter_are_found(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1000 + n, number=n) for n in (40, 41, 45, 46, 50)], Source.API)
        assert [(hole.low, hole.high) for hole in missing(alice.company, [agent.pk])[agent.pk]] == [(46, 50), (41, 45)]


def test_what_matters_of_an_action_is_told_beside_it(alice: Person, agent: Agent) -> None:
    asked = UUID(int=77)
    with scope(alice.company):
        report(agent, [told(910, occurred_at=AT, inner="Agent devis", approval_id=asked)], Source.TRACES, is_after_stop=True)
        report(agent, [told(911, occurred_at=AT, inner="facturier")], Source.TRACES)
        line = Action.objects.of(alice.company).get(key=UUID(int=910)).seq
    page = text(sign_in(alice))
    assert page.count("Par l’agent intérieur") == 1  # an agent called like itself is not told twice
    assert page.count("Après l’arrêt") == 1
    assert page.count(f'href="/demandes/{asked}/"') == 1
    page = sign_in(alice).get(reverse("journal:action", args=[line])).content.decode()
    assert f'<span id="line">{line + 1}</span>' in page  # as the page of the record numbers it
    assert "Agent devis" in page


def test_what_is_missing_and_the_week_stand_on_top(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1000 + n, occurred_at=AT, number=n) for n in (40, 41, 45)], Source.API)
        report(agent, [told(1100, is_sampled=True)], Source.TRACES)
    page = text(sign_in(alice))
    assert "3\u00a0actions manquent entre 41 et 45" in page
    assert "n’envoie qu’une partie de ses traces" in page
    agents = sign_in(alice).get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    assert "3\u00a0actions manquent entre 41 et 45" in agents


def test_tests_stand_apart(alice: Person, agent: Agent) -> None:
    browser = sign_in(alice)
    assert "Vrai travail" not in text(browser)
    with scope(alice.company):
        report(agent, [told(920, target="Un essai", is_test=True)], Source.API)
    assert "Vrai travail" in text(browser)
    assert "Un essai" not in text(browser)
    page = text(browser, "?essais=on")
    assert "Un essai" in page
    assert "Dossier 001" not in page
    assert 'name="essais" value="on"' in page  # a search stays among the tests


def test_a_search_reads_a_window_and_goes_on(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "WINDOW", 20)
    browser = sign_in(alice)
    first = browser.get(PAGE + "?q=dossier+054")
    assert "n’a pas encore été lu" in first.content.decode()
    query, read = first.context["older"], []
    while query:
        answer = browser.get(f"{PAGE}?{query}")
        read.append(answer.content.decode())
        query = answer.context["older"]
    assert sum("Dossier 054" in page for page in read) == 1
    assert len(read) <= 3


def test_every_action_is_found_once_whatever_the_window(alice: Person, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "WINDOW", 7)
    browser, query, seen = sign_in(alice), "nature=payment", ""
    while query:
        answer = browser.get(f"{PAGE}?{query}")
        seen, query = seen + answer.content.decode(), answer.context["older"]
    assert [seen.count(f"Dossier {number:03}") for number in range(1, PAGE_SIZE + 5, 2)] == [1] * 27


def test_the_page_asks_as_much_whatever_it_shows(alice: Person, agent: Agent) -> None:
    browser = sign_in(alice)
    text(browser)
    with CaptureQueriesContext(connection) as few:
        text(browser)
    with scope(alice.company):
        for number in range(5):
            other = rows.agent(alice.company, f"Agent {number}", AT)
            report(other, [told(2000 + 10 * number + n, number=n, inner="x") for n in range(1, 9, 3)], Source.API)
    with CaptureQueriesContext(connection) as many:
        text(browser)
    assert len(many) == len(few)
