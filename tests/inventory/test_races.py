"""Six clicks at the same moment: one line, one right, one change, one sheet."""

import pytest

from accounts.boundary import scope
from accounts.enums import Role
from inventory.actions import lines, parties, processings, rights
from inventory.actions.rights import Asked
from inventory.enums import Side
from inventory.models import Client, Permission, ProcessedData, Processing, ProcessingClient
from inventory.rules.client_lists import ClientWords
from ledger.queries import newest
from tests.cast import AT, make_company, make_person
from tests.register import rows
from tests.register.test_import_twice import at_once

pytestmark = pytest.mark.slow


@pytest.fixture
def alice(transactional_db):
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)


def in_her_company(alice, work):
    def run():
        with scope(alice.company):
            return work()

    return run


def acts(act):
    return [line for line in newest() if line.act == act]


def test_six_clicks_add_one_line(alice):
    with scope(alice.company):
        sheet = rows.bare_sheet(alice, AT)
    said = {"category": "etat_civil", "description": "Nom", "retention": "5 ans"}

    def add():
        return lines.add(Processing.objects.of(alice.company).get(pk=sheet.pk), "data", said, by=alice.membership, at=AT).pk

    seen = at_once(in_her_company(alice, add))
    with scope(alice.company):
        assert set(seen) == {ProcessedData.objects.of(alice.company).get().pk}
        assert len(acts("processing.line_added")) == 1


def test_six_clicks_give_one_right_and_change_it_once(alice):
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
    asked = Asked(verb="read", resource="devis", is_endless=True)
    assert len(set(at_once(in_her_company(alice, lambda: rights.grant(agent, asked, by=alice.membership, at=AT).pk)))) == 1
    with scope(alice.company):
        right = Permission.objects.of(alice.company).get()
    terms, change = rights.Terms(is_endless=True, reason="Chiffrer"), {"by": alice.membership, "at": AT}
    assert at_once(in_her_company(alice, lambda: rights.change(right, terms, **change))) == [None] * 6
    with scope(alice.company):
        assert (len(acts("permission.granted")), len(acts("permission.changed"))) == (1, 1)


def test_a_line_that_another_hand_removes_meanwhile_is_not_written_again(alice):
    with scope(alice.company):
        sheet = rows.whole_sheet(alice, AT)
        line = ProcessedData.objects.of(alice.company).get()
        lines.remove(sheet, "data", line.pk, by=alice.membership, at=AT)
        said = {"category": "etat_civil", "description": "Prénom", "retention": "5 ans"}
        assert lines.change(sheet, "data", line, said, by=alice.membership, at=AT) is False
        assert processings.edit(sheet, processings.Heading(name=sheet.name), by=alice.membership, at=AT) is True


def test_six_sheets_opened_at_once_get_six_numbers(alice):
    def opened():
        return processings.open_processing(alice.company, processings.Heading("Devis"), by=alice.membership, at=AT).number

    assert sorted(at_once(in_her_company(alice, opened))) == [1, 2, 3, 4, 5, 6]


def test_two_people_who_note_the_same_client_note_one(alice):
    def noted():
        return parties.note_client(alice.company, "Mairie de Lyon", by=alice.membership, at=AT).pk

    assert len(set(at_once(in_her_company(alice, noted)))) == 1
    with scope(alice.company):
        assert Client.objects.of(alice.company).count() == 1
        assert len(acts("client.noted")) == 1


def test_a_list_sent_six_times_at_once_adds_each_client_once(alice):
    listed = [ClientWords(f"Client {number}") for number in range(20)]
    many = at_once(in_her_company(alice, lambda: parties.note_clients(alice.company, listed, by=alice.membership, at=AT)))
    assert sorted(many) == [0, 0, 0, 0, 0, 20]
    with scope(alice.company):
        assert Client.objects.of(alice.company).count() == 20


def test_one_new_client_put_six_times_at_once_on_a_sheet_is_one_line(alice):
    with scope(alice.company):
        sheet = rows.bare_sheet(alice, AT, side=Side.PROCESSOR)

    def served():
        return lines.add(
            Processing.objects.of(alice.company).get(pk=sheet.pk), "clients", {"client": None, "name": "Morel"}, by=alice.membership, at=AT
        ).pk

    assert len(set(at_once(in_her_company(alice, served)))) == 1
    with scope(alice.company):
        assert ProcessingClient.objects.of(alice.company).count() == 1
