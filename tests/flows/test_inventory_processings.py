"""The owner writes a line of the register, group by group, without JavaScript."""

import re

import pytest
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions import lines, processings
from inventory.actions.parties import note_client
from inventory.actions.processings import Heading
from inventory.enums import Side
from inventory.models import ProcessedData, Processing, ProcessingClient, Purpose, Recipient, Transfer
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
    assert "cette garantie ne vaut plus rien (CJUE C-311/18" in post(alice, "processing_transfers", line, said)
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
    post(
        alice,
        "processing_transfers",
        line,
        {"recipient": "OpenAI", "country": "États-Unis", "mechanism": "dpf", "checked_on": "2026-11-20"},
    )
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


def test_what_allows_a_sensitive_category_is_asked_with_the_one_list_that_fits(alice, line):
    asked = {"sante": "RGPD, art. 9.2", "infractions": "RGPD, art. 10", "nir": "art. 87"}
    for category, words in asked.items():
        shown = post(alice, "processing_data", line, {"category": category})
        assert "Cette catégorie est protégée par la loi" in shown
        assert words in shown
    shown = post(alice, "processing_data", line, {"category": "nir"})
    assert "Paie et déclarations sociales" in shown
    assert 'value="consentement_explicite"' not in shown
    assert "Choisissez une réponse de la liste" in post(
        alice, "processing_data", line, {"category": "nir", "exception": "consentement_explicite"}
    )
    with scope(alice.company):
        assert not ProcessedData.objects.of(alice.company).exists()


def test_a_sensitive_category_may_wait_for_an_answer_and_shows_it(alice, line):
    assert "Ce qui le permet est à préciser" in post(alice, "processing_data", line, {"category": "sante", "exception": ""})
    shown = post(alice, "processing_data", line, {"category": "sante", "exception": "medecine_soins", "description": "Arrêts"})
    assert "Permis par\u00a0: Médecine préventive ou du travail, soins" in shown
    assert "RGPD art. 9.2.h" in shown
    assert (
        "Conservées"
        not in post(alice, "processing_data", line, {"category": "etat_civil", "exception": "medecine_soins"}).split("Permis")[0]
    )


def test_data_say_where_they_come_from_and_what_their_duration_rests_on(alice, line):
    said = {"category": "bancaire", "origin": "indirect", "origin_words": "La banque", "retention_code": "factures"}
    shown = post(alice, "processing_data", line, said)
    for words in (
        "D’ailleurs (tiers, web, achat), La banque",
        "fixée par la loi",
        "point de départ\u00a0: Clôture",
        "L123-22",
        "à vérifier",
    ):
        assert words in shown


def test_a_processor_without_a_contract_and_a_recipient_far_away_are_seen(alice, line):
    shown = post(alice, "processing_recipients", line, {"code": "fournisseur_llm", "country": "us"})
    assert "Contrat à préciser" in shown
    assert "Est-ce un transfert hors de l’Union" in shown
    assert "qui=Fournisseur" in shown
    with scope(alice.company):
        assert Recipient.objects.of(alice.company).get().country == "États-Unis"
    said = {"recipient": "Claude", "country": "États-Unis", "mechanism": "cct", "valid_until": "2020-01-01"}
    shown = post(alice, "processing_transfers", line, said)
    assert "Est-ce un transfert hors de l’Union" not in shown
    assert "Cette garantie a pris fin le 1er\u00a0janvier 2020" in shown
    assert (
        'value="Zoho"'
        in sign_in(alice).get(reverse("inventory:processing_transfers", args=[line.pk]) + "?qui=Zoho&pays=Inde").content.decode()
    )


def test_an_adequacy_decision_is_told_or_refused_with_what_would_fit(alice, line):
    shown = post(alice, "processing_transfers", line, {"recipient": "Infomaniak", "country": "suisse", "mechanism": "adequation"})
    assert "Décision 2000/518/CE du 26\u00a0juillet 2000. Portée\u00a0: Tout le pays." in shown
    shown = post(alice, "processing_transfers", line, {"recipient": "Atlas", "country": "Maroc", "mechanism": "adequation"})
    assert "Maroc\u00a0: aucune décision d’adéquation en vigueur" in shown
    assert "clauses contractuelles types" in shown
    assert "ce n’est pas un transfert" in post(alice, "processing_transfers", line, {"recipient": "OVH", "country": "France"})


def test_who_decides_and_what_people_are_told_is_written_on_its_own_page(alice, line):
    said = {
        "automation": "alone",
        "automation_words": "Score\u00a0; recours\u00a0: Alice",
        "is_informed": "yes",
        "informed_on": "2026-11-02",
    }
    assert "La fiche est à jour" in post(alice, "processing_notice", line, said)
    with scope(alice.company):
        kept = Processing.objects.of(alice.company).get()
    assert (kept.automation, kept.is_informed, str(kept.informed_on)) == ("alone", True, "2026-11-02")
    assert "Ce jour n’est pas encore venu" in post(alice, "processing_notice", line, {"informed_on": "2999-01-01"})
    assert "répondez «\u00a0Oui\u00a0», ou effacez ce jour" in post(
        alice, "processing_notice", line, {"is_informed": "no", "informed_on": "2026-11-02"}
    )


def test_a_joint_controller_is_named_with_their_arrangement(alice, line):
    assert "Accord à préciser" in post(alice, "processing_joint", line, {"name": "Duval SAS"})
    assert "Accord\u00a0: du 2\u00a0novembre 2026, classeur RGPD" in post(
        alice, "processing_joint", line, {"name": "Morel", "agreement": "classeur RGPD", "agreed_on": "2026-11-02"}
    )
    assert "Dites quelle entreprise décide avec vous" in post(alice, "processing_joint", line, {"name": ""})


def test_a_processor_s_sheet_names_its_clients_once(alice, line):
    with scope(alice.company):
        processings.edit(line, Heading("Avis", side=Side.PROCESSOR), by=alice.membership, at=AT)
        morel = note_client(alice.company, "Morel", by=alice.membership, at=AT)
    said = {"client": str(morel.pk), "operations": "Répondre aux avis", "contract_on": "2026-01-05"}
    assert "Ce que vous faites\u00a0: Répondre aux avis" in post(alice, "processing_clients", line, said)
    assert "Contrat à préciser" in post(alice, "processing_clients", line, {"name": "Duval"})
    assert "Ce client est déjà sur la fiche" in post(alice, "processing_clients", line, {"name": "duval"})
    assert "Choisissez un client, ou écrivez son nom" in post(alice, "processing_clients", line, {})
    with scope(alice.company):
        ties = ProcessingClient.objects.of(alice.company).filter(processing=line)
        assert sorted(ties.values_list("client__name", flat=True)) == ["Duval", "Morel"]
        pk = ties.get(client=morel).pk
    assert "Trier les photos" in post(alice, "processing_line", line, {"operations": "Trier les photos"}, "clients", pk)
    assert "Morel" in sign_in(alice).get(reverse("inventory:client", args=[morel.pk])).content.decode()


def test_each_side_shows_its_own_tab(alice, line):
    address = reverse("inventory:processing_edit", args=[line.pk])
    shown = sign_in(alice).get(address).content.decode()
    assert ("Responsables conjoints" in shown, f"/traitements/{line.pk}/clients/" in shown) == (True, False)
    with scope(alice.company):
        processings.edit(line, Heading("Avis", side=Side.PROCESSOR), by=alice.membership, at=AT)
    shown = sign_in(alice).get(address).content.decode()
    assert ("Responsables conjoints" in shown, f"/traitements/{line.pk}/clients/" in shown) == (False, True)


def test_a_page_of_lines_costs_the_same_for_one_and_for_many(alice, line, django_assert_max_num_queries):
    with scope(alice.company):
        processings.edit(line, Heading("Avis", side=Side.PROCESSOR), by=alice.membership, at=AT)
        for number in range(15):
            lines.add(line, "clients", {"client": None, "name": f"Client {number}"}, by=alice.membership, at=AT)
            lines.add(line, "data", {"category": "sante", "is_sensitive": True, "retention_code": "clients"}, by=alice.membership, at=AT)
            lines.add(line, "recipients", {"code": "hebergeur", "precision": str(number), "country": "Inde"}, by=alice.membership, at=AT)
    browser = sign_in(alice)
    for group in ("clients", "data", "recipients", "transfers", "notice", "joint"):
        with django_assert_max_num_queries(24):
            assert browser.get(reverse(f"inventory:processing_{group}", args=[line.pk])).status_code == 200


@pytest.mark.parametrize(
    ("group", "said", "seen"),
    [
        ("data", {"category": "sante", "exception": "medecine_soins", "origin": "direct"}, "Permis par\u00a0: Médecine"),
        ("transfers", {"recipient": "OpenAI", "country": "us", "mechanism": "dpf", "checked_on": "2026-11-20"}, "OpenAI"),
        ("recipients", {"code": "hebergeur", "contract_on": "2026-01-05"}, "du 5\u00a0janvier 2026"),
        ("joint", {"name": "Duval", "agreed_on": "2026-01-05"}, "du 5\u00a0janvier 2026"),
        ("clients", {"name": "Morel", "operations": "Photos"}, "Ce que vous faites\u00a0: Photos"),
    ],
)
def test_a_line_taken_off_by_mistake_goes_back_as_it_was(alice, line, group, said, seen):
    assert seen in post(alice, f"processing_{group}", line, said)
    with scope(alice.company):
        row = lines.SORTS[group].model.objects.of(alice.company).get()
    client = sign_in(alice)
    shown = client.post(reverse("inventory:processing_line_remove", args=[line.pk, group, row.pk]), follow=True).content.decode()
    assert seen not in shown
    signed = re.search(r'name="line" value="([^"]+)"', shown).group(1)
    address = reverse("inventory:processing_line_restore", args=[line.pk, group])
    shown = client.post(address, {"line": signed}, follow=True).content.decode()
    assert "La ligne est de nouveau sur la fiche" in shown
    assert seen in shown
    assert 'name="line"' not in shown
    assert "ne peut plus être remise" in client.post(address, {"line": signed[:-2] + "xx"}, follow=True).content.decode()
    other = reverse("inventory:processing_line_restore", args=[line.pk, "people"])
    assert "ne peut plus être remise" in client.post(other, {"line": signed}, follow=True).content.decode()
