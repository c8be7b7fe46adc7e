"""The sheet for clients from rows to its page and its PDF: who reaches it, what proves it, what it must never show."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Company
from inventory import proofs
from inventory.actions import lines, processings
from inventory.enums import Automation, Side, Training, Verb
from inventory.models import Agent, Permission, Processing, Purpose, Recipient, Runtime, Transfer
from inventory.proofs import Claim, Proven
from lib.pdf.check import faults
from register import actions, client_sheets
from register.book import Extent, Part, fingerprint
from register.client_said import ClientSheet, Said, Told, to_json
from register.client_sheet import paragraphs, said
from register.enums import Format
from register.models import Export
from register.printing import Settings, render
from tests.cast import AT, Person, sign_in
from tests.presses import outside_errors, text_of
from tests.register import rows
from tests.register.books import AT as PRINTED_AT
from tests.register.test_client_sheet import FULL


def furnish(company: Company, alice: Person) -> tuple[Agent, Processing]:
    """An agent of the joinery in the whole sheet, its basis confirmed."""
    sheet, agent = rows.whole_sheet(alice, AT), rows.agent(company, "Facturier", AT)
    processings.attach_agent(sheet, agent, by=alice.membership, at=AT)
    lines.confirm_basis(sheet, Purpose.objects.of(company).get(processing=sheet), by=alice.membership, at=AT)
    Processing.objects.of(company).filter(pk=sheet.pk).update(automation=Automation.ASSISTED)
    Runtime.objects.create(company=company, agent=agent, training=Training.NO, training_proof="Contrat, article 4", changed_at=AT)
    rows.right(agent, AT, Verb.READ, "devis")
    return agent, sheet


def told(company: Company, agent: Agent, sheet: Processing) -> str:
    made = said(client_sheets.facts_of(company, agent.pk, sheet.pk, AT))
    return " ".join(words for one in made.told for words in one.sentences).replace("\u00a0", " ")


@pytest.mark.django_db
def test_the_rows_prove_the_sentences(inside: Company, alice: Person) -> None:
    agent, sheet = furnish(inside, alice)
    words = told(inside, agent, sheet)
    for expected in (
        "Établir et suivre les factures.",
        "Votre nom et ce qui vous identifie.",
        "Lire : devis.",
        "Non. Aucune décision importante",
        "Nous en avons besoin pour tenir le contrat",
        "L’entreprise dont l’assistant utilise l’intelligence artificielle (Claude).",
        "Votre nom et ce qui vous identifie : 5 ans.",
        "les récupérer",
    ):
        assert expected in words, expected
    proofs_of_basis = [one.proof for each in paragraphs(client_sheets.facts_of(inside, agent.pk, sheet.pk, AT)) for one in each.sentences]
    assert "la base légale confirmée par Alice Martin le 23\u00a0novembre 2026" in proofs_of_basis


@pytest.mark.django_db
def test_a_right_that_is_over_or_not_begun_is_not_told(inside: Company, alice: Person) -> None:
    agent, sheet = furnish(inside, alice)
    rows.right(agent, AT, Verb.SEND, "lettres")
    rows.right(agent, AT, Verb.EDIT, "fiches")
    day = AT.date()
    Permission.objects.of(inside).filter(resource="lettres").update(is_endless=False, until=day - timedelta(days=1))
    Permission.objects.of(inside).filter(resource="fiches").update(starts_on=day + timedelta(days=1))
    assert "lettres" not in told(inside, agent, sheet)
    assert "fiches" not in told(inside, agent, sheet)


@pytest.mark.django_db
def test_an_app_above_proves_its_sentence_through_the_table(inside: Company, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, sheet = furnish(inside, alice)
    assert "chaque semaine" not in told(inside, agent, sheet)
    monkeypatch.setitem(proofs.proofs, Claim.CONTROL, lambda *_: Proven("Relu chaque semaine.", "la revue signée", "/revues/"))
    monkeypatch.setitem(proofs.proofs, Claim.LIMITS, lambda *_: None)
    assert "Relu chaque semaine." in told(inside, agent, sheet)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["detached", "processor", "archived"])
def test_there_is_no_sheet_where_nothing_is_to_be_told(inside: Company, alice: Person, change: str) -> None:
    agent, sheet = furnish(inside, alice)
    if change == "detached":
        processings.detach_agent(sheet, agent, by=alice.membership, at=AT)
    else:
        values: dict[str, Any] = {"side": Side.PROCESSOR} if change == "processor" else {"ended_at": AT}
        Processing.objects.of(inside).filter(pk=sheet.pk).update(**values)
    with pytest.raises(client_sheets.NoClientSheet):
        client_sheets.facts_of(inside, agent.pk, sheet.pk, AT)
    assert client_sheets.sheets_of(inside, agent) == []


@pytest.mark.django_db
def test_the_page_is_reached_from_the_agent_and_from_the_sheet(company: Company, alice: Person, chloe: Person) -> None:
    with scope(company):
        agent, sheet = furnish(company, alice)
    owner, place = sign_in(alice), reverse("register:client_sheet", args=[agent.pk, sheet.pk])
    listing = reverse("register:client_sheets", args=[agent.pk])
    assert listing in owner.get(f"/agents/{agent.pk}/").content.decode()
    assert place in owner.get(listing).content.decode()
    assert place in owner.get(reverse("register:sheet", args=[sheet.pk])).content.decode()
    words = owner.get(place).content.decode()
    assert "Prouvé par" in words
    assert "Phrase absente parce que" in words
    assert reverse("accounts:company") in words
    assert "Préparer le PDF" in words
    assert f'href="{reverse("inventory:rights", args=[agent.pk])}"' not in sign_in(chloe).get(place).content.decode()


@pytest.mark.django_db
def test_a_stranger_finds_no_sheet_for_clients(company: Company, alice: Person, driss: Person) -> None:
    with scope(company):
        agent, sheet = furnish(company, alice)
    client, ids = sign_in(driss), f"{agent.pk}/{sheet.pk}"
    assert client.get(reverse("register:client_sheet", args=[agent.pk, sheet.pk])).status_code == 404
    assert client.get(reverse("register:client_sheets", args=[agent.pk])).status_code == 404
    assert client.post(reverse("register:ask"), {"client": ids}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("ids", ["x", "a/b", "../..", "00000000-0000-0000-0000-000000000000"])
def test_anything_else_asked_for_is_refused(company: Company, alice: Person, ids: str) -> None:
    assert sign_in(alice).post(reverse("register:ask"), {"client": ids}).status_code == 404


@pytest.mark.django_db
def test_its_pdf_is_asked_once_and_said_to_be_for_clients(company: Company, alice: Person, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    with scope(company):
        agent, sheet = furnish(company, alice)
    client, ids = sign_in(alice), f"{agent.pk}/{sheet.pk}"
    pages = [client.post(reverse("register:ask"), {"client": ids, "format": "json"}, follow=True).content.decode() for _ in range(2)]
    assert "Fiche pour vos clients\u00a0: Facturier, Facturation clients" in pages[0]
    with scope(company):
        export = Export.objects.of(company).get()
        assert (export.part, export.format, export.extent.id) == (Part.CLIENT, Format.PDF, ids)
        again = actions.ask(company, Format.PDF, by=alice.membership, at=AT, extent=Extent(Part.MISSION, str(agent.pk), agent.name))
    assert again.pk != export.pk


@pytest.mark.slow
def test_the_pdf_is_one_page_without_a_fault_and_without_a_proof(printing: Settings, tmp_path: Path) -> None:
    out, made = tmp_path / "client.pdf", said(FULL)
    printed = render(ClientSheet(made, 3, PRINTED_AT), out, printing)
    assert (printed.pages, printed.fingerprint, printed.is_draft) == (1, fingerprint(to_json(made)), False)
    assert faults(out) == []
    assert outside_errors(out) == []
    words = text_of(out)
    for expected in ("Facturier", "Que peut-il faire", "Vos droits", "cnil.fr", "RT-0001"):
        assert expected in words
    assert "Prouvé" not in words
    assert "Version de travail" not in words
    with pikepdf.open(out) as pdf:
        assert pdf.Root.AF[0].EF.F.read_bytes() == to_json(made)


@pytest.mark.slow
def test_the_longest_sheet_takes_two_pages_and_a_draft_says_so(printing: Settings, tmp_path: Path) -> None:
    out = tmp_path / "client.pdf"
    long = Said(
        "Vasseur", "Facturier", "RT-0001", tuple(Told(f"Question {n}\u00a0?", ("Une phrase assez longue. " * 12,)) for n in range(15)), True
    )
    printed = render(ClientSheet(long, 3, PRINTED_AT), out, printing)
    assert printed.pages == 2
    assert printed.is_draft
    assert faults(out) == []
    assert "Version de travail" in text_of(out)


@pytest.mark.django_db
def test_who_may_not_edit_the_company_is_not_sent_to_its_page(company: Company, alice: Person, sofia: Person) -> None:
    with scope(company):
        agent, sheet = furnish(company, alice)
    url = reverse("register:client_sheet", args=[agent.pk, sheet.pk])
    company_page = f'href="{reverse("accounts:company")}"'
    assert company_page in sign_in(alice).get(url).content.decode()
    assert company_page not in sign_in(sofia).get(url).content.decode()


@pytest.mark.django_db
def test_a_safeguard_that_has_ended_is_not_told(inside: Company, alice: Person) -> None:
    agent, sheet = furnish(inside, alice)
    Transfer.objects.of(inside).filter(processing=sheet).delete()
    ended = {"recipient": "Hébergeur", "country": "Royaume-Uni", "mechanism": "adequation", "valid_until": AT.date() - timedelta(days=1)}
    Transfer.objects.create(company=inside, processing=sheet, position=0, **ended)
    assert "Oui, vers Hébergeur (Royaume-Uni)." in told(inside, agent, sheet)
    Transfer.objects.of(inside).filter(processing=sheet).update(country="Chine", valid_until=None)
    assert "Oui, vers Hébergeur (Chine)." in told(inside, agent, sheet)
    Transfer.objects.of(inside).filter(processing=sheet).update(country="Royaume-Uni")
    assert "Oui, vers Hébergeur (Royaume-Uni), sous cette garantie" in told(inside, agent, sheet)


@pytest.mark.django_db
def test_a_recipient_far_away_without_a_transfer_leaves_no_word(inside: Company, alice: Person) -> None:
    agent, sheet = furnish(inside, alice)
    Transfer.objects.of(inside).filter(processing=sheet).delete()
    Processing.objects.of(inside).filter(pk=sheet.pk).update(has_transfers=False)
    Recipient.objects.of(inside).filter(processing=sheet).update(country="États-Unis")
    facts = client_sheets.facts_of(inside, agent.pk, sheet.pk, AT)
    assert facts.untold
    assert not [one for each in paragraphs(facts) if each.question.startswith("Vont") for one in each.sentences]
