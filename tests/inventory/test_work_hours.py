"""« Il travaille… »: said once, kept in words, read again, and told when an agent works outside of it."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.boundary import scope
from alerts.queries.unusual import unusual
from inventory.actions.agents import Identity
from inventory.models import Agent
from inventory.rules.work_hours import EXAMPLE, NotHours, WorkHours, read, said
from ledger.queries import newest
from tests.cast import AT, Person, sign_in
from tests.register import rows

WEEK = (0, 1, 2, 3, 4)
NIGHT = "tous les jours, de 22\u00a0h à 6\u00a0h"


@pytest.mark.parametrize(
    ("days", "starts", "ends", "words"),
    [
        ((), None, None, ""),
        (WEEK, 8, 18, EXAMPLE),
        ((), 22, 6, NIGHT),
        ((0, 2, 4), None, None, "le lundi, le mercredi et le vendredi, à toute heure"),
        ((5,), 8, 12, "le samedi, de 8\u00a0h à 12\u00a0h"),
        (range(7), None, None, "tous les jours, à toute heure"),
        ((0, 1), 0, 24, "le lundi et le mardi, à toute heure"),
        ((5,), 8, 0, "le samedi, de 8\u00a0h à 24\u00a0h"),
        ((5,), 24, 6, "le samedi, de 0\u00a0h à 6\u00a0h"),
        ((5,), 24, 0, "le samedi, à toute heure"),
        ((4, 5, 6, 0), 8, 18, "le lundi, le vendredi, le samedi et le dimanche, de 8\u00a0h à 18\u00a0h"),
    ],
)
def test_what_is_said_is_kept_in_words_that_are_read_again(days: tuple[int, ...], starts: int | None, ends: int | None, words: str) -> None:
    assert said(days, starts, ends) == words
    hours = read(words)
    assert (hours.words if hours else "") == words


@pytest.mark.parametrize(
    "words",
    ["Du LUNDI au vendredi de 8h à 18h", "du lundi au vendredi, de 08 h a 18 h", " lundi mardi mercredi, jeudi, vendredi de 8h à 18h"],
)
def test_the_same_is_read_however_it_is_typed(words: str) -> None:
    assert read(words) == WorkHours(WEEK, 8, 18)


@pytest.mark.parametrize("words", ["de 8 h à 0 h", "de 8 h à 24 h"])
def test_midnight_is_the_end_of_the_day_however_it_is_said(words: str) -> None:
    assert read(words) == WorkHours(tuple(range(7)), 8, 24)


@pytest.mark.parametrize("words", ["demain", "du lundi au jour, de 8 h à 18 h", "de 8 h à 25 h", "de 8 h à 8 h", "le 14 juillet"])
def test_what_says_no_hours_is_refused(words: str) -> None:
    with pytest.raises(NotHours):
        read(words)


@pytest.mark.parametrize(("starts", "ends"), [(8, None), (None, 18), (8, 8)])
def test_half_an_answer_is_none(starts: int | None, ends: int | None) -> None:
    with pytest.raises(NotHours):
        said(WEEK, starts, ends)


@pytest.mark.parametrize(
    ("words", "moment", "covered"),
    [
        (EXAMPLE, "2026-11-20 08:00", True),
        (EXAMPLE, "2026-11-20 17:59", True),
        (EXAMPLE, "2026-11-20 18:00", False),
        (EXAMPLE, "2026-11-21 10:00", False),
        (NIGHT, "2026-11-21 03:00", True),
        (NIGHT, "2026-11-21 12:00", False),
        ("du lundi au vendredi, de 22 h à 6 h", "2026-11-21 03:00", True),  # Friday's night
        ("du lundi au vendredi, de 22 h à 6 h", "2026-11-23 03:00", False),  # Sunday's
        ("tous les jours, à toute heure", "2026-11-22 03:00", True),
    ],
)
def test_a_night_belongs_to_the_day_it_began(words: str, moment: str, covered: bool) -> None:
    hours = read(words)
    assert hours is not None
    assert hours.covers(datetime.fromisoformat(moment)) is covered


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def sheet(agent: Agent, **more: object) -> dict[str, object]:
    return {"name": agent.name, "purpose": "Il facture", "work_from": "", "work_to": "", **more}


def test_it_is_asked_on_the_sheet_shown_on_the_page_and_kept_in_the_history(alice: Person, agent: Agent) -> None:
    browser, address = sign_in(alice), reverse("inventory:agent_edit", args=[agent.pk])
    assert "Il travaille quels jours" in browser.get(address).content.decode()
    browser.post(address, sheet(agent, work_days=["0", "1", "2", "3", "4"], work_from="8", work_to="18"))
    with scope(alice.company):
        agent.refresh_from_db()
        assert agent.works == EXAMPLE
        assert "quand il travaille" in newest(1)[0].sentence
    assert EXAMPLE in browser.get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    page = browser.get(address).content.decode()
    assert page.count(" checked") >= 5
    browser.post(address, sheet(agent, work_days=["5"]))
    past = browser.get(reverse("inventory:agent_history", args=[agent.pk])).content.decode()
    assert "Il travaille" in past
    assert EXAMPLE in past


def test_one_hour_without_the_other_changes_nothing_and_says_so(alice: Person, agent: Agent) -> None:
    address = reverse("inventory:agent_edit", args=[agent.pk])
    page = sign_in(alice).post(address, sheet(agent, work_from="8")).content.decode()
    assert "Indiquez deux heures différentes, ou aucune des deux." in page
    with scope(alice.company):
        agent.refresh_from_db()
        assert agent.works == ""


def test_nobody_has_to_say_it() -> None:
    assert Identity("Facturier").works == ""


def test_hours_until_midnight_keep_the_sheet_and_the_comparisons_alive(alice: Person, agent: Agent) -> None:
    browser, address = sign_in(alice), reverse("inventory:agent_edit", args=[agent.pk])
    browser.post(address, sheet(agent, work_days=["4"], work_from="18", work_to="0"))
    assert browser.get(address).status_code == 200
    with scope(alice.company):
        agent.refresh_from_db()
        assert read(agent.works) == WorkHours((4,), 18, 24)


def test_words_that_cannot_be_read_any_more_break_nothing(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        Agent.objects.of(alice.company).update(works="quand il veut")
        assert unusual(alice.company, AT - timedelta(days=7), AT, at=AT) == []
    assert sign_in(alice).get(reverse("inventory:agent_edit", args=[agent.pk])).status_code == 200
