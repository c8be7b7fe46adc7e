"""The same preview for every program's export, known by what it holds; what is not recognised is said in one sentence."""

import csv
import html
import io
from datetime import date

import pytest

from lib.tables.archive import MAX_BYTES, Unreadable
from register.importers.formats import preview
from register.importers.madis import DECISIONS, FIRST_SPECIFIC, SPECIFIC
from register.importers.preview import ImportPreview, Line, PurposeLine, TransferLine, from_json, to_json
from tests.register import exports
from tests.register.exports import BILLING, PAYROLL, SUPPORT, ciso, madis, open_rgpd, xlsx
from tests.register.importers.test_cnil_ods import BILLING as SHEET
from tests.register.ods import Tab, register, workbook


def only(data):
    found = preview(data)
    assert from_json(ImportPreview, to_json(found)) == found
    assert len(found.processings) == 1
    return found.processings[0]


def asked(processing):
    return " ".join(item.sentence for item in processing.unclear)


def test_a_madis_row_is_read_whole():
    found = only(madis(BILLING, people={"Particuliers": "clients"}))
    assert found.name == "Facturation des clients"
    assert found.created_on == date(2026, 3, 12)
    assert found.purposes == (PurposeLine("Établir et envoyer les factures", "contrat", "Conditions générales de vente"),)
    assert [line.category for line in found.data] == ["coordonnees", "Identifiants de voiture"]
    assert {line.retention for line in found.data} == {"Factures\u00a0: 10 ans, puis Destruction"}
    assert found.recipients == (Line("Sous-traitants", "Hébergeur X", "Sous-traitants", is_processor=True),)
    assert (found.side, found.source, found.has_transfers) == ("controller", "Les clients", None)
    assert found.unclear == ()


@pytest.mark.parametrize("who", exports.PEOPLE)
def test_madis_people_are_read_by_place_not_by_title(who):
    assert [line.kind for line in only(madis(BILLING, people={who: "x"})).people] == [who]


def test_our_own_reading_of_madis_titles_would_be_wrong():
    """« Usagers » is written under the title « Salariés »."""
    data = madis(BILLING, people={"Usagers": "administrés"}).decode()
    titles, values = (line.split(";") for line in data.splitlines()[:2])
    assert titles[26] == "Détails - Personnes concernées - Salariés"
    assert values[26] == "Oui"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Le consentement", "consentement"),
        ("L'exécution d'un contrat", "contrat"),
        ("L'obligation légale", "obligation_legale"),
        ("L'intérêt vital", "interets_vitaux"),
        ("L'exécution d'une mission d'intérêt public", "mission_interet_public"),
        ("L'intérêt légitime", "interet_legitime"),
    ],
)
def test_the_six_bases_of_madis_are_ours(word, code):
    assert only(madis({**BILLING, "Base légale": word})).purposes[0].basis == code


@pytest.mark.parametrize("word", ["À déterminer", "Un contrat, sans doute", "L'exécution d'un contrat ou le consentement"])
def test_any_other_basis_is_a_question(word):
    found = only(madis({**BILLING, "Base légale": word}))
    assert found.purposes[0].basis == ""
    assert word in asked(found)


def test_several_durations_are_kept_and_asked():
    found = only(madis({**BILLING, "Détails - Délai de conservation - Durée": "1: 10 ans\r\n2: 3 ans"}))
    assert found.data[0].retention == "Factures\u00a0: 10 ans, puis Destruction\n3 ans"
    assert "Plusieurs durées" in asked(found)


def test_what_madis_says_for_a_client_is_a_processor_s_sheet():
    found = only(madis({**BILLING, "En tant que": "Sous-traitant", "Coordonnées du responsable de traitement": "Mairie de Lyon"}))
    assert (found.side, found.joint_controllers) == ("processor", "Mairie de Lyon")
    assert "pour le compte de qui" in asked(only(madis({**BILLING, "En tant que": ""})))


def test_a_madis_row_without_name_is_refused_and_another_value_is_said():
    found = preview(madis({**BILLING, "Nom": ""}, {**BILLING, "Gestionnaire": "Paul"}))
    assert len(found.processings) == 1
    assert "pas de nom" in found.refused[0].reason
    assert "Gestionnaire\u00a0: Paul" in [item.value for item in found.ignored]


def test_madis_columns_in_another_order_are_refused():
    with pytest.raises(Unreadable, match="colonnes que nous connaissons"):
        preview(madis(BILLING).replace(b"Internautes", b"Navigateurs", 1))


def test_an_export_saved_again_by_excel_is_read():
    assert only(madis(BILLING).decode().encode("cp1252")).name == "Facturation des clients"
    assert only(b"\xef\xbb\xbf" + open_rgpd(SUPPORT)).name == "Relation avec les clients"


def test_an_openrgpd_row_is_read_whole():
    found = only(open_rgpd(SUPPORT))
    assert found.reference == "OpenRGPD 12"
    assert (found.created_on, found.updated_on) == (date(2024, 1, 1), None)
    assert [line.category for line in found.data] == ["etat_civil", "connexion"]
    assert found.recipients == (Line("Sous-traitants", "Éditeur de l'agent", "Sous-traitants", is_processor=True),)
    assert found.people == (Line("clients"),)
    assert found.has_transfers is False
    assert found.purposes[0].basis == "consentement"
    assert found.unclear == ()


def test_openrgpd_doubts_are_questions():
    values = {"Transfert hors UE": "1", "Licéité du traitement": "Contrat/ Consentement/ ", "PIA ": "1"}
    found = only(open_rgpd({**SUPPORT, **values, "Catégorie de données traitées": "Données sensibles/ "}))
    assert (found.has_transfers, found.has_sensitive_data, found.purposes[0].basis) == (True, True, "")
    for words in ("sans le décrire", "Contrat, Consentement", "analyse d’impact", "sans dire lesquelles"):
        assert words in asked(found)


def test_a_ciso_workbook_is_read_whole():
    found = only(ciso())
    assert (found.name, found.reference, found.purpose) == ("Payroll", "P-1", "Pay the staff")
    assert found.purposes == (PurposeLine("Pay", "contrat"), PurposeLine("Declare", "obligation_legale"))
    assert (found.data[0].category, found.data[0].retention, found.has_sensitive_data) == ("bancaire", "5 years", False)
    assert found.people[0].code == "salaries"
    assert found.recipients == (Line("Sous-traitants", "Payroll SaaS", "Sous-traitants", is_processor=True, country="France"),)
    assert found.transfers == (TransferLine("Cloud", "US", "cct"),)
    assert found.unclear == ()


def test_a_madis_decision_with_effect_is_an_agent_that_decides_alone_and_is_asked():
    lines = list(csv.reader(io.StringIO(madis(BILLING).decode()), delimiter=";"))
    assert only(madis(BILLING)).automation == ""
    lines[1][FIRST_SPECIFIC + SPECIFIC.index(DECISIONS)] = "Oui"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(lines)
    found = only(stream.getvalue().encode())
    assert found.automation == "alone"
    assert "Décision automatisée" in [item.what for item in found.unclear]


def test_a_ciso_contractor_that_decides_too_is_a_joint_controller():
    rows = [
        ["name", "entity", "relationship_type", "country"],
        ["Shared agenda", "Morel SA", "privacy_joint_controller", "BE"],
        ["Bank", "", "privacy_independent_controller", ""],
        ["Other", "", "privacy_other", ""],
    ]
    found = only(ciso({**PAYROLL, "Contractors": rows}))
    assert [one.name for one in found.joint] == ["Morel SA"]
    assert [(one.is_processor, one.country) for one in found.recipients] == [(False, "Belgique"), (False, ""), (None, "")]


def test_an_empty_ciso_basis_is_not_consent():
    found = only(ciso({**PAYROLL, "Purposes": [["name", "description", "legal_basis"], ["Pay", "", ""]]}))
    assert found.purposes == (PurposeLine("Pay"),)


@pytest.mark.parametrize("word", ["privacy_adequacy_decision", "privacy_derogation", "a handshake", ""])
def test_a_safeguard_that_may_be_several_is_asked(word):
    found = only(ciso({**PAYROLL, "Transfers": [["name", "country", "transfer_mechanism"], ["Cloud", "IN", word]]}))
    assert found.transfers[0].mechanism == ""
    assert "garantie" in asked(found)


def test_several_ciso_processings_or_none_are_refused():
    head = PAYROLL["Processing"]
    with pytest.raises(Unreadable, match="plusieurs traitements"):
        preview(ciso({**PAYROLL, "Processing": [*head, ["P-2", "Other", "", "", False]]}))
    with pytest.raises(Unreadable, match="aucun traitement"):
        preview(ciso({**PAYROLL, "Processing": head[:1]}))


def test_a_formula_gives_the_value_last_shown_and_never_itself():
    row = '<row r="{}"><c r="A{}" t="str"><f>1+1</f><v>{}</v></c><c r="B{}" t="str"><f>HYPERLINK("http://x")</f><v>{}</v></c></row>'
    body = row.format(1, 1, "ref_id", 1, "name") + row.format(2, 2, "P-1", 2, "Payroll")
    found = only(xlsx({"Processing": body}))
    assert (found.reference, found.name) == ("P-1", "Payroll")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (xlsx({"Processing": ""}, xl__vbaProject_bin=b"macro"), "macros"),
        (xlsx({"Budget": ""}), "Nous acceptons le modèle de la CNIL"),
        (ciso().replace(b"PK\x01\x02", b"PK\x01\x09"), "abîmé"),
        (xlsx({"A": ""}, xl__sharedStrings_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'), "n’ouvrons pas"),
        (xlsx({"A": ""}, xl__sharedStrings_xml=b"<sst>" + b" " * 30_000_000 + b"</sst>"), "trop volumineux"),
        (b"Nom;Montant\r\nLoyer;800", "Nous acceptons le modèle de la CNIL"),
        (b"\x89PNG\r\n\x1a\n", "Nous acceptons le modèle de la CNIL"),
        (b"{}", "export CSV de Madis"),
        (b"", "vide"),
        (b"a" * (MAX_BYTES + 1), "5 Mio"),
        (b"%PDF-1.7", "PDF"),
        (workbook(Tab("Budget", [{0: "Nom"}])), "modèle de registre"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_french_sentence(data, words):
    with pytest.raises(Unreadable, match=words):
        preview(data)


def test_too_many_rows_or_columns_are_refused():
    with pytest.raises(Unreadable, match="dépasse 500"):
        preview(open_rgpd(*[{**SUPPORT, "ID": str(n)} for n in range(501)]))
    with pytest.raises(Unreadable, match="abîmé"):
        preview(madis(BILLING) + b";" * 400 + b"x\r\n")


def test_too_many_lines_of_a_workbook_are_refused():
    with pytest.raises(Unreadable, match="dépasse 300 lignes"):
        preview(ciso({**PAYROLL, "Data subjects": [["name", "category"], *([str(n), "x"] for n in range(301))]}))


def test_one_text_shown_in_endless_cells_is_refused():
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"mot " * 1000}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    with pytest.raises(Unreadable, match="trop de cases"):
        preview(xlsx({"Processing": cells}, xl__sharedStrings_xml=strings.encode()))


def test_hostile_values_stay_text():
    nasty = "=cmd|'/c calc'!A1 <script>alert(1)</script> \u202e"
    for data in (madis({**BILLING, "Nom": nasty}), open_rgpd({**SUPPORT, "Traitement": html.escape(nasty)})):
        assert only(data).name == nasty.replace("\u202e", "").strip()


def test_the_same_row_twice_is_one_processing():
    found = preview(madis(BILLING, BILLING))
    assert len(found.processings) == 1
    assert "déjà ailleurs" in found.refused[0].reason


def test_the_model_of_the_cnil_still_passes_the_same_door():
    assert only(register(SHEET)).name == "Facturation des clients"
