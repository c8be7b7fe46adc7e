"""The owner writes a line of the register, group by group, without JavaScript."""

import pytest
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions import processings
from inventory.actions.processings import Heading
from inventory.enums import Side
from inventory.models import Processing, Purpose, Transfer
from tests.cast import AT, sign_in


@pytest.fixture
def line(alice):
    with scope(alice.company):
        return processings.open_processing(alice.company, Heading("Facturation"), by=alice.membership, at=AT)


def post(person, name, line, data, *more):
    return sign_in(person).post(reverse(f"inventory:{name}", args=[line.pk, *more]), data, follow=True).content.decode()


def test_a_new_line_comes_from_a_template_or_blank(alice):
    client, address = sign_in(alice), reverse("inventory:processing_new")
    assert (
        "RT-0001 est ouverte" in client.post(address, {"template": "devis", "name": "", "side": "controller"}, follow=True).content.decode()
    )
    assert "RT-0002 est ouverte" in client.post(address, {"template": "", "name": "Visites", "side": ""}, follow=True).content.decode()
    assert "Donnez un nom à ce traitement" in client.post(address, {"template": "", "name": ""}).content.decode()
    assert "Choisissez une réponse de la liste" in client.post(address, {"template": "licorne", "name": ""}).content.decode()


def test_a_purpose_is_added_to_confirm_then_confirmed(alice, line):
    said = {"description": "Facturer", "basis": "contrat", "justification": "Le contrat"}
    assert "À confirmer" in post(alice, "processing_purposes", line, said)
    with scope(alice.company):
        purpose = Purpose.objects.of(alice.company).get()
    assert "Confirmé par Alice Martin" in post(alice, "processing_confirm", line, {}, purpose.pk)


def test_a_purpose_may_be_confirmed_as_it_is_written(alice, line):
    said = {"description": "Facturer", "basis": "contrat", "justification": "", "confirmed": "on"}
    assert "Confirmé par Alice Martin" in post(alice, "processing_purposes", line, said)
    assert "Choisissez ce qui l’autorise avant de confirmer." in post(alice, "processing_purposes", line, {**said, "basis": ""})


def test_a_processor_is_not_asked_for_a_basis(alice, line):
    with scope(alice.company):
        processings.edit(line, Heading("Facturation", side=Side.PROCESSOR), by=alice.membership, at=AT)
    shown = sign_in(alice).get(reverse("inventory:processing_purposes", args=[line.pk])).content.decode()
    assert "base légale" not in shown.lower().replace("aucune base légale", "")


def test_privacy_shield_is_refused_with_a_sentence(alice, line):
    said = {"recipient": "OpenAI", "country": "États-Unis", "mechanism": "privacy_shield_invalide", "link": ""}
    assert "Le Privacy Shield n’est plus valable" in post(alice, "processing_transfers", line, said)
    with scope(alice.company):
        assert not Transfer.objects.of(alice.company).exists()


def test_no_transfer_is_said_in_full_and_not_against_the_list(alice, line):
    assert (
        "Des données sortent-elles de l’Union européenne"
        in sign_in(alice).get(reverse("inventory:processing_transfers", args=[line.pk])).content.decode()
    )
    assert "Aucun transfert hors de l’Union" in post(alice, "processing_answer", line, {"answer": "no"}, "transfers")
    with scope(alice.company):
        assert Processing.objects.of(alice.company).get().has_transfers is False
    post(alice, "processing_transfers", line, {"recipient": "OpenAI", "country": "États-Unis", "mechanism": "dpf"})
    assert "Des lignes de la fiche disent le contraire" in post(alice, "processing_answer", line, {"answer": "no"}, "transfers")


def test_a_usual_retention_fills_its_own_words(alice, line):
    said = {"category": "facturation", "retention_code": "factures"}
    shown = post(alice, "processing_data", line, said)
    assert "10 ans, à compter de\u00a0: clôture de l’exercice" in shown
    assert "Choisissez une catégorie" in post(alice, "processing_data", line, {"retention_code": "factures"})


def test_words_of_one_s_own_are_as_good_as_the_list(alice, line):
    assert "Notre apporteur d’affaires" in post(alice, "processing_recipients", line, {"other": "Notre apporteur d’affaires"})


def test_each_vocabulary_shows_its_date_and_what_is_to_verify(alice, line):
    client = sign_in(alice)
    for group in ("purposes", "data", "people", "recipients", "transfers", "measures"):
        shown = client.get(reverse(f"inventory:processing_{group}", args=[line.pk])).content.decode()
        assert "Sources lues le 21\u00a0novembre 2026" in shown
    assert "à vérifier" in client.get(reverse("inventory:processing_transfers", args=[line.pk])).content.decode()
