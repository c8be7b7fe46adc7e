"""While somebody is away: the stand-in sees it on the first page and on « Ce qui manque », and the agent's page says who to ask."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.actions.absences import end_absence, say_away
from accounts.models import Absence
from inventory.models import Agent
from tests.accounts.journeys import NOW
from tests.cast import AT, Person, sign_in
from tests.register import rows

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def facturier(inside, alice: Person) -> Agent:
    made = rows.agent(inside, "Facturier", AT)
    Agent.objects.of(inside).update(in_charge=alice.membership)
    return made


def away(alice: Person, sofia: Person, first: date = TODAY, days: int = 3) -> Absence:
    return say_away(alice.membership, sofia.membership, first, first + timedelta(days), by=alice.membership, at=NOW)


def test_the_first_page_of_the_stand_in_says_whom_and_which_agents(alice, sofia, facturier) -> None:
    away(alice, sofia)
    shown = sign_in(sofia).get("/").content.decode()
    assert "Vous remplacez Alice Martin jusqu’au 26\u00a0novembre" in shown
    assert "Ses agents\u00a0: Facturier." in shown
    assert "Vous remplacez" not in sign_in(alice).get("/").content.decode()


def test_it_is_announced_before_and_gone_after(alice, sofia, facturier, clock) -> None:
    away(alice, sofia, TODAY + timedelta(10))
    assert "Vous remplacerez Alice Martin" in sign_in(sofia).get("/").content.decode()
    clock.shift(timedelta(20))
    assert "Vous rempla" not in sign_in(sofia).get("/").content.decode()


def test_an_absence_ended_early_is_gone_at_once(alice, sofia, facturier) -> None:
    end_absence(away(alice, sofia), by=alice.membership, at=NOW)
    assert "Vous remplacez" not in sign_in(sofia).get("/").content.decode()


def test_the_stand_in_edits_the_agents_of_the_absent_person_for_as_long(alice, sofia, facturier, clock) -> None:
    edit = f"/agents/{facturier.pk}/modifier/"
    assert sign_in(sofia).get(edit).status_code == 404
    away(alice, sofia)
    assert sign_in(sofia).get(edit).status_code == 200
    clock.shift(timedelta(4))
    assert sign_in(sofia).get(edit).status_code == 404


def test_what_is_missing_for_the_absent_person_is_missing_for_the_stand_in(alice, sofia, facturier) -> None:
    page = f"/ce-qui-manque/?personne={sofia.membership.pk}"
    assert f"/agents/{facturier.pk}/" not in sign_in(alice).get(page).content.decode()
    away(alice, sofia)
    assert f"/agents/{facturier.pk}/" in sign_in(alice).get(page).content.decode()


def test_the_agent_s_page_says_who_takes_over(alice, sofia, chloe, facturier) -> None:
    page = f"/agents/{facturier.pk}/"
    assert "prend la suite" not in sign_in(chloe).get(page).content.decode()
    away(alice, sofia)
    words = "Alice Martin n’est pas là jusqu’au 26\u00a0novembre\u00a0: Sofia Petit prend la suite."
    assert words in sign_in(chloe).get(page).content.decode()
