"""Joint controllers and clients: from a text to rows, and no name twice."""

import pytest

from inventory.actions import parties, processings
from inventory.actions.processings import Heading
from inventory.enums import Side
from inventory.models import Client, JointController, Processing, ProcessingClient
from inventory.rules.partners import partners_in, partners_text
from ledger.queries import newest
from register.sheets import one_sheet
from tests.cast import AT, Person


def opened(alice: Person, side: Side) -> Processing:
    return processings.open_processing(alice.company, Heading("Photos", side=side), by=alice.membership, at=AT)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("Mairie de Lyon", [("Mairie de Lyon", "")]),
        (" Mairie de Lyon , 1 place de la Comédie, 69001 \n\nMorel", [("Mairie de Lyon", "1 place de la Comédie, 69001"), ("Morel", "")]),
        ("Morel\nMorel, 04 72 00 00 00", [("Morel", "04 72 00 00 00")]),
        (", 04 72 00 00 00", [(", 04 72 00 00 00", "")]),
        ("x" * 230, [("x" * 200, "x" * 30)]),
    ],
)
def test_a_line_is_a_name_and_the_way_to_reach_it(text: str, rows: list[tuple[str, str]]) -> None:
    assert partners_in(text) == rows


def test_rows_written_as_text_are_read_back() -> None:
    rows = [("Mairie de Lyon", "1 place de la Comédie, 69001"), ("Morel", "")]
    assert partners_in(partners_text(rows)) == rows


def test_lines_of_a_controller_s_sheet_become_joint_controllers_once(alice: Person, inside) -> None:
    sheet = opened(alice, Side.CONTROLLER)
    for text in ("Morel, Lyon\nDuval", "Morel, Paris"):
        parties.name_partners(sheet, text, by=alice.membership, at=AT)
    assert list(JointController.objects.of(inside).values_list("name", "contact", "position")) == [("Morel", "Paris", 0), ("Duval", "", 1)]
    assert Client.objects.of(inside).count() == 0
    assert one_sheet(inside, sheet, AT).partners == "Morel, Paris\nDuval"


def test_lines_of_a_processor_s_sheet_become_clients_of_the_company(alice: Person, inside) -> None:
    first, second = opened(alice, Side.PROCESSOR), opened(alice, Side.PROCESSOR)
    for sheet in (first, second):
        parties.name_partners(sheet, "Mairie de Lyon, 1 place de la Comédie", by=alice.membership, at=AT)
    assert list(Client.objects.of(inside).values_list("name", "contact")) == [("Mairie de Lyon", "1 place de la Comédie")]
    assert ProcessingClient.objects.of(inside).count() == 2
    assert [line.sentence for line in newest() if line.act == "client.noted"] == ["Alice Martin a noté le client Mairie de Lyon"]
    assert one_sheet(inside, first, AT).partners == "Mairie de Lyon, 1 place de la Comédie"
