"""Our own register leaves and comes back: equal in another company, nothing new at home, a changed cell as a choice."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.boundary import scope
from inventory.models import (
    Client,
    DataSubject,
    FollowUp,
    JointController,
    OwnWord,
    ProcessedData,
    Processing,
    ProcessingClient,
    Purpose,
    Recipient,
    SecurityMeasure,
    Transfer,
)
from ledger.queries import newest
from lib.tables.archive import Unreadable
from register import documents, imports
from register.book import to_json
from register.exporters import csv as csv_export
from register.exporters import jsonld, xlsx
from register.importers import formats
from register.importers.preview import ImportPreview
from register.importers.preview import from_json as revived
from register.importers.preview import to_json as frozen
from tests.cast import AT, sign_in
from tests.register import rows

WRITERS = {"xlsx": xlsx.write, "csv": csv_export.write, "json": to_json}
HOSTILE = '=HYPERLINK("http://x";"y")'


def own_word(company):
    told = {"vocabulary": "categories_personnes", "code": "propre-1", "label": "Riverains du chantier"}
    OwnWord.objects.create(company=company, **told, written_at=AT)


def furnish(owner):
    """Two sheets in full: one of each side, longer than the CNIL's model, with words a spreadsheet would run."""

    sheet = rows.whole_sheet(owner, AT, "Facturation clients")
    side = rows.bare_sheet(owner, AT, "Hébergement pour des clients", "processor")
    company = owner.company
    same = {"company": company, "processing": sheet}
    OwnWord.objects.create(
        company=company, vocabulary="categories_personnes", code="propre-1", label="Riverains du chantier", written_at=AT
    )
    for model in (DataSubject, Recipient, SecurityMeasure, ProcessedData, Purpose, Transfer):
        model.objects.of(company).filter(processing=sheet).delete()
    for place, code in enumerate(("clients", "salaries", "propre-1", "Voisins — du — bas", HOSTILE, "@x", "-5 ans")):
        DataSubject.objects.create(**same, position=place, code=code, precision="Deux\nlignes — et plus" if place == 3 else "")
    for place, code in enumerate(("fournisseur_llm", "service_interne", "Banque", "+33 1 02", "Mairie", "Assureur")):
        more = {"is_processor": place % 2 == 0, "contract_on": date(2026, 1, place + 1), "contract_where": "Classeur", "country": "US"}
        Recipient.objects.create(**same, position=place, code=code, precision=f"n° {place}", **(more if place else {}))
    for place, code in enumerate(("journaliser", "sauvegarder", "Coffre", "Badge", "Formation")):
        SecurityMeasure.objects.create(**same, position=place, code=code, precision="Chaque jour\n\nsauf le dimanche")
    for place in range(5):
        told = {"country": "US", "mechanism": "cct", "link": f"https://exemple.fr/{place}", "checked_on": date(2026, 5, 1)}
        Transfer.objects.create(
            **same, position=place, recipient=f"Éditeur {place}", **(told if place else {}), valid_until=date(2028, 1, 1)
        )
    Purpose.objects.create(**same, position=0, description="Facturer", basis="contrat", justification="Contrat\nsigné", confirmed_at=AT)
    Purpose.objects.create(**same, position=1, description="Relancer", basis="interet_legitime")
    data = {"description": "Nom", "retention": "5 ans", "archive": "10 ans", "origin": "indirect", "origin_words": "Annuaire"}
    ProcessedData.objects.create(**same, position=0, category="etat_civil", retention_code="facturation", is_proposed=True, **data)
    ProcessedData.objects.create(**same, position=1, category="sante", is_sensitive=True, exception="consentement_explicite")
    JointController.objects.create(
        **same, name="Mairie de Lyon", contact="1 place\nBellecour", agreement="Coffre", agreed_on=date(2026, 2, 2)
    )
    client = Client.objects.create(
        company=company, name="Atelier Morel", contact="3 rue du Port", representative="M. X", dpo="Me Y", noted_at=AT
    )
    ProcessingClient.objects.create(
        company=company, processing=side, client=client, operations="Héberger", instructions="Annexe", contract_on=date(2026, 3, 3)
    )
    Processing.objects.of(company).filter(pk=sheet.pk).update(
        sub_purposes=["Créer la facture", HOSTILE],
        has_sensitive_data=True,
        has_transfers=True,
        automation="assisted",
        automation_words="Une personne relit.",
        obligation="Nécessaire au contrat.",
        is_notice_proposed=True,
        informed_on=date(2026, 4, 4),
        informed_how="Affiche\nà l’accueil",
        outside_reference="F-01",
        started_on=date(2025, 1, 2),
    )
    rows.question(sheet, AT)
    return sheet


def sheets_of(company):
    """Every sheet as its JSON says it, without what belongs to the place and the moment."""
    book = json.loads(to_json(documents.build(company, AT)))
    return [_timeless(sheet) for sheet in book["sheets"]]


def _timeless(value):
    if isinstance(value, dict):
        gone = ("id", "client_id", "number", "reference", "updated_on", "target")
        return {name: _timeless(item) for name, item in value.items() if name not in gone}
    return [_timeless(item) for item in value] if isinstance(value, list) else value


def sent(owner, data, name="registre"):
    return imports.receive(owner.company, name, data, by=owner.membership, at=AT)


@pytest.mark.parametrize("kind", list(WRITERS))
def test_another_company_becomes_equal(kind, alice, driss):
    with scope(alice.company):
        sheet = furnish(alice)
        agent = rows.agent(alice.company, "Facturier", AT)
        rows.processings.attach_agent(sheet, agent, by=alice.membership, at=AT)
        data, before = WRITERS[kind](documents.build(alice.company, AT)), sheets_of(alice.company)
    with scope(driss.company):
        rows.agent(driss.company, "Facturier", AT)
        own_word(driss.company)
        waiting = sent(driss, data)
        preview = imports.preview_of(waiting)
        assert preview.refused == preview.ignored == ()
        assert revived(ImportPreview, frozen(preview)) == preview
        imports.apply(waiting, by=driss.membership, at=AT)
        assert sheets_of(driss.company) == before
        again = imports.preview_of(sent(driss, data))
        assert all(one.differences == () for one in imports.differences(driss.company, again.processings).values())
        assert len(imports.existing(driss.company, again.processings)) == len(before)


@pytest.mark.parametrize("kind", [*WRITERS, "jsonld"])
def test_at_home_there_is_nothing_new(kind, alice, inside):
    furnish(alice)
    write = WRITERS.get(kind, jsonld.write)
    found = imports.read(inside, write(documents.build(inside, AT)))
    assert len(imports.existing(inside, found.processings)) == len(found.processings) == 2
    if kind != "jsonld":
        assert [one.differences for one in imports.differences(inside, found.processings).values()] == [(), ()]


def test_changed_cells_of_the_workbook_are_shown_one_by_one(alice, inside):
    furnish(alice)
    book = load_workbook(io.BytesIO(xlsx.write(documents.build(inside, AT))))
    heads = {cell.value: cell.column for cell in book["Traitements"][1]}
    book["Traitements"].cell(2, heads["Obligation de répondre"]).value = "Facultatif."
    heads = {cell.value: cell.column for cell in book["Destinataires"][1]}
    book["Destinataires"].cell(3, heads["Pays"]).value = "Suisse"
    book["Mesures"].append(["RT-0001", "", "Alarme", ""])
    stream = io.BytesIO()
    book.save(stream)
    found = imports.read(inside, stream.getvalue())
    told = [(one.word, one.before, one.after) for one in imports.differences(inside, found.processings)["p1"].differences]
    assert told == [
        ("Obligation de répondre", "Nécessaire au contrat.", "Facultatif."),
        ("Destinataires, Service interne, pays", "États-Unis", "Suisse"),
        ("Mesures de sécurité", "", "Alarme"),
    ]


def test_what_the_workbook_says_twice_or_of_nobody_is_told(alice, inside):
    furnish(alice)
    book = load_workbook(io.BytesIO(xlsx.write(documents.build(inside, AT))))
    heads = {cell.value: cell.column for cell in book["Traitements"][1]}
    book["Traitements"].cell(2, heads["Mesures de sécurité"]).value = "Alarme"
    book["Mesures"].append(["RT-0999", "", "Coffre"])
    stream = io.BytesIO()
    book.save(stream)
    found = imports.read(inside, stream.getvalue())
    assert [(one.value, "onglet «\u00a0Mesures\u00a0»" in one.reason) for one in found.ignored] == [("Alarme", True)]
    assert [(one.value, one.where) for one in found.refused] == [("Coffre", "onglet «\u00a0Mesures\u00a0», ligne 7")]


def test_a_file_of_another_company_is_known_by_name_never_by_its_number(alice, driss):
    with scope(alice.company):
        furnish(alice)
        data = xlsx.write(documents.build(alice.company, AT))
    with scope(driss.company):
        rows.bare_sheet(driss, AT, "Tri de CV")
        found = imports.read(driss.company, data)
        assert imports.existing(driss.company, found.processings) == {}


def test_a_basis_confirmed_elsewhere_is_confirmed_by_whoever_imports(alice, driss):
    with scope(alice.company):
        furnish(alice)
        data = to_json(documents.build(alice.company, AT))
    with scope(driss.company):
        imports.apply(imports.receive(driss.company, "a.json", data, by=None, at=AT), by=None, at=AT)
        made = Processing.objects.of(driss.company).get(name="Facturation clients")
        assert not made.purposes.exclude(confirmed_at=None).exists()


def test_who_imports_a_confirmed_basis_is_told_and_the_record_says_so(alice, driss):
    with scope(alice.company):
        sheet = furnish(alice)
        rows.lines.confirm_basis(sheet, sheet.purposes.exclude(basis="").first(), by=alice.membership, at=AT)
        data = to_json(documents.build(alice.company, AT))
    with scope(driss.company):
        waiting = sent(driss, data)
    shown = sign_in(driss).get(reverse("register:import_preview", args=[waiting.pk])).content.decode()
    assert "vous la confirmez à votre nom" in shown
    assert "reste à confirmer" not in shown
    with scope(driss.company):
        imports.apply(waiting, by=driss.membership, at=AT)
        confirmed = Purpose.objects.of(driss.company).exclude(confirmed_at=None).get()
        assert confirmed.confirmed_by == driss.membership
        assert [line.by_name for line in newest(50) if line.act == "processing.basis_confirmed"] == [driss.user.name]


def test_an_agent_nobody_declared_here_becomes_a_question(alice, driss):
    with scope(alice.company):
        sheet = furnish(alice)
        rows.processings.attach_agent(sheet, rows.agent(alice.company, "Facturier", AT), by=alice.membership, at=AT)
        data = csv_export.write(documents.build(alice.company, AT))
    with scope(driss.company):
        imports.apply(sent(driss, data), by=driss.membership, at=AT)
        assert FollowUp.objects.of(driss.company).open().filter(question__contains="«\u00a0Facturier\u00a0»").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        {"format": "garde-fou-registre", "format_version": 99, "sheets": []},
        {"format": "garde-fou-registre", "format_version": "1", "sheets": []},
        {"format": "garde-fou-registre", "format_version": 1, "sheets": {}},
        {"format": "garde-fou-registre", "format_version": 1, "sheets": [1]},
        {"format": "autre"},
        [1],
    ],
)
def test_json_that_is_not_ours_is_refused(content):
    with pytest.raises(Unreadable):
        formats.preview(json.dumps(content).encode())


def test_odd_values_are_refused_not_believed():
    sheet = {
        "title": "A",
        "is_processor": "peut-être",
        "created_on": "31/02/2026",
        "automation": "Le hasard",
        "grounds": [{"purpose": "B", "basis": "Parce que"}],
        "people": "clients",
        "data": [{"category": 12}, None, {"category": "Nom", "is_sensitive": 3}],
    }
    found = formats.preview(json.dumps({"format": "garde-fou-registre", "format_version": 1, "sheets": [sheet, {"title": ""}]}).encode())
    assert {one.value for one in found.refused} == {"Fiche", "peut-être", "31/02/2026", "3", "Parce que", "Le hasard"}
    (item,) = found.processings
    assert (item.side, item.created_on, item.people, len(item.data)) == ("controller", None, (), 1)
