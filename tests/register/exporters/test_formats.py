"""What each file holds, that the usual readers open it, and that nothing in it can run."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from odf import table, text
from odf.opendocument import load

from lib.tables.cells import CONTINUED, MAX_CELL, cell, clean, inert
from lib.vocabulary import document
from register.book import Agent, Client, Data, Extent, Ground, Joint, Line, Part, Right, Transfer
from register.exporters import csv as csv_file
from register.exporters import jsonld, ods, xlsx
from tests.register.books import CLIENT, book, complete_sheet, template_sheets
from tests.register.full import controller_sheet, processor_sheet

WRITERS = (ods.write, xlsx.write, csv_file.write, jsonld.write)
BAD = ("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1")
WHOLE = book(template_sheets())
FULL = book((controller_sheet(), processor_sheet()))


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def cells_of(data: bytes, tab: str) -> list[str]:
    sheet = next(one for one in load(io.BytesIO(data)).spreadsheet.getElementsByType(table.Table) if one.getAttribute("name") == tab)
    return [str(paragraph) for paragraph in sheet.getElementsByType(text.P)]


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_book_gives_the_same_bytes(write):
    assert write(WHOLE) == write(book(template_sheets()))


@pytest.mark.parametrize("write", WRITERS)
def test_an_empty_register_is_a_valid_file(write):
    assert write(book(()))


@pytest.mark.parametrize("write", [ods.write, xlsx.write])
def test_zips_are_sound_and_bear_one_date(write):
    with zipfile.ZipFile(io.BytesIO(write(WHOLE))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_ods_opens_with_the_model_s_tabs_and_an_honest_first_one():
    data = ods.write(WHOLE)
    names = [one.getAttribute("name") for one in load(io.BytesIO(data)).spreadsheet.getElementsByType(table.Table)]
    assert names[:2] == ["1_-_À_lire", "2_-_Liste_des_traitements"]
    assert "5_-_Listes" in names
    assert "6_-_Registre_de_sous-traitant" in names
    assert len(names) == len(set(names)) == len(WHOLE.sheets) + 5
    assert max(map(len, names)) <= 31
    assert any("Version de travail" in words for words in cells_of(data, "1_-_À_lire"))


def test_ods_of_one_agent_says_that_it_is_an_extract():
    data = ods.write(replace(book((complete_sheet(),)), extent=Extent(Part.AGENT, "a1", "Facturier {0}")))
    assert "Extrait\u00a0: les fiches de l’agent «\u00a0Facturier {0}\u00a0»." in cells_of(data, "1_-_À_lire")


def test_ods_keeps_the_model_s_own_spelling():
    words = cells_of(ods.write(book((complete_sheet(),))), "RT-0001 Facturation clients")
    for label in (
        "Données de connexion (adress IP, logs, etc.)",
        "Responsable(s) conjoint(s)",
        "Organisme destinataire 4",
        "Sous-finalité 5",
    ):
        assert label in words
    assert "Ajouts de Garde-fou, hors du modèle de la CNIL" in words
    assert "Exécution d’un contrat" in words


def test_ods_offers_lists_and_no_struck_down_safeguard():
    data = ods.write(WHOLE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml").decode()
    assert content.count("<table:content-validation ") == 5
    assert "table:formula" not in content
    assert "Privacy shield" not in content


def test_the_processor_s_sheet_names_its_clients_and_article_30_2():
    sheet = replace(complete_sheet(1, "Hébergement"), is_processor=True, clients=(CLIENT,))
    data = ods.write(book((sheet,)))
    words = cells_of(data, "RT-0001 Hébergement")
    assert "Fiche de sous-traitant (RGPD, art. 30.2)" in words
    assert {"Atelier Morel", "3 rue du Port, 56100 Lorient", "Contrat du 3\u00a0février 2026", "Annexe 2 du contrat"} <= set(words)
    assert "Nom du traitement" not in words


def test_csv_is_what_a_french_excel_expects():
    data = csv_file.write(book((complete_sheet(),)))
    assert data.startswith(b"\xef\xbb\xbf")
    heads, row = rows_of(data)
    told = dict(zip(heads, row, strict=True))
    assert told["Référence"] == "RT-0001"
    assert told["Créée le"] == "12/01/2026"
    basis = "Base légale\u00a0: Exécution d’un contrat — Article\u00a0: art. 6.1.b — Justification\u00a0: Contrat conclu avec lui."
    assert told["Bases légales"] == f"Facturer un client — {basis} — Confirmée\u00a0: Oui"


@pytest.mark.parametrize("bad", BAD)
def test_csv_never_hands_over_a_formula(bad):
    sheet = replace(complete_sheet(), title=bad, purpose=f"  {bad}", agents=(Agent("a", bad, ""),))
    assert not any(
        value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
        for row in rows_of(csv_file.write(book((sheet,))))
        for value in row
    )


@pytest.mark.parametrize("bad", BAD)
def test_xlsx_types_everything_as_text(bad):
    data = xlsx.write(book((replace(complete_sheet(), title=bad),)))
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    assert workbook["Traitements"]["C2"].value == clean(bad)
    assert workbook["Traitements"]["C2"].quotePrefix
    assert {box.data_type for page in workbook for row in page for box in row} <= {"s", "n", "d", "inlineStr"}


def test_xlsx_has_a_tab_for_each_list():
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.write(WHOLE)))
    assert len(list(workbook["Traitements"].rows)) == len(WHOLE.sheets) + 1
    assert len(list(workbook["Données"].rows)) == sum(len(sheet.data) for sheet in WHOLE.sheets) + 1
    created = 1 + [box.value for box in workbook["Traitements"][1]].index("Créée le")
    assert workbook["Traitements"].cell(2, created).is_date


def test_xlsx_tells_what_is_worked_out_from_the_rest():
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.write(FULL)))

    def told(tab: str, row: int) -> dict[str, object]:
        return dict(zip([box.value for box in workbook[tab][1]], [box.value for box in workbook[tab][row]], strict=True))

    assert told("Données", 3)["Protégée par"] == "RGPD, art. 87 (NIR)"
    assert (told("Données", 2)["Texte de la règle"], told("Données", 2)["Durée à vérifier"]) == ("Recommandation de la CNIL", "Oui")
    assert (told("Transferts", 2)["Décision d’adéquation"], told("Transferts", 4)["Remarque"]) == ("(UE) 2023/1795", "n’est plus valable")
    assert "retrait du consentement" in str(told("Traitements", 2)["Droits des personnes"])
    assert told("Clients", 2)["Contrat du"]


def test_a_text_too_long_says_where_it_goes_on():
    shown = cell("é" * 40_000)
    assert len(shown) == MAX_CELL
    assert shown.endswith(CONTINUED)
    emoji = cell("😀" * 20_000)
    assert len(emoji.encode("utf-16-le")) // 2 <= MAX_CELL
    assert emoji.endswith(CONTINUED)
    assert cell("é" * MAX_CELL) == "é" * MAX_CELL


@pytest.mark.parametrize("write", WRITERS)
def test_control_characters_and_giants_break_no_file(write):
    nasty = "a\x00\x07\ud800\u202e\ufffe\x1bb\r\nc" + "x" * 40_000
    sheet = replace(complete_sheet(), title=nasty, purpose=nasty, data=(Data(nasty, nasty, nasty),), people=(Line(nasty, nasty),))
    data = write(book((sheet,)))
    assert write in (csv_file.write, jsonld.write) or zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert clean(nasty).startswith("ab\nc")


def test_inert_leaves_plain_text_alone():
    assert inert("Facturation") == "Facturation"
    assert inert("=1") == "'=1"


def test_jsonld_uses_only_terms_that_were_checked():
    """Terms of our vocabularies, and those of the correspondence checked against DPV 2.3."""
    names = ("bases_legales", "categories_donnees", "categories_personnes", "exceptions_art9", "transferts")
    ours = {item["dpv"].rsplit("#", 1)[1] for name in names for item in document(name)["items"] if item.get("dpv")}
    checked = {
        *("RecordsOfActivities", "Process", "DataProcessingRecord", "DataController", "DataProcessor", "Purpose", "StorageDuration"),
        *(
            "hasProcess",
            "hasDataController",
            "hasDataProcessor",
            "hasDataProtectionOfficer",
            "hasPurpose",
            "hasLegalBasis",
            "hasDataSubject",
        ),
        *("hasPersonalData", "hasRecipient", "hasThirdCountry", "hasDataImporter", "hasStorageCondition", "hasName", "hasContact"),
        *("hasTechnicalOrganisationalMeasure", "isImplementedUsingTechnology", "AIAgent", "AISystem"),
        *("hasDataSource", "hasNotice", "hasAlgorithmicLogic", "AlgorithmicLogic", "hasHumanInvolvement", "HumanInvolvementForOversight"),
        *("DataSubProcessor", "hasRepresentative"),
    }
    used = set(re.findall(r'"(?:dpv|eu-gdpr|eu-aiact|pd|ai):([^"]+)"', (jsonld.write(WHOLE) + jsonld.write(FULL)).decode()))
    assert used <= ours | checked


def test_jsonld_never_states_a_basis_nobody_confirmed():
    grounds = (
        Ground("Facturer", "Obligation légale", "art. 6.1.c", is_confirmed=True),
        Ground("Prospecter", "Intérêt légitime", "art. 6.1.f"),
    )
    told = json.loads(jsonld.write(book((replace(complete_sheet(), grounds=grounds),))))["dpv:hasProcess"][0]
    assert told["dpv:hasLegalBasis"] == [{"@id": "eu-gdpr:A6-1-c"}]
    assert "eu-gdpr:A6-1-f" not in json.dumps(told)
    assert "à confirmer\u00a0: Intérêt légitime" in json.dumps(told, ensure_ascii=False)


def test_jsonld_says_who_is_controller_and_who_is_processor():
    sheets = (complete_sheet(1), replace(complete_sheet(2, "Hébergement"), is_processor=True, clients=(CLIENT,)))
    own, other = json.loads(jsonld.write(book(sheets)))["dpv:hasProcess"]
    assert own["dpv:hasDataController"][0]["dpv:hasName"] == "Menuiserie Dubreuil SARL"
    assert other["dpv:hasDataProcessor"]["dpv:hasName"] == "Menuiserie Dubreuil SARL"
    (client,) = other["dpv:hasDataController"]
    assert (client["dpv:hasName"], client["dpv:hasContact"]) == ("Atelier Morel", "3 rue du Port, 56100 Lorient")
    assert client["dpv:hasDataProtectionOfficer"] == {"dpv:hasName": "Me Roux"}


def test_an_invalid_safeguard_is_never_a_legal_basis():
    transfer = Transfer("X", "États-Unis", "Privacy Shield (invalidé)", "", is_valid=False)
    sheet = replace(complete_sheet(), transfers=(transfer,), agents=(Agent("a", "F", "", rights=(Right("Lire", "devis"),)),))
    told = json.loads(jsonld.write(book((sheet,))))["dpv:hasProcess"][0]["dpv:hasDataImporter"][0]
    assert "dpv:hasLegalBasis" not in told
    assert told["dct:description"]["@value"] == "Garantie invalide\u00a0: Privacy Shield (invalidé)"


def test_jsonld_tells_what_a_sheet_says_in_full():
    own, other = json.loads(jsonld.write(FULL))["dpv:hasProcess"]
    _, joint, _ = own["dpv:hasDataController"]
    assert joint["dct:description"]["@value"] == "accord\u00a0: Annexe 2 de la convention, 12\u00a0mars 2026"
    kinds = [one.get("@type", "") for one in own["dpv:hasRecipient"]]
    assert kinds == ["", "dpv:DataProcessor", "dpv:DataProcessor"]
    assert own["dpv:hasRecipient"][1]["dct:description"]["@value"].endswith(
        "contrat du 5\u00a0janvier 2026 (coffre, dossier Contrats), France"
    )
    assert "Réseaux sociaux professionnels" in json.dumps(own["dpv:hasPersonalData"][0]["dpv:hasDataSource"], ensure_ascii=False)
    assert "Décision (UE) 2023/1795" in own["dpv:hasDataImporter"][0]["dct:description"]["@value"]
    assert own["dpv:hasHumanInvolvement"]["@type"] == "dpv:HumanInvolvementForOversight"
    assert "Sans CV" in own["dpv:hasNotice"]["dct:description"]["@value"]
    first, second = other["dpv:hasDataController"]
    assert first["dpv:hasRepresentative"] == {"dpv:hasName": "Cabinet Roux, Bruxelles"}
    assert second == {"@type": "dpv:DataController", "dpv:hasName": "Hôtel du Lac"}


def test_jsonld_marks_what_a_template_proposes():
    (told,) = json.loads(jsonld.write(book((controller_sheet(),))))["dpv:hasProcess"]
    first, other, *_ = told["dpv:hasPersonalData"]
    assert first["dpv:hasDataSource"]["dct:description"]["@value"].endswith("(origine et durée proposées, à confirmer)")
    assert "à confirmer" not in json.dumps(other, ensure_ascii=False)
    assert told["dpv:hasHumanInvolvement"]["dct:description"]["@value"].endswith("(proposé, à confirmer)")
    assert "Texte et obligation proposés, à confirmer" in told["dpv:hasNotice"]["dct:description"]["@value"]


def test_an_agent_that_decides_alone_has_its_logic_told():
    sheet = replace(controller_sheet(), decides_alone=True, automation="L’agent décide seul")
    (told,) = json.loads(jsonld.write(book((sheet,))))["dpv:hasProcess"]
    assert "dpv:hasHumanInvolvement" not in told
    assert told["dpv:hasAlgorithmicLogic"]["dct:description"]["@value"].startswith("L’agent décide seul")


def test_ods_tells_what_the_model_has_no_place_for():
    words = "\n".join(cells_of(ods.write(FULL), "RT-0001 Recrutement"))
    for expected in (
        *("Groupe Morel", "Responsable conjoint 2", "Mairie de Nantes", "Annexe 2 de la convention", "12/03/2026"),
        *("05/01/2026", "coffre, dossier Contrats", "France", "Décision (UE) 2023/1795", "02/03/2025", "30/06/2028"),
        *("Décret 2019-341", "D’ailleurs (tiers, web, achat)\u00a0: Réseaux sociaux professionnels", "à compter de\u00a0: dernier contact"),
        *("Décision et information à confirmer", "Origine et durée à confirmer"),
        *("page « Nous rejoindre »", "Sans CV, la candidature ne peut pas être étudiée.", "Il classe les CV", "retrait du consentement"),
    ):
        assert expected in words, expected


def test_ods_lists_each_client_of_a_processor():
    words = cells_of(ods.write(FULL), "7_-_Clients")
    told = ("Atelier Morel", "Cabinet Roux, Bruxelles", "Me Roux", "Réponses aux avis", "Annexe 2 du contrat", "RT-0002", "Hôtel du Lac")
    assert set(told) <= set(words)


@pytest.mark.parametrize("bad", BAD)
def test_no_new_field_becomes_a_formula(bad):
    sheet = replace(
        controller_sheet(), obligation=bad, automation_words=bad, informed_how=bad, joint=(Joint(bad, bad, bad),), people_rights=(bad,)
    )
    other = replace(processor_sheet(), clients=(Client(bad, bad, bad, bad, bad, bad),))
    data = ods.write(book((sheet, other)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "table:formula" not in archive.read("content.xml").decode()
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx.write(book((sheet, other)))))
    assert {box.data_type for page in workbook for row in page for box in row} <= {"s", "n", "d", "inlineStr"}
