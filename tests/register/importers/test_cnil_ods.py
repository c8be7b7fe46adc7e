"""A register in the CNIL's model becomes a preview: what it says, what is unclear, what was left out."""

from dataclasses import replace
from datetime import date

import pytest

from lib.tables.archive import Unreadable
from register.importers.cnil_ods import preview
from register.importers.preview import DataLine, ImportPreview, Line, TransferLine, from_json, to_json
from tests.register.ods import DATA, PROMPT, SENSITIVE, Sheet, Tab, listing, register, workbook

BILLING = Sheet(
    name="Facturation des clients",
    reference="F-01",
    created=date(2024, 1, 15),
    updated="10/07/2026",
    purpose="Établir et envoyer les factures",
    sub_purposes=["Relancer les impayés", "Tenir la comptabilité"],
    data={
        "etat_civil": ("Noms, adresses", "10 ans"),
        "eco_financier": ("RIB", "Jusqu’au retrait du consentement"),
        "nir": ("Non concerné", "—"),
    },
    sensitive=dict.fromkeys(SENSITIVE, ("Non concerné", "—")),
    people=[("Clients", "Particuliers et entreprises"), ("Autres (préciser)", "Patients")],
    recipients=[("Service interne qui traite les données", "Comptabilité"), ("Sous-traitants", "Hébergeur X")],
    measures=[("Sauvegarde des données", "Chaque nuit"), ("Chiffrement des données", "")],
    transfers=[("Acme Inc.", "Etats-Unis", "Clauses contractuelles types (CCT)", "https://acme.example/dpa")],
)


def only(*tabs):
    found = preview(register(*tabs))
    assert len(found.processings) == 1
    return found.processings[0]


def asked(processing):
    return " ".join(item.sentence for item in processing.unclear)


def test_a_filled_sheet_is_read_whole():
    found = only(BILLING)
    assert (found.name, found.reference) == ("Facturation des clients", "F-01")
    assert (found.created_on, found.updated_on) == (date(2024, 1, 15), date(2026, 7, 10))
    assert found.purpose == "Établir et envoyer les factures"
    assert found.sub_purposes == ("Relancer les impayés", "Tenir la comptabilité")
    assert found.data == (
        DataLine("etat_civil", "Noms, adresses", "10 ans"),
        DataLine("eco_financier", "RIB", "Jusqu’au retrait du consentement"),
    )
    assert found.has_sensitive_data is False
    assert found.people == (Line("clients", "Particuliers et entreprises", "Clients"), Line("patients", "", "Autres (préciser)"))
    assert found.recipients == (
        Line("service_interne", "Comptabilité", "Service interne qui traite les données"),
        Line("Sous-traitants", "Hébergeur X", "Sous-traitants"),
    )
    assert found.measures == (
        Line("sauvegarder", "Chaque nuit", "Sauvegarde des données"),
        Line("Chiffrement des données", "", "Chiffrement des données"),
    )
    assert found.transfers == (TransferLine("Acme Inc.", "Etats-Unis", "cct", "https://acme.example/dpa"),)
    assert found.unclear == ()


def test_the_model_as_it_comes_holds_nothing():
    found = preview(register(listing([]), Sheet(reference="ref-001", people=[(PROMPT, "")], transfers=[("", PROMPT, PROMPT, "")])))
    assert found.processings == found.unclear == found.refused == ()
    assert {item.value for item in found.ignored} == {"(EXEMPLE) Gestion de la paie", "Gestion de la paie", "Fiche vide"}


def test_a_real_payroll_is_not_taken_for_the_example():
    assert only(replace(BILLING, name="Gestion de la paie", reference="P-01")).name == "Gestion de la paie"


def test_the_list_and_its_sheet_make_one_processing():
    row = ["Facturation des clients", "F-01", "", "", "Facturer", "non"]
    found = preview(register(listing([row]), BILLING))
    (processing,) = found.processings
    assert not processing.sheet_missing
    assert processing.has_sensitive_data is False
    assert any(item.value == "Facturer" for item in found.ignored)


def test_a_processing_only_in_the_list_is_marked_as_without_sheet():
    found = only(listing([["Facturation", "F-01", "15/05/2026", "15/05/2026", "Facturer", "oui"]]))
    assert found.sheet_missing
    assert (found.created_on, found.updated_on, found.has_sensitive_data) == (date(2026, 5, 15), date(2026, 5, 15), True)
    assert found.has_transfers is None


def test_sheets_are_known_by_their_labels_not_by_tab_row_or_column():
    moved = [{column + 2: value for column, value in row.items()} for row in [{}, {}, *BILLING.rows()]]
    renamed = Tab("Paul - à revoir", [{column: value for column, value in row.items() if column != 11} for row in moved])
    assert only(renamed).data == only(BILLING).data
    assert only(renamed).transfers == only(BILLING).transfers


def test_rows_in_another_order_give_the_same_values():
    rows = BILLING.rows()
    found = only(Tab("Fiche", list(reversed(rows))))
    assert found.name == "Facturation des clients"
    assert set(found.data) == set(only(BILLING).data)
    assert set(found.recipients) == set(only(BILLING).recipients)


def test_labels_with_other_accents_spaces_and_case_are_known():
    rows = [
        {column: value.upper().replace("É", "E") if column == 0 and value else value for column, value in row.items()}
        for row in BILLING.rows()
    ]
    assert only(Tab("Fiche", rows)).data == only(BILLING).data


def test_added_rows_are_accepted():
    more = [("Sous-traitants", f"Prestataire {n}") for n in range(7)]
    found = only(replace(BILLING, recipients=more, sub_purposes=[f"But {n}" for n in range(9)], measures=more[:5]))
    assert (len(found.recipients), len(found.sub_purposes), len(found.measures)) == (7, 9, 5)


def test_an_added_category_is_ours_when_we_know_it_and_its_own_words_otherwise():
    rows = {"data": [{0: "Vie professionnelle", 1: "CV", 4: "2 ans"}, {0: "Photos du chien", 1: "Photo", 4: ""}]}
    found = only(replace(BILLING, added=rows))
    assert found.data[2:] == (DataLine("vie_professionnelle", "CV", "2 ans"), DataLine("Photos du chien", "Photo", ""))


def test_a_row_without_category_is_asked():
    found = only(replace(BILLING, added={"data": [{1: "Pointure", 4: "1 an"}]}))
    assert found.data[-1] == DataLine("Autres données", "Pointure", "1 an")
    assert "pas de catégorie" in asked(found)


def test_sensitive_rows_say_yes_no_or_nothing():
    described = only(replace(BILLING, sensitive={"sante": ("Arrêts maladie", "5 ans")}))
    assert described.has_sensitive_data is True
    assert described.sensitive_data == (DataLine("sante", "Arrêts maladie", "5 ans", is_sensitive=True),)
    assert only(replace(BILLING, sensitive={})).has_sensitive_data is None
    assert only(replace(BILLING, sensitive={"sante": ("Non concerné", "—")})).has_sensitive_data is None


def test_the_list_and_the_sheet_may_contradict_each_other():
    row = ["Facturation des clients", "F-01", "", "", "", "Non"]
    found = only(listing([row]), replace(BILLING, sensitive={"sante": ("Arrêts maladie", "")}))
    assert found.has_sensitive_data is False
    assert "décrit des données sensibles" in asked(found)
    assert "aucune" in asked(only(listing([[*row[:5], "Oui"]]), BILLING))


def test_a_no_that_says_more_is_a_question_and_no_line():
    found = only(replace(BILLING, data={"eco_financier": ("Non, sauf le RIB", "")}))
    assert found.data == ()
    assert "sauf le RIB" in asked(found)


def test_a_cross_without_description_is_asked():
    found = only(replace(BILLING, data={"connexion": ("x", "")}))
    assert found.data == (DataLine("connexion"),)
    assert "sans description" in asked(found)


def test_privacy_shield_is_flagged():
    found = only(replace(BILLING, transfers=[("Acme", "Etats-Unis", "Privacy shield", "")]))
    assert found.transfers[0].mechanism == "privacy_shield_invalide"
    assert "16 juillet 2020" in asked(found)


def test_the_adequacy_of_a_country_is_never_taken():
    found = preview(register(replace(BILLING, transfers=[("Acme", "Japon", "Pays adéquat", "")])))
    assert found.processings[0].transfers[0].mechanism == ""
    assert found.refused[0].value == "Pays adéquat"
    assert "à vérifier" in asked(found.processings[0])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("Acme", "Inde", "", ""), "aucune garantie"),
        (("Acme", "Inde", "Dérogations (art 49)", ""), "plusieurs dérogations"),
        (("Acme", "Inde", "Promesse orale", ""), "pas connue"),
        (("Acme", "Belgique", "Clauses contractuelles types (CCT)", ""), "pas un transfert hors UE"),
        (("", "Inde", "Clauses contractuelles types (CCT)", ""), "destinataire"),
    ],
)
def test_a_doubtful_transfer_is_kept_and_asked(row, sentence):
    found = only(replace(BILLING, transfers=[row]))
    assert len(found.transfers) == 1
    assert sentence in asked(found)


def test_no_transfer_said_is_not_no_transfer_known():
    told = [("Sans objet — aucun transfert hors UE à ce jour", "", "", "Hébergé en France")]
    assert only(replace(BILLING, transfers=told)).has_transfers is False
    assert only(replace(BILLING, transfers=[])).has_transfers is None
    assert only(replace(BILLING, transfers=[("", PROMPT, PROMPT, "")])).has_transfers is None


def test_a_recipient_outside_europe_without_transfer_is_asked():
    kind = "Destinataires dans des pays tiers ou organisations internationales"
    assert "aucun transfert" in asked(only(replace(BILLING, recipients=[(kind, "Acme")], transfers=[])))


def test_other_without_precision_and_precision_without_type_are_asked():
    found = only(replace(BILLING, people=[("Autres (préciser)", "")], measures=[(PROMPT, "Badge")]))
    assert "sans précision" in asked(found)
    assert "pas choisi" in asked(found)
    assert found.measures == (Line("Badge"),)


def test_an_exact_precision_of_ours_gives_its_code():
    found = only(replace(BILLING, recipients=[("Partenaires institutionnels ou commerciaux", "expert-comptable")]))
    assert found.recipients[0].code == "expert_comptable"


def test_telephone_and_mail_are_known_by_their_look():
    place = {1: "Vasseur", 2: "3 rue des Lilas", 3: "69003", 7: "04 78 00 00 00", 8: "contact@vasseur.example"}
    controller = preview(register(replace(BILLING, actors={"Responsable du traitement": place}))).organisation.controller
    assert (controller.phone, controller.email) == ("04 78 00 00 00", "contact@vasseur.example")
    assert controller.place == "3 rue des Lilas, 69003"


def test_the_organisation_is_read_over_the_list():
    who = {
        "name": "Vasseur Menuiserie",
        "address": "3 rue des Lilas",
        "postcode": "69003",
        "city": "Lyon",
        "email": "04 78 00 00 00",
        "dpo": "N/A",
    }
    organisation = preview(register(listing([], {**who, "email": "04 78 00 00 00"}))).organisation
    assert organisation.controller.name == "Vasseur Menuiserie"
    assert organisation.controller.place == "3 rue des Lilas, 69003 Lyon"
    assert organisation.controller.phone == "04 78 00 00 00"
    assert organisation.controller.email == ""
    assert organisation.dpo.name == ""


def test_an_incomplete_date_is_refused_and_said():
    found = preview(register(replace(BILLING, created="mars 2024")))
    assert found.processings[0].created_on is None
    assert found.refused[0].value == "mars 2024"


def test_the_date_shown_wins_over_the_date_behind():
    assert only(replace(BILLING, created="mars 2024", updated=date(2019, 5, 13))).updated_on == date(2019, 5, 13)


def test_an_update_before_the_creation_is_asked():
    assert "antérieure" in asked(only(replace(BILLING, updated="01/01/2020")))


def test_the_same_processing_twice_is_one():
    found = preview(register(BILLING, BILLING))
    assert len(found.processings) == 1
    assert "déjà ailleurs" in found.refused[0].reason


def test_one_reference_on_two_processings_is_asked():
    found = preview(register(BILLING, replace(BILLING, name="Prospection")))
    assert len(found.processings) == 2
    assert all("la même référence" in asked(processing) for processing in found.processings)


def test_the_model_s_own_reference_left_in_two_sheets_is_nobody_s():
    one, two = (replace(BILLING, name=name, reference="ref-001") for name in ("Facturation", "Prospection"))
    assert [found.reference for found in preview(register(one, two)).processings] == ["", ""]


def test_a_sheet_without_name_is_kept_and_asked():
    found = only(replace(BILLING, name=""))
    assert found.name == "F-01"
    assert "pas de nom" in asked(found)


def test_a_listed_row_without_name_is_refused():
    found = preview(register(listing([["", "F-09", "", "", "Facturer", ""]])))
    assert found.processings == ()
    assert found.refused[0].value == "F-09"


def test_text_outside_the_model_is_said():
    found = preview(register(Tab("Fiche", [*BILLING.rows(), {9: "voir avec Paul"}])))
    assert [item.value for item in found.ignored if "hors des cases" in item.reason] == ["voir avec Paul"]


def test_a_long_text_is_cut_and_asked():
    found = only(replace(BILLING, purpose="mot " * 2000))
    assert len(found.purpose) <= 4000
    assert "dépasse 4000" in asked(found)


def test_another_spreadsheet_is_refused_in_one_sentence():
    with pytest.raises(Unreadable, match="modèle de registre"):
        preview(workbook(Tab("Budget", [{0: "Nom", 1: "Montant"}])))


def test_a_preview_comes_back_from_json_the_same():
    found = preview(register(listing([["Prospection", "P-1", "", "", "", "peut-être"]]), BILLING))
    assert from_json(ImportPreview, to_json(found)) == found


def test_nothing_is_ever_said_of_legal_basis_or_agents():
    assert not {"basis", "legal_basis", "agents"} & set(to_json(only(BILLING)))


def test_every_row_of_the_model_has_a_category():
    found = only(replace(BILLING, data=dict.fromkeys(DATA, ("a", "")), sensitive=dict.fromkeys(SENSITIVE, ("b", ""))))
    assert [line.category for line in found.data] == [*DATA, *SENSITIVE]
    assert all(line.is_sensitive == (line.category in SENSITIVE) for line in found.data)


def test_a_list_and_a_sheet_that_name_differently_are_joined_by_reference_and_asked():
    found = only(listing([["Factures", "F-01", "", "", "", "non"]]), BILLING)
    assert found.name == "Facturation des clients"
    assert "La liste dit «\u00a0Factures\u00a0»" in asked(found)


def test_a_list_and_a_sheet_with_other_references_are_joined_by_name_and_asked():
    found = only(listing([["Facturation des clients", "A-9", "", "", "", "non"]]), BILLING)
    assert found.reference == "A-9"
    assert "La liste est reprise" in asked(found)


def test_a_transfer_beside_sans_objet_is_asked():
    told = [("Sans objet", "", "", ""), ("Acme", "Inde", "Clauses contractuelles types (CCT)", "")]
    found = only(replace(BILLING, transfers=told))
    assert found.has_transfers is True
    assert "puis décrit un transfert" in asked(found)


def test_two_processings_of_one_name_are_kept_and_asked():
    found = preview(register(BILLING, replace(BILLING, reference="F-02")))
    assert all("le même nom" in asked(processing) for processing in found.processings)


def test_a_register_of_too_many_processings_is_refused():
    with pytest.raises(Unreadable, match="dépasse 500"):
        preview(register(listing([[f"Traitement {n}", "", "", "", "", ""] for n in range(501)])))
