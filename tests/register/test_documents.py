"""From rows to the register as it is read, as the app's role."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.boundary import scope
from accounts.models import Company
from approvals.actions import stopping as stops
from inventory.actions import processings
from inventory.enums import Side, State, Verb
from register import documents
from register.book import Extent, Level, Part
from tests.cast import AT, Person
from tests.register import rows

pytestmark = pytest.mark.django_db


def test_a_sheet_tells_all_that_stands_in_the_rows(inside: Company, alice: Person) -> None:
    facturier = rows.agent(inside, "Facturier", AT)
    rows.right(facturier, AT, Verb.SEND, "factures")
    row = rows.whole_sheet(alice, AT)
    processings.attach_agent(row, facturier, by=alice.membership, at=AT)
    book = documents.build(inside, AT, version=3)
    (sheet,) = book.sheets
    assert (book.version, book.made_at.utcoffset()) == (3, timedelta(hours=1))
    assert (sheet.reference, sheet.title, sheet.grounds[0].article) == ("RT-0001", "Facturation clients", "art.\u00a06.1.b")
    assert (sheet.data[0].category, sheet.people[0].label, sheet.recipients[0].precision) == (
        "État civil, identité, images",
        "Clients",
        "Claude",
    )
    assert [(agent.name, agent.state, agent.rights[0].verb) for agent in sheet.agents] == [("Facturier", "En service", "Envoyer")]
    assert [(item.code, item.level) for item in sheet.missing] == [("basis_proposed", Level.CONFIRM)]
    assert not book.is_draft or book.company.missing


def test_a_stopped_agent_is_shown_so_and_a_retired_one_is_not(inside: Company, alice: Person) -> None:
    row = rows.whole_sheet(alice, AT)
    for name, state in (("Facturier", State.ACTIVE), ("Ancien", State.RETIRED)):
        processings.attach_agent(row, rows.agent(inside, name, AT, state=state), by=alice.membership, at=AT)
    stops.stop(inside, agent=None, why="Doute", by=alice.membership, at=AT)
    assert [(agent.name, agent.state) for agent in documents.build(inside, AT).sheets[0].agents] == [("Facturier", "Coupé")]


def test_an_archived_processing_is_not_printed(inside: Company, alice: Person) -> None:
    row = rows.whole_sheet(alice, AT)
    processings.end(row, by=alice.membership, at=AT)
    assert documents.build(inside, AT).sheets == ()


def test_a_part_of_the_register_holds_its_own_sheets_only(inside: Company, alice: Person) -> None:
    facturier = rows.agent(inside, "Facturier", AT)
    first, second = rows.whole_sheet(alice, AT), rows.whole_sheet(alice, AT, "Relance des impayés")
    processings.attach_agent(second, facturier, by=alice.membership, at=AT)
    titles = {
        extent.part: [sheet.title for sheet in documents.build(inside, AT, extent=extent).sheets]
        for extent in (Extent(Part.PROCESSING, str(first.pk), first.name), Extent(Part.AGENT, str(facturier.pk), facturier.name))
    }
    assert titles == {Part.PROCESSING: ["Facturation clients"], Part.AGENT: ["Relance des impayés"]}


def test_an_open_question_stands_on_its_sheet(inside: Company, alice: Person) -> None:
    row = rows.whole_sheet(alice, AT)
    rows.question(row, AT)
    assert "Qui reçoit la copie ?" in [item.label for item in documents.build(inside, AT).sheets[0].missing]


def test_a_processor_s_sheet_has_no_legal_basis(inside: Company, alice: Person) -> None:
    rows.bare_sheet(alice, AT, side=Side.PROCESSOR)
    assert [item.code for item in documents.build(inside, AT).sheets[0].missing][:2] == ["clients", "purpose"]


def test_the_number_of_queries_does_not_grow(inside: Company, alice: Person, django_assert_num_queries: Any) -> None:
    def fill(number: int) -> None:
        row = rows.whole_sheet(alice, AT, f"Traitement {number}")
        made = rows.agent(inside, f"Agent {number}", AT)
        rows.right(made, AT)
        processings.attach_agent(row, made, by=alice.membership, at=AT)

    fill(1)
    with CaptureQueriesContext(
        connection,
    ) as one:
        documents.build(inside, AT)
    for number in range(2, 7):
        fill(number)
    with django_assert_num_queries(len(one)):
        documents.build(inside, AT)


def test_another_company_s_register_is_its_own(company: Company, alice: Person, driss: Person) -> None:
    with scope(company):
        rows.whole_sheet(alice, AT)
    with scope(driss.company):
        assert documents.build(driss.company, AT).sheets == ()
