"""The first page: what it says on the first day, on a bad day, and when all is done."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.actions import stopping as actions
from approvals.queries import stops as queries
from inventory.entries import actor
from inventory.enums import State
from inventory.models import Agent, AgentState
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind
from tests.cast import AT, Person, sign_in
from tests.register import rows


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def make_agent(company, name: str, **more) -> Agent:
    agent = Agent.objects.create(company=company, name=name, purpose="Essai", declared_at=AT, changed_at=AT, **more)
    AgentState.objects.create(company=company, agent=agent, state=State.ACTIVE, at=AT)
    return agent


MOST_QUERIES = 66  # most of them in three round trips; a test's own transaction adds some


def page(person: Person) -> str:
    return sign_in(person).get(reverse("home")).content.decode()


def test_the_very_first_visit_shows_three_steps(alice: Person, inside) -> None:
    shown = page(alice)
    assert "Trois étapes pour commencer" in shown
    assert "Déclarer mon premier agent" in shown
    assert "Vasseur Menuiserie" in shown


def test_a_guest_is_not_asked_to_declare_anything(chloe: Person, inside) -> None:
    shown = page(chloe)
    assert "Trois étapes" in shown
    assert "Déclarer mon premier agent" not in shown


def test_each_agent_has_its_pill_and_its_sentence(alice: Person, inside) -> None:
    make_agent(inside, "Facturier", tool="n8n")
    shown = page(alice)
    assert "Votre agent" in shown
    assert "Facturier" in shown
    assert "Personne n’en est responsable." in shown


def test_a_stop_comes_first_with_its_minutes(alice: Person, inside) -> None:
    agent = make_agent(inside, "Facturier", in_charge=alice.membership)
    actions.stop(inside, agent=agent, by=alice.membership, at=AT)
    shown = page(alice)
    assert shown.index("Finir l’arrêt d’urgence") < shown.index("Coupé par Alice Martin")
    assert "Comptez" in shown


def test_the_agents_that_need_somebody_come_first(alice: Person, inside) -> None:
    for name in ("Agenda", "Devis"):
        make_agent(inside, name, in_charge=alice.membership)
    make_agent(inside, "Zèbre")
    shown = page(alice)
    assert shown.index("Zèbre") < shown.index("Agenda")


def test_the_activity_is_for_those_who_may_read_the_record(alice: Person, chloe: Person, inside) -> None:
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    assert "Alice Martin a arrêté tous les agents" in page(alice)
    assert "Alice Martin a arrêté tous les agents" not in page(chloe)


def test_a_name_is_text_whatever_it_holds(alice: Person, inside) -> None:
    make_agent(inside, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(alice)


def test_the_first_page_costs_the_same_with_fifty_agents(alice: Person, inside, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(alice)
    make_agent(inside, "Facturier")
    client.get(reverse("home"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("home"))
    for number in range(50):
        make_agent(inside, f"Agent {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("home"))
    assert len(many) == len(few) <= MOST_QUERIES


def test_the_stranger_sees_nothing_of_it(driss: Person, alice: Person, inside) -> None:
    make_agent(inside, "Facturier")
    shown = page(driss)
    assert "Facturier" not in shown
    assert "Garage Driss" in shown


def test_lifting_the_stop_takes_it_off_the_page(alice: Person, inside) -> None:
    make_agent(inside, "Facturier")
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    actions.lift(inside, queries.standing(inside)[0], why="Fausse alerte", by=alice.membership, at=AT)
    assert "Finir l’arrêt d’urgence" not in page(alice)


def test_what_ends_next_week_is_announced(alice: Person, inside) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from inventory.models import Permission
    from inventory.rules.days import company_day

    agent = make_agent(inside, "Relance", in_charge=alice.membership)
    until = company_day(timezone.now(), inside.time_zone) + timedelta(days=9)
    Permission.objects.create(company=inside, agent=agent, verb="read", resource="Les devis", until=until, granted_at=AT)
    shown = page(alice)
    assert "Ensuite" in shown
    assert "Confirmer un droit de l’agent Relance" in shown


def test_the_sheets_are_read_once(alice: Person, inside) -> None:
    rows.whole_sheet(alice, AT)
    browser = sign_in(alice)
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("home"))
    assert sum('FROM "inventory_processeddata"' in (query["sql"] or "") for query in asked.captured_queries) == 1


def test_the_same_act_time_and_again_is_told_once(alice: Person, inside) -> None:
    agent = make_agent(inside, "Facturier")
    subject = Subject("review", agent.pk, "revue de la semaine")
    for number in range(1, 31):
        told = {"verdict": "C’est normal", "point": str(number)}
        record(Kind.REVIEW, "review.answered", subject, by=actor(alice.membership), at=AT, detail=told)
    record(Kind.REVIEW, "review.printed", subject, by=actor(alice.membership), at=AT)
    shown = page(alice)
    assert shown.count("a répondu") == 1
    assert "au point 30" in shown
    assert "Le compte rendu de la" in shown


def test_a_number_of_web_processes_that_cannot_be_is_refused_by_name() -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**os.environ, "GARDEFOU_WEB_PROCESSES": "-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode != 0
    assert "GARDEFOU_WEB_PROCESSES compte les processus" in said.stdout + said.stderr
    assert "Traceback" not in said.stderr
