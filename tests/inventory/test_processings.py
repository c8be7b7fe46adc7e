"""Lines of the register: numbers, bases to confirm, transfers, a processor's side, archive."""

import pytest

from accounts.hooks import company_openers
from inventory import catalogue
from inventory.actions import lines, processings
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration, declare
from inventory.actions.processings import Heading
from inventory.enums import Side
from inventory.models import Agent, Processing, Purpose
from ledger.queries import history, newest
from lib.vocabulary import vocabulary
from tests.cast import AT, Person

PURPOSE = {"description": "Facturer", "basis": "contrat", "justification": "Le contrat"}


@pytest.fixture
def line(alice: Person, inside) -> Processing:
    return processings.open_processing(inside, Heading("Facturation"), by=alice.membership, at=AT)


def test_numbers_follow_one_another_and_are_not_given_again(line: Processing, alice: Person, inside) -> None:
    processings.end(line, by=alice.membership, at=AT)
    second = processings.open_processing(inside, Heading("Devis"), by=alice.membership, at=AT)
    assert (line.reference, second.reference) == ("RT-0001", "RT-0002")


def test_a_basis_is_proposed_until_a_person_confirms_it_once(line: Processing, alice: Person) -> None:
    purpose = lines.add(line, "purposes", PURPOSE, by=alice.membership, at=AT)
    assert purpose.confirmed_at is None
    assert [lines.confirm_basis(line, purpose, by=alice.membership, at=AT) for _ in range(2)] == [True, False]
    kept = Purpose.objects.of(line.company).get()
    assert (kept.confirmed_at, kept.confirmed_by) == (AT, alice.membership)
    assert history(line.pk)[0].sentence == "Alice Martin a confirmé ce qui autorise «\u00a0Facturer\u00a0» sur la fiche RT-0001 Facturation"


def test_another_basis_is_to_confirm_again_and_another_justification_is_not(line: Processing, alice: Person) -> None:
    purpose = lines.add(line, "purposes", PURPOSE, by=alice.membership, at=AT)
    lines.confirm_basis(line, purpose, by=alice.membership, at=AT)
    purpose.refresh_from_db()
    lines.change(line, "purposes", purpose, {**PURPOSE, "justification": "Nos CGV"}, by=alice.membership, at=AT)
    assert Purpose.objects.of(line.company).get().confirmed_at == AT
    lines.change(line, "purposes", purpose, {**PURPOSE, "basis": "interet_legitime"}, by=alice.membership, at=AT)
    assert Purpose.objects.of(line.company).get().confirmed_at is None


def test_nothing_is_confirmed_where_nothing_is_proposed(line: Processing, alice: Person) -> None:
    purpose = lines.add(line, "purposes", {"description": "Facturer", "basis": ""}, by=alice.membership, at=AT)
    assert not lines.confirm_basis(line, purpose, by=alice.membership, at=AT)


def test_a_processor_has_no_basis(line: Processing, alice: Person) -> None:
    lines.add(line, "purposes", PURPOSE, by=alice.membership, at=AT)
    processings.edit(line, Heading("Facturation", side=Side.PROCESSOR), by=alice.membership, at=AT)
    lines.add(line, "purposes", {**PURPOSE, "description": "Relancer"}, by=alice.membership, at=AT)
    assert set(Purpose.objects.of(line.company).values_list("basis", "justification")) == {("", "")}


def test_privacy_shield_is_refused_everywhere(line: Processing, alice: Person) -> None:
    shield = {"recipient": "OpenAI", "country": "États-Unis", "mechanism": "privacy_shield_invalide", "link": ""}
    with pytest.raises(lines.MechanismRefused):
        lines.add(line, "transfers", shield, by=alice.membership, at=AT)
    kept = lines.add(line, "transfers", {**shield, "mechanism": "dpf"}, by=alice.membership, at=AT)
    with pytest.raises(lines.MechanismRefused):
        lines.change(line, "transfers", kept, shield, by=alice.membership, at=AT)


def test_a_listed_transfer_is_a_yes_that_a_no_cannot_contradict(line: Processing, alice: Person) -> None:
    lines.say(line, "has_transfers", False, by=alice.membership, at=AT)
    kept = lines.add(line, "transfers", {"recipient": "OpenAI", "mechanism": "dpf"}, by=alice.membership, at=AT)
    assert Processing.objects.of(line.company).get().has_transfers is True
    with pytest.raises(lines.StillListed):
        lines.say(line, "has_transfers", False, by=alice.membership, at=AT)
    lines.remove(line, "transfers", kept.pk, by=alice.membership, at=AT)
    lines.say(line, "has_transfers", False, by=alice.membership, at=AT)
    assert Processing.objects.of(line.company).get().has_transfers is False


def test_a_sensitive_category_is_a_yes(line: Processing, alice: Person) -> None:
    lines.add(line, "data", {"category": "sante", "is_sensitive": True}, by=alice.membership, at=AT)
    with pytest.raises(lines.StillListed):
        lines.say(line, "has_sensitive_data", False, by=alice.membership, at=AT)


def test_a_removed_line_stays_in_the_history(line: Processing, alice: Person) -> None:
    kept = lines.add(line, "recipients", {"code": "banque", "precision": ""}, by=alice.membership, at=AT)
    assert [lines.remove(line, "recipients", kept.pk, by=alice.membership, at=AT) for _ in range(2)] == [True, False]
    assert history(line.pk)[0].sentence.endswith("un destinataire\u00a0: Banque, prestataire de paiement")


def test_a_sheet_is_archived_and_restored_once_each(line: Processing, alice: Person) -> None:
    acts = [processings.end, processings.end, processings.restore, processings.restore]
    assert [act(line, by=alice.membership, at=AT) for act in acts] == [True, False, True, False]


def test_an_agent_tied_to_a_sheet_touches_personal_data(line: Processing, alice: Person, inside) -> None:
    agent = declare(inside, Declaration(Identity("Facturier", has_personal_data=False)), by=alice.membership, at=AT)
    assert [processings.attach_agent(line, agent, by=alice.membership, at=AT) for _ in range(2)] == [True, False]
    assert Agent.objects.of(inside).get().has_personal_data is True
    assert [processings.detach_agent(line, agent, by=alice.membership, at=AT) for _ in range(2)] == [True, False]


def test_a_new_company_starts_with_the_sheet_of_garde_fou_itself(alice: Person, inside) -> None:
    for opener in company_openers:
        opener(inside, alice.actor, AT)
    line = Processing.objects.of(inside).get(number=1)
    assert line.name == "Journalisation et supervision des agents IA"
    assert line.data.get().retention
    assert line.purposes.get().confirmed_at is None
    assert newest()[-1].by_name == "Garde-fou"


PLAIN_WORDS = {"Liste d’opposition", "Représentants légaux des apprenants mineurs"}  # the vocabularies have none for them


@pytest.mark.parametrize("code", list(catalogue.templates()))
def test_a_template_only_speaks_words_of_the_vocabularies(code: str) -> None:
    sheet = catalogue.templates()[code].sheet
    assert all(one.basis in vocabulary("bases_legales") for one in sheet.purposes)
    assert all(one.category in vocabulary("categories_donnees") or one.category in PLAIN_WORDS for one in sheet.data)
    assert all(not one.retention_code or one.retention_code in vocabulary("durees_conservation") for one in sheet.data)
    assert set(sheet.people) - PLAIN_WORDS <= set(vocabulary("categories_personnes"))
    assert set(sheet.recipients) <= set(vocabulary("destinataires"))
    assert set(sheet.measures) <= set(vocabulary("mesures_securite"))


def test_a_search_finds_templates_by_their_words() -> None:
    assert [one.code for _, found in catalogue.grouped("factures clients") for one in found] == ["facturation"]
    assert sum(len(found) for _, found in catalogue.grouped()) == 18
    assert catalogue.grouped("licorne") == []
