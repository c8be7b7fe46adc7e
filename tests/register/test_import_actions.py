"""A preview becomes processings once, whole or not at all; whatever the file did not say becomes a question."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inventory.actions.processings import Heading, open_processing
from inventory.models import FollowUp, ProcessedData, Processing, Purpose, Recipient, Transfer
from ledger.queries import history
from lib.tables.archive import Unreadable
from register import imports
from register.import_due import due_imports
from register.models import Import
from tests.cast import AT
from tests.register import exports
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import listing, register

pytestmark = pytest.mark.usefixtures("inside")
PROSPECTING = ["Prospection", "P-01", "15/05/2026", "", "Prospecter", "non"]


@pytest.fixture
def waiting(company, alice):
    return imports.receive(company, "registre.ods", register(listing([PROSPECTING]), BILLING), by=alice.membership, at=AT)


def acts(about):
    return [line.act for line in history(about)]


def test_reading_creates_nothing(company, waiting):
    assert not Processing.objects.of(company).exists()
    assert [item.name for item in imports.preview_of(waiting).processings] == ["Prospection", "Facturation des clients"]
    assert acts(waiting.pk) == ["import.read"]


def test_a_refused_file_leaves_nothing(company, alice):
    with pytest.raises(Unreadable):
        imports.receive(company, "registre.ods", b"%PDF-1.7", by=alice.membership, at=AT)
    assert not Import.objects.of(company).exists()


def test_the_same_file_sent_twice_waits_once(company, alice):
    data = register(BILLING)
    one, two = (imports.receive(company, name, data, by=alice.membership, at=AT) for name in ("a.ods", "b.ods"))
    assert one.pk == two.pk


@pytest.mark.asvs("V5.3.2")
def test_a_strange_file_name_is_made_harmless(company, alice):
    received = imports.receive(company, "../a\u202e\nb" + "x" * 400 + ".ods", register(BILLING), by=alice.membership, at=AT)
    assert len(received.file_name) <= 200
    assert "\u202e" not in received.file_name
    assert "\n" not in received.file_name


def test_applying_creates_every_line_of_the_sheet(company, alice, waiting):
    outcome = imports.apply(waiting, by=alice.membership, at=AT)
    billing = Processing.objects.of(company).get(outside_reference="F-01")
    assert len(outcome.created) == 2
    assert (billing.name, billing.started_on) == ("Facturation des clients", date(2024, 1, 15))
    assert (billing.has_sensitive_data, billing.has_transfers) == (False, True)
    assert billing.sub_purposes == ["Relancer les impayés", "Tenir la comptabilité"]
    assert [row.category for row in ProcessedData.objects.of(company).filter(processing=billing)] == ["etat_civil", "eco_financier"]
    assert [row.code for row in Recipient.objects.of(company).filter(processing=billing)] == ["service_interne", "Sous-traitants"]
    assert [row.mechanism for row in Transfer.objects.of(company).filter(processing=billing)] == ["cct"]


def test_no_legal_basis_is_ever_guessed_and_both_are_asked(company, alice, waiting):
    imports.apply(waiting, by=alice.membership, at=AT)
    assert {row.basis for row in Purpose.objects.of(company)} == {""}
    questions = [row.question for row in FollowUp.objects.of(company).open().filter(about_name="Prospection")]
    assert any("autorise" in question for question in questions)
    assert any("agents" in question for question in questions)
    assert any("n’était pas dans le fichier" in question for question in questions)


def test_what_is_unclear_becomes_a_question_with_its_place(company, alice):
    sheet = replace(BILLING, transfers=[("Acme", "Etats-Unis", "Privacy shield", "")])
    waiting = imports.receive(company, "vieux.ods", register(sheet), by=alice.membership, at=AT)
    imports.apply(waiting, by=alice.membership, at=AT)
    asked = FollowUp.objects.of(company).get(question__contains="Privacy Shield")
    assert "vieux.ods" in asked.advice
    assert "case D" in asked.advice


def test_one_may_be_left_out(company, alice, waiting):
    outcome = imports.apply(waiting, leave_out=["p1"], by=alice.membership, at=AT)
    assert list(outcome.created) == ["p2"]
    assert outcome.left == ("p1",)
    assert [row.name for row in Processing.objects.of(company)] == ["Facturation des clients"]


def test_leaving_all_out_creates_nothing_and_keeps_the_preview(company, alice, waiting):
    with pytest.raises(imports.NothingChosen):
        imports.apply(waiting, leave_out=["p1", "p2"], by=alice.membership, at=AT)
    assert Import.objects.of(company).open().get() == waiting


def test_a_second_click_creates_nothing(company, alice, waiting):
    imports.apply(waiting, by=alice.membership, at=AT)
    with pytest.raises(imports.AlreadyDecided):
        imports.apply(Import.objects.of(company).get(pk=waiting.pk), by=alice.membership, at=AT)
    assert Processing.objects.of(company).count() == 2


@pytest.mark.parametrize("known", [Heading(name="FACTURATION  des clients"), Heading(name="Autre nom", outside_reference="f-01")])
def test_what_exists_by_name_or_reference_is_not_created_again(company, alice, waiting, known):
    there = open_processing(company, known, by=alice.membership, at=AT)
    outcome = imports.apply(waiting, by=alice.membership, at=AT)
    assert outcome.left == ("p2",)
    assert imports.existing(company, imports.preview_of(waiting).processings)["p2"].id == there.pk


def test_the_same_register_imported_twice_brings_nothing_more(company, alice, waiting):
    imports.apply(waiting, by=alice.membership, at=AT)
    again = imports.receive(company, "encore.ods", register(listing([PROSPECTING]), BILLING), by=alice.membership, at=AT)
    with pytest.raises(imports.NothingChosen):
        imports.apply(again, by=alice.membership, at=AT)


def test_the_register_of_another_company_does_not_count(waiting, alice, driss):
    from accounts.boundary import scope

    with scope(driss.company):
        open_processing(driss.company, Heading(name="Prospection"), by=driss.membership, at=AT)
    assert len(imports.apply(waiting, by=alice.membership, at=AT).created) == 2


def test_a_dropped_import_is_over(company, alice, waiting):
    assert imports.drop(waiting, by=alice.membership, at=AT)
    assert not imports.drop(waiting, by=alice.membership, at=AT)
    with pytest.raises(imports.AlreadyDecided):
        imports.apply(waiting, by=alice.membership, at=AT)
    assert not Processing.objects.of(company).exists()
    assert acts(waiting.pk) == ["import.dropped", "import.read"]


def test_the_act_and_each_processing_are_recorded(company, alice, waiting):
    outcome = imports.apply(waiting, by=alice.membership, at=AT)
    assert acts(waiting.pk)[0] == "import.applied"
    assert all(acts(pk) == ["processing.opened"] for pk in outcome.created.values())
    assert "créé(s)" in history(waiting.pk)[0].sentence


@pytest.mark.asvs("V2.3.3")
def test_a_failure_half_way_leaves_nothing(company, alice, waiting, monkeypatch):
    whole, calls = imports.create, []

    def failing(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError
        return whole(*args, **kwargs)

    monkeypatch.setattr(imports, "create", failing)
    with pytest.raises(RuntimeError):
        imports.apply(waiting, by=alice.membership, at=AT)
    assert not Processing.objects.of(company).exists()
    assert not FollowUp.objects.of(company).exists()
    assert Import.objects.of(company).open().exists()


def test_an_open_preview_is_a_duty_of_those_who_may_import(company, alice, chloe, waiting):
    (duty,) = due_imports(company, alice.membership, AT + timedelta(days=3))
    assert "registre.ods" in duty.why
    assert due_imports(company, chloe.membership, AT) == []
    imports.drop(waiting, by=alice.membership, at=AT)
    assert due_imports(company, alice.membership, AT) == []


def test_a_basis_the_file_states_is_only_proposed(company, alice):
    data = exports.madis(exports.BILLING, {**exports.BILLING, "Nom": "Recrutement", "Base légale": "À déterminer"})
    imports.apply(imports.receive(company, "madis.csv", data, by=alice.membership, at=AT), by=alice.membership, at=AT)
    stated, open_one = (Purpose.objects.of(company).get(processing__name=name) for name in ("Facturation des clients", "Recrutement"))
    assert (stated.basis, stated.justification, stated.confirmed_at) == ("contrat", "Conditions générales de vente", None)
    assert (open_one.basis, open_one.confirmed_at) == ("", None)
    asked = FollowUp.objects.of(company).filter(question__startswith="Qu’est-ce qui autorise")
    assert [question.about_name for question in asked] == ["Recrutement"]


def test_a_processor_s_sheet_takes_no_basis(company, alice):
    data = exports.madis({**exports.BILLING, "En tant que": "Sous-traitant"})
    imports.apply(imports.receive(company, "madis.csv", data, by=alice.membership, at=AT), by=alice.membership, at=AT)
    assert Processing.objects.of(company).get().side == "processor"
    assert Purpose.objects.of(company).get().basis == ""


@pytest.mark.parametrize("data", [exports.madis(exports.BILLING), exports.open_rgpd(exports.SUPPORT), exports.ciso()])
def test_every_format_is_created_once_and_brings_nothing_twice(company, alice, data):
    imports.apply(imports.receive(company, "un", data, by=alice.membership, at=AT), by=alice.membership, at=AT)
    again = imports.receive(company, "deux", data, by=alice.membership, at=AT)
    with pytest.raises(imports.NothingChosen):
        imports.apply(again, by=alice.membership, at=AT)
    assert Processing.objects.of(company).count() == 1
