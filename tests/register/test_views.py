"""The register's pages: who sees what, and that preparing a PDF is never a dead page."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Company
from inventory.enums import Side
from inventory.models import Agent, Client, JointController, ProcessedData, Processing, ProcessingClient, Transfer
from register import actions, exporting
from register.enums import Format
from register.models import Export
from tests.cast import AT, Person, sign_in
from tests.register import rows
from tests.register.test_exports import clock

pytestmark = pytest.mark.django_db
HOME = "/registre/"


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def sheet_id(company: Company, alice: Person) -> str:
    with scope(company):
        agent = rows.agent(company, "Facturier <b>", AT)
        rows.right(agent, AT)
        row = rows.whole_sheet(alice, AT)
        rows.processings.attach_agent(row, agent, by=alice.membership, at=AT)
        rows.bare_sheet(alice, AT)
        return str(row.pk)


def ask(company: Company, by: Person, form: Format = Format.PDF) -> Export:
    with scope(company):
        return actions.ask(company, form, by=by.membership, at=AT)


def test_an_empty_register_says_what_to_do(alice: Person) -> None:
    words = sign_in(alice).get(HOME).content.decode()
    assert "Votre registre est vide" in words
    assert "Aucune fiche" in words


def test_the_list_shows_each_sheet_and_its_state(alice: Person, sheet_id: str) -> None:
    words = sign_in(alice).get(HOME).content.decode()
    assert "Facturation clients" in words
    assert "Tri de CV" in words
    assert "points obligatoires à compléter" in words
    assert "Facturier &lt;b&gt;" in words


def test_the_list_costs_the_same_for_one_sheet_and_for_many(
    company: Company, alice: Person, sheet_id: str, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(alice)
    with scope(company):
        for number in range(8):
            rows.whole_sheet(alice, AT, f"Autre {number}")
    with django_assert_max_num_queries(45):
        client.get(HOME)


def test_a_sheet_shows_parties_contracts_safeguards_and_where_its_words_come_from(company: Company, alice: Person, sheet_id: str) -> None:
    with scope(company):
        row = Processing.objects.of(company).get(pk=sheet_id)
        same: dict[str, Any] = {"company": company, "processing": row}
        JointController.objects.create(**same, name="Groupe Morel", agreement="Annexe 2")
        Transfer.objects.create(**same, recipient="Inde SA", country="IN", mechanism="adequation")
        ProcessedData.objects.create(**same, category="nir", retention="2 ans", retention_code="candidatures")
        Processing.objects.of(company).filter(pk=row.pk).update(automation="alone", obligation="Sans nom, pas de facture.")
    words = sign_in(alice).get(f"{HOME}{sheet_id}/").content.decode()
    for expected in (
        "Groupe Morel\u00a0; accord\u00a0: Annexe 2",
        "Sous-traitant, contrat du",
        "aucune décision d’adéquation en vigueur dans notre liste",
        "(NIR)</bdi> (à vérifier)",
        "à compter de\u00a0: dernier contact",
        "L’agent décide seul",
        "Sans nom, pas de facture.",
        "intervention d’une personne (art.\u00a022.3)",
        "Vocabulaires vérifiés le 21\u00a0novembre 2026",
    ):
        assert expected in words, expected


def test_a_processor_s_sheet_shows_each_client(company: Company, alice: Person) -> None:
    with scope(company):
        row = rows.bare_sheet(alice, AT, "Réponse aux avis", Side.PROCESSOR)
        client = Client.objects.create(company=company, name="Atelier Morel", dpo="Me Roux", noted_at=AT)
        ProcessingClient.objects.create(company=company, processing=row, client=client, operations="Réponses", instructions="Annexe 2")
    words = sign_in(alice).get(f"{HOME}{row.pk}/").content.decode()
    for expected in ("Atelier Morel", "délégué (DPO)\u00a0: Me Roux", "Réponses", "Annexe 2", "Contrat à compléter"):
        assert expected in words, expected


def test_a_sheet_shows_legal_terms_plain_words_and_history(alice: Person, sheet_id: str) -> None:
    words = sign_in(alice).get(f"{HOME}{sheet_id}/").content.decode()
    for expected in (
        "Finalités et bases légales",
        "ce qui vous y autorise",
        "art.\u00a06.1.b",
        "Destinataires",
        "Historique",
        "a ouvert la fiche",
    ):
        assert expected in words


def test_an_unfinished_export_refreshes_itself_and_can_be_cancelled(company: Company, alice: Person, sheet_id: str) -> None:
    client = sign_in(alice)
    answer = client.post(reverse("register:ask"), {"format": "pdf"})
    page = client.get(answer["Location"])
    assert page["Refresh"] == "3"
    assert "Votre registre se prépare" in page.content.decode()
    assert "Actualiser" in page.content.decode()
    answer = client.post(f"{answer['Location']}annulation/", follow=True)
    assert "Préparation annulée" in answer.content.decode()
    assert "Refresh" not in answer
    assert "déjà finie" in client.post(f"{answer.redirect_chain[0][0]}annulation/", follow=True).content.decode()


@pytest.mark.slow
def test_a_finished_export_is_downloaded(company: Company, alice: Person, sheet_id: str) -> None:
    export, client = ask(company, alice), sign_in(alice)
    assert client.get(reverse("register:download", args=[export.pk])).status_code == 404
    exporting.run(company.pk, export.pk, now=clock())
    page = client.get(reverse("register:export", args=[export.pk]))
    assert "Votre registre est prêt" in page.content.decode()
    assert "version de travail" in page.content.decode()
    file = client.get(reverse("register:download", args=[export.pk]))
    assert b"".join(file).startswith(b"%PDF-")  # type: ignore[arg-type]
    assert file["Content-Disposition"] == 'attachment; filename="registre-vasseur-1.pdf"'
    assert file["Cache-Control"] == "no-store"
    file.close()


def test_a_failed_export_says_what_to_do(company: Company, alice: Person, sheet_id: str) -> None:
    export = ask(company, alice)
    with scope(company):
        actions.take(export, owner="w", at=AT)
        actions.give_up(export, owner="w", at=AT)
    words = sign_in(alice).get(reverse("register:export", args=[export.pk])).content.decode()
    assert "n’a pas pu être préparé" in words
    assert "Préparer à nouveau" in words


def test_a_stranger_finds_nothing(company: Company, alice: Person, driss: Person, sheet_id: str) -> None:
    export, client = ask(company, alice), sign_in(driss)
    assert client.get(f"{HOME}{sheet_id}/").status_code == 404
    for name in ("register:export", "register:download"):
        assert client.get(reverse(name, args=[export.pk])).status_code == 404
    assert client.post(reverse("register:cancel", args=[export.pk])).status_code == 404
    assert "Facturation clients" not in client.get(HOME).content.decode()


def test_a_guest_reads_and_prints_but_edits_nothing(chloe: Person, alice: Person, sheet_id: str) -> None:
    client = sign_in(chloe)
    assert "Modifier la fiche" not in client.get(f"{HOME}{sheet_id}/").content.decode()
    assert client.post(reverse("register:ask"), {"format": "json"}).status_code == 302


def test_a_sheet_and_an_agent_are_printed_by_themselves(company: Company, alice: Person, sheet_id: str) -> None:
    client = sign_in(alice)
    with scope(company):
        agent_id = str(Agent.objects.of(company).get().pk)
    assert "Imprimer cette fiche" in client.get(f"{HOME}{sheet_id}/").content.decode()
    assert "Imprimer ses fiches de registre" in client.get(f"/agents/{agent_id}/").content.decode()
    page = client.post(reverse("register:ask"), {"processing": sheet_id}, follow=True).content.decode()
    assert "Fiche «\u00a0Facturation clients\u00a0»" in page
    assert f'name="processing" value="{sheet_id}"' not in page
    page = client.post(reverse("register:ask"), {"agent": agent_id}, follow=True).content.decode()
    assert "Fiches de l’agent «\u00a0Facturier &lt;b&gt;\u00a0»" in page
    assert "Fiches de l’agent «\u00a0Facturier &lt;b&gt;\u00a0»" in client.get(HOME).content.decode()


@pytest.mark.parametrize("part", ["processing", "agent"])
def test_nothing_is_printed_of_what_is_not_there(alice: Person, driss: Person, sheet_id: str, part: str) -> None:
    assert sign_in(driss).post(reverse("register:ask"), {part: sheet_id}).status_code == 404
    assert sign_in(alice).post(reverse("register:ask"), {part: "n’importe quoi"}).status_code == 404


@pytest.mark.asvs("V5.4.1")
def test_the_file_of_a_sheet_bears_its_name(company: Company, alice: Person, sheet_id: str) -> None:
    client = sign_in(alice)
    place = client.post(reverse("register:ask"), {"processing": sheet_id, "format": "json"})["Location"]
    with scope(company):
        export = Export.objects.of(company).get()
    exporting.run(company.pk, export.pk, now=clock())
    file = client.get(f"{place}fichier/")
    assert file["Content-Disposition"] == 'attachment; filename="fiche-facturation-clients-vasseur-1.json"'
    file.close()


def test_two_registers_are_compared_on_a_page(company: Company, alice: Person, chloe: Person, driss: Person, sheet_id: str) -> None:
    def prepare() -> Export:
        export = ask(company, alice, Format.JSON)
        exporting.run(company.pk, export.pk, now=clock())
        return export

    def page_of(export: Export) -> str:
        return reverse("register:comparison", args=[export.pk])

    first, client = prepare(), sign_in(alice)
    with scope(company):
        Processing.objects.of(company).filter(pk=sheet_id).update(source="Un <i>annuaire</i>")
        rows.whole_sheet(alice, AT, "Relance des impayés")
    second, third = prepare(), prepare()
    assert client.get(page_of(first)).status_code == 404
    words = client.get(HOME).content.decode()
    assert "2 changements depuis le n°\u00a01" in words
    assert "Rien n’a changé depuis le n°\u00a02" in words
    words = client.get(page_of(second)).content.decode()
    for expected in ("Traitements ajoutés", "Relance des impayés", "Source des données", "La personne elle-même.", "Un &lt;i&gt;annuaire"):
        assert expected in words
    assert "Rien n’a changé" in client.get(page_of(third)).content.decode()
    assert sign_in(chloe).get(page_of(second)).status_code == 200
    assert sign_in(driss).get(page_of(second)).status_code == 404


def test_a_get_never_starts_an_export(alice: Person) -> None:
    assert sign_in(alice).get(reverse("register:ask")).status_code == 405


def test_a_sheet_is_found_by_any_word_of_it(alice: Person) -> None:
    with scope(alice.company):
        rows.whole_sheet(alice, AT)
    browser = sign_in(alice)
    assert "Facturation clients" in browser.get("/registre/?q=FACTURATION").text
    nothing = browser.get("/registre/?q=apiculture").text
    assert "Aucun traitement ne correspond" in nothing
    assert "Facturation clients" not in nothing
