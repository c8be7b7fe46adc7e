"""A question of an import closes by itself, once, when the sheet answers it."""

import pytest

from accounts.models import Company
from inventory.actions import lines, processings
from inventory.enums import Side
from inventory.models import FollowUp, Processing, Purpose
from inventory.rules.questions import NEEDED, Asked, SheetState, is_answered
from ledger.queries import history
from tests.cast import AT, Person
from tests.register import rows


@pytest.mark.parametrize(
    ("code", "sheet", "closes"),
    [
        (Asked.BASIS, SheetState(), False),
        (Asked.BASIS, SheetState(bases=(True, False)), False),
        (Asked.BASIS, SheetState(bases=(True, True)), True),
        (Asked.BASIS, SheetState(is_processor=True), True),
        (Asked.AGENTS, SheetState(), False),
        (Asked.AGENTS, SheetState(agents=1), True),
        (Asked.SHEET, SheetState(parts=NEEDED - {"measures"}), False),
        (Asked.SHEET, SheetState(parts=NEEDED), True),
        ("", SheetState(is_processor=True, bases=(True,), agents=3, parts=NEEDED), False),
        ("another", SheetState(is_processor=True, bases=(True,), agents=3, parts=NEEDED), False),
    ],
)
def test_what_closes_a_question(code: str, sheet: SheetState, closes: bool) -> None:
    assert is_answered(code, sheet) is closes


def asked(about: Processing, code: str) -> FollowUp:
    made = rows.question(about, AT, f"Question {code}")
    FollowUp.objects.of(about.company).filter(pk=made.pk).update(code=code)
    return made


def is_open(question: FollowUp) -> bool:
    return FollowUp.objects.of(question.company).open().filter(pk=question.pk).exists()


@pytest.mark.django_db
def test_a_confirmed_basis_answers_the_question(inside: Company, alice: Person) -> None:
    sheet = rows.whole_sheet(alice, AT)
    question, other = asked(sheet, Asked.BASIS), asked(sheet, "")
    processings.attach_agent(sheet, rows.agent(inside, "Facturier", AT), by=alice.membership, at=AT)
    assert is_open(question)
    lines.confirm_basis(sheet, Purpose.objects.of(inside).get(processing=sheet), by=alice.membership, at=AT)
    assert (is_open(question), is_open(other)) == (False, True)
    assert "répond désormais à la question «\u00a0Question basis\u00a0»" in " ".join(line.sentence for line in history(sheet.pk))


@pytest.mark.django_db
def test_an_agent_attached_answers_the_question(inside: Company, alice: Person) -> None:
    sheet = rows.bare_sheet(alice, AT)
    question = asked(sheet, Asked.AGENTS)
    processings.attach_agent(sheet, rows.agent(inside, "Facturier", AT), by=alice.membership, at=AT)
    assert not is_open(question)


@pytest.mark.django_db
def test_the_last_part_of_a_sheet_answers_the_question(inside: Company, alice: Person) -> None:
    sheet = rows.bare_sheet(alice, AT)
    question = asked(sheet, Asked.SHEET)
    told = [("data", {"category": "etat_civil"}), ("people", {"code": "clients"}), ("recipients", {"code": "banque"})]
    for sort, values in told:
        lines.add(sheet, sort, values, by=alice.membership, at=AT)
    assert is_open(question)
    lines.add(sheet, "measures", {"code": "journaliser"}, by=alice.membership, at=AT)
    assert not is_open(question)


@pytest.mark.django_db
def test_a_sheet_held_for_clients_needs_no_basis(inside: Company, alice: Person) -> None:
    sheet = rows.bare_sheet(alice, AT)
    question = asked(sheet, Asked.BASIS)
    processings.edit(sheet, processings.Heading(name=sheet.name, side=Side.PROCESSOR), by=alice.membership, at=AT)
    assert not is_open(question)
