"""« Ce qu’il manque » of a company: what is on the page, where each line leads, and that mending one removes it."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Company
from governance.gap_groups import Gap, Row, Sort, Thing, by_object, by_question, counted, groups, of_people, shared
from governance.gaps import things_of
from inventory.actions import lines, processings
from inventory.enums import Side
from inventory.models import Agent, AgentImport, Connection, ConnectionUse, FollowUp, Purpose
from inventory.rules.gaps import Level
from lib.share import Share
from register import imports
from tests.cast import AT, Person, sign_in
from tests.register import rows
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import register

PAGE = reverse("gaps")
LINE = re.compile(r'<li><p><a href="([^"]+)"')
WHO = uuid4()


def gap(code: str = "a", level: Level = Level.CONFIRM, label: str = "Une question\u00a0: précise") -> Gap:
    return Gap(code, label, level, "", lambda: "/")


def thing(name: str, *gaps: Gap, sort: Sort = Sort.AGENT, share: Share = Share(), people: frozenset = frozenset()) -> Thing:  # noqa: B008
    return Thing(sort, name, name, gaps, share, lambda: "/", people)


def names(listed: list[Row]) -> list[str]:
    return [f"{row.thing.name}.{row.gap.code}" for row in listed]


MANY = [
    thing("Zèbre", gap("b"), gap("a", Level.OBLIGATORY)),
    thing("Agenda", gap("b", Level.RECOMMENDED)),
    thing("Devis", gap("b"), sort=Sort.SHEET),
    thing("Calme"),
]


def test_the_gravest_object_comes_first() -> None:
    assert names(by_object(MANY, None)) == ["Zèbre.a", "Zèbre.b", "Devis.b", "Agenda.b"]


def test_a_level_leaves_the_others_aside() -> None:
    assert names(by_object(MANY, Level.CONFIRM)) == ["Zèbre.b", "Devis.b"]
    assert counted(MANY) == {Level.OBLIGATORY: 1, Level.MEND: 0, Level.CONFIRM: 2, Level.RECOMMENDED: 1}


def test_the_same_question_stands_once_with_its_objects() -> None:
    many = [thing("B", gap("x")), thing("A", gap("x"), gap("y"))]
    found = groups(by_question(many, None), is_by_object=False)
    assert [(one.title, [row.thing.name for row in one.rows]) for one in found] == [("Une question", ["A", "B"]), ("Une question", ["A"])]


def test_only_what_a_person_answers_for() -> None:
    mine = thing("Mien", gap(), people=frozenset({WHO}))
    assert of_people([mine, thing("Autre")], frozenset({WHO})) == [mine]


def test_the_share_is_that_of_all_that_is_asked() -> None:
    assert shared([thing("a", share=Share(3, 4)), thing("b", share=Share(1, 6))]) == Share(4, 10)


@pytest.fixture
def rich(inside: Company, alice: Person, sofia: Person) -> Agent:
    """A bit of everything: agents, an account of two, one of nobody, sheets of both sides, a question, two files."""
    agent, other = rows.agent(inside, "Facturier", AT, host_country="US"), rows.agent(inside, "Relance", AT)
    Agent.objects.of(inside).filter(pk=agent.pk).update(in_charge=sofia.membership, host_country="")
    for one in (agent, other):
        rows.right(one, AT)
    shared_one = Connection.objects.create(company=inside, service="Service inconnu", opened_at=AT)
    Connection.objects.create(company=inside, service="Compte seul", opened_at=AT)
    for one in (agent, other):
        ConnectionUse.objects.create(company=inside, agent=one, connection=shared_one)
    whole = rows.whole_sheet(alice, AT)
    processings.attach_agent(whole, agent, by=alice.membership, at=AT)
    lines.add(whole, "data", {"category": "sante", "is_sensitive": True}, by=alice.membership, at=AT)
    lines.add(whole, "transfers", {"recipient": "Hébergeur"}, by=alice.membership, at=AT)
    for name in ("Tri de CV", "Paie", "Agenda"):
        rows.bare_sheet(alice, AT, name)
    rows.bare_sheet(alice, AT, "Pour un client", side=Side.PROCESSOR)
    rows.question(whole, AT)
    FollowUp.objects.create(company=inside, about_kind="agent", about_id=agent.pk, about_name="Facturier", question="Qui ?", opened_at=AT)
    imports.receive(inside, "registre.ods", register(BILLING), by=alice.membership, at=AT)
    return agent


def every_line(person: Person, query: str = "") -> list[str]:
    client, found = sign_in(person), []
    for number in range(1, 9):
        answer = client.get(f"{PAGE}?{query}&page={number}")
        assert answer.status_code == 200
        found += LINE.findall(answer.content.decode())
        if 'rel="next"' not in answer.content.decode():
            return found
    return found


def test_every_line_leads_to_a_page_that_is_there(rich: Agent, alice: Person) -> None:
    places = every_line(alice)
    assert len(places) > 50
    client = sign_in(alice)
    assert {place: client.get(place).status_code for place in set(places)} == dict.fromkeys(places, 200)


def test_grouped_by_question_nothing_is_lost(rich: Agent, alice: Person) -> None:
    assert sorted(every_line(alice, "par=question")) == sorted(every_line(alice))


def test_an_account_of_two_agents_and_one_of_nobody_stand_once(rich: Agent, inside: Company) -> None:
    found = [one.name for one in things_of(inside, AT) if one.sort == Sort.ACCOUNT]
    assert sorted(found) == ["Compte seul", "Service inconnu"]


def test_mending_one_removes_its_line(rich: Agent, inside: Company, alice: Person) -> None:
    page = sign_in(alice).get(f"{PAGE}?niveau=confirm&par=question").content.decode()
    assert "Le pays où il est hébergé" in page
    Agent.objects.of(inside).filter(pk=rich.pk).update(host_country="FR")
    assert "Le pays où il est hébergé" not in sign_in(alice).get(f"{PAGE}?niveau=confirm&par=question").content.decode()


def test_a_confirmed_basis_leaves_the_page(rich: Agent, inside: Company, alice: Person) -> None:
    asked = "proposée pour «\u00a0Facturer un client\u00a0»"
    assert asked in sign_in(alice).get(f"{PAGE}?niveau=confirm").content.decode()
    purpose = Purpose.objects.of(inside).select_related("processing").get(description="Facturer un client")
    lines.confirm_basis(purpose.processing, purpose, by=alice.membership, at=AT)
    assert asked not in sign_in(alice).get(f"{PAGE}?niveau=confirm").content.decode()


def test_a_person_sees_what_it_answers_for(rich: Agent, inside: Company, sofia: Person) -> None:
    page = sign_in(sofia).get(f"{PAGE}?personne={sofia.membership.pk}").content.decode()
    assert "Facturier" in page
    assert "Facturation clients" in page
    assert "Relance" not in page
    assert "Compte seul" not in page


@pytest.mark.parametrize("query", ["niveau=x", "personne=x", "par=x", "page=x", "page=999", "niveau=&personne=&par="])
def test_anything_else_in_the_address_shows_the_whole_list(rich: Agent, alice: Person, query: str) -> None:
    answer = sign_in(alice).get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    assert "points remplis sur" in answer.content.decode()


def test_a_reader_reads_and_is_offered_no_link(rich: Agent, chloe: Person) -> None:
    page = sign_in(chloe).get(PAGE).content.decode()
    assert "Ce qu’il manque" in page
    assert LINE.findall(page) == []


def test_a_steward_is_not_led_to_the_page_of_the_company(rich: Agent, sofia: Person) -> None:
    assert reverse("accounts:company") not in every_line(sofia)


def test_a_stranger_sees_its_own_company_only(rich: Agent, driss: Person) -> None:
    assert "Facturier" not in sign_in(driss).get(PAGE).content.decode()


def test_a_company_that_said_all_is_told_so(inside: Company, alice: Person) -> None:
    Company.objects.filter(pk=inside.pk).update(address="3 rue des Copeaux", siren="732829320", has_dpo=False)
    page = sign_in(alice).get(PAGE).content.decode()
    assert "Tout est dit" in page
    assert "remplis" not in page


def test_a_file_of_agents_that_waits_is_there(inside: Company, alice: Person) -> None:
    AgentImport.objects.create(
        company=inside, file_name="agents.csv", sha256="a", size_bytes=1, found={}, uploaded_at=AT, uploaded_by_name="Alice"
    )
    assert "agents.csv" in sign_in(alice).get(PAGE).content.decode()


def test_the_page_costs_the_same_with_thirty_agents(rich: Agent, inside: Company, alice: Person) -> None:
    client = sign_in(alice)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(30):
        agent, sheet = rows.agent(inside, f"Agent {number}", AT), rows.bare_sheet(alice, AT, f"Fiche {number}")
        processings.attach_agent(sheet, agent, by=alice.membership, at=AT)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)


def test_the_share_stands_beside_the_lists_and_never_on_the_first_page(rich: Agent, inside: Company, alice: Person) -> None:
    client = sign_in(alice)
    assert "Un point est rempli" in client.get(f"/agents/{rich.pk}/").content.decode()
    first = client.get("/").content.decode()
    assert "Un point est rempli" not in first
    assert PAGE in first
    assert PAGE in client.get("/agents/").content.decode()
    assert PAGE in client.get("/registre/").content.decode()
