"""A register written in the CNIL's layout and read back by our own import says the same thing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.tables.text import clean
from lib.vocabulary import label, vocabulary
from register.book import Data, Ground, Joint, Line, Recipient, Sheet, Transfer
from register.exporters import ods
from register.importers.cnil_ods import preview
from register.importers.preview import ImportedProcessing
from tests.register.books import book, complete_sheet, template_sheets

ARCHIVE = "Archivage\u00a0: "


def back(*sheets: Sheet) -> tuple[ImportedProcessing, ...]:
    found = preview(ods.write(book(sheets)))
    assert found.refused == ()
    return found.processings


def labels_of(name: str) -> list[str]:
    return [term.label for term in vocabulary(name).values()]


def told(name: str, lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(clean(line.label), clean(line.precision)) for line in lines]


def heard(name: str, lines: object) -> list[tuple[str, str]]:
    return [(label(name, line.code), line.precision) for line in lines]  # type: ignore[attr-defined]


def data_of(sheet: Sheet) -> list[tuple[str, str, str, bool]]:
    kept = {one: "\n".join(filter(None, (one.retention, f"{ARCHIVE}{one.archive}" if one.archive else ""))) for one in sheet.data}
    return sorted((one.category, clean(one.description), clean(kept[one]), one.is_sensitive) for one in sheet.data)


def same(sheet: Sheet, found: ImportedProcessing) -> None:
    heading = (sheet.title, sheet.reference, sheet.created_on, sheet.updated_on, sheet.purpose, sheet.sub_purposes, sheet.source)
    assert heading == (found.name, found.reference, found.created_on, found.updated_on, found.purpose, found.sub_purposes, found.source)
    for name, lines, read in (
        ("categories_personnes", sheet.people, found.people),
        ("destinataires", sheet.recipients, found.recipients),
        ("mesures_securite", sheet.measures, found.measures),
    ):
        assert heard(name, read) == told(name, lines)
    assert data_of(sheet) == sorted(
        (label("categories_donnees", one.category), one.description, one.retention, one.is_sensitive) for one in found.data
    )
    assert [(one.recipient, one.country, one.link) for one in sheet.transfers] == [
        (t.recipient, t.country, t.link) for t in found.transfers
    ]
    assert [(one.purpose, one.basis, one.justification) for one in sheet.grounds] == [
        (one.description, label("bases_legales", one.basis), one.justification) for one in found.purposes
    ]
    assert found.has_sensitive_data == sheet.has_sensitive_data


def test_every_model_of_agent_comes_back_whole():
    sheets = [replace(sheet, data=_by_level(sheet)) for sheet in template_sheets() if not sheet.is_processor]
    found = back(*sheets)
    assert len(found) == len(sheets)
    for sheet, item in zip(sheets, found, strict=True):
        same(sheet, item)


def _by_level(sheet: Sheet) -> tuple[Data, ...]:
    """The level of a category decides whether it is sensitive, as it does in the inventory."""
    levels = {term.label: str(term.extra.get("niveau")) for term in vocabulary("categories_donnees").values()}
    return tuple(replace(one, is_sensitive=levels.get(one.category, "") in ("sensible_art9", "infractions_art10")) for one in sheet.data)


def crowded() -> Sheet:
    """More of everything than the model has rows for: 7 people, 6 recipients, 5 measures, 5 transfers, 4 joint controllers."""
    return replace(
        complete_sheet(),
        sub_purposes=tuple(f"Étape {n}" for n in range(1, 9)),
        joint=tuple(
            Joint(
                f"Associé {n}",
                f"{n} rue du Port, 56100 Lorient, 02 97 00 00 0{n}, rgpd@associe{n}.example",
                f"Annexe {n}",
                date(2026, 3, n),
            )
            for n in range(1, 5)
        ),
        people=tuple(Line(word, f"précision {n}") for n, word in enumerate(labels_of("categories_personnes")[:7])),
        recipients=tuple(
            Recipient(
                word, "", "", is_processor=n % 2 == 0, contract_on=date(2026, 1, n + 1), contract_where=f"coffre {n}", country="Irlande"
            )
            for n, word in enumerate(labels_of("destinataires")[:6])
        ),
        measures=tuple(Line(word, "chaque mois") for word in labels_of("mesures_securite")[:5]),
        transfers=tuple(
            Transfer(
                f"Éditeur {n}",
                "Maroc",
                "Clauses contractuelles types (CCT)",
                "https://exemple.fr",
                checked_on=date(2026, 5, n + 1),
                valid_until=date(2028, 5, n + 1),
            )
            for n in range(5)
        ),
        grounds=(Ground("Facturer", "Obligation légale", "art.\u00a06.1.c", "Code de commerce", is_confirmed=True),),
        data=(
            Data("Santé", "Arrêts", "1 mois", "5 ans", is_sensitive=True, exception=label("exceptions_art9", "medecine_soins")),
            Data("Mes plans", "Cotes", origin="De la personne elle-même", is_proposed=True),
            Data("Coordonnées", "E-mail", "3 ans", origin="D’ailleurs (tiers, web, achat)", origin_words="Fichier\u00a0: Loué SA"),
            Data(
                "Candidature",
                "CV",
                "2 ans",
                is_proposed=True,
                retention_rule=label("durees_conservation", "candidatures"),
                retention_source="CNIL",
            ),
            Data("Numéro de Sécurité sociale (NIR)", "Paie", "5 ans", exception="Décret 2019-341"),
        ),
        has_sensitive_data=True,
        is_informed=False,
        informed_on=date(2026, 2, 1),
        informed_how="affiche",
        obligation="Sans nom, pas de facture.",
        automation="L’agent décide seul",
        decides_alone=True,
        automation_words="Il trie ; appelez-nous.",
        is_notice_proposed=True,
    )


def test_more_lines_than_the_model_has_come_back():
    sheet = crowded()
    (found,) = back(sheet)
    same(sheet, found)
    assert (len(found.people), len(found.recipients), len(found.measures), len(found.transfers), len(found.joint)) == (7, 6, 5, 5, 4)
    assert [one.mechanism for one in found.transfers] == ["cct"] * 5
    assert found.unclear == ()


def test_what_the_model_has_no_place_for_comes_back_from_our_own_rows():
    sheet = crowded()
    (found,) = back(sheet)
    assert [(one.name, one.contact, one.agreement, one.agreed_on) for one in found.joint] == [
        (one.name, one.contact, one.agreement, one.agreed_on) for one in sheet.joint
    ]
    columns = ("is_processor", "contract_on", "contract_where", "country")
    for read, written in zip(found.recipients, sheet.recipients, strict=True):
        assert [getattr(read, name) for name in columns] == [getattr(written, name) for name in columns]
    assert [(one.checked_on, one.valid_until) for one in found.transfers] == [(one.checked_on, one.valid_until) for one in sheet.transfers]
    told = ("information", "is_informed", "informed_on", "informed_how", "obligation", "automation_words", "is_notice_proposed")
    assert [getattr(found, name) for name in told] == [getattr(sheet, name) for name in told]
    assert found.automation == "alone"
    assert {one.category for one in found.data if one.is_proposed} == {"Mes plans", "candidature"}
    kept = {one.category: (one.exception, one.origin, one.origin_words, one.retention_code) for one in found.data}
    assert kept == {
        "sante": ("medecine_soins", "", "", ""),
        "Mes plans": ("", "direct", "", ""),
        "coordonnees": ("", "indirect", "Fichier\u00a0: Loué SA", ""),
        "candidature": ("", "", "", "candidatures"),
        "nir": ("Décret 2019-341", "", "", ""),
    }


@pytest.mark.parametrize("name", ["categories_personnes", "destinataires", "mesures_securite"])
def test_each_word_of_a_vocabulary_comes_back_with_and_without_precision(name):
    place = {"categories_personnes": "people", "destinataires": "recipients", "mesures_securite": "measures"}[name]
    kind = Recipient if name == "destinataires" else Line
    lines = tuple(kind(word, precision) for word in labels_of(name) for precision in ("", "de Nantes\net d’ailleurs"))
    (found,) = back(replace(complete_sheet(), **{place: lines}))
    assert [line.code for line in getattr(found, place)] == [code for code in vocabulary(name) for _ in range(2)]
    assert heard(name, getattr(found, place)) == told(name, lines)


def test_each_category_of_data_comes_back_on_its_own_row():
    lines = tuple(
        Data(term.label, "Ce qu’il y a", "3 ans", is_sensitive=term.extra["niveau"] in ("sensible_art9", "infractions_art10"))
        for term in vocabulary("categories_donnees").values()
    )
    (found,) = back(replace(complete_sheet(), data=lines, has_sensitive_data=True))
    assert {one.category for one in found.data} == set(vocabulary("categories_donnees"))
    assert len(found.data) == len(lines)


ASKED_AGAIN = ("adequation", "aucun_ue_eee", "privacy_shield_invalide")  # a person must look again: see the importer


@pytest.mark.parametrize("code", [code for code in vocabulary("transferts") if code not in ASKED_AGAIN])
def test_each_safeguard_comes_back(code):
    (found,) = back(replace(complete_sheet(), transfers=(Transfer("Éditeur", "Maroc", label("transferts", code)),)))
    assert found.transfers[0].mechanism == code


def test_an_adequacy_is_asked_again_because_it_may_have_changed():
    sheet = replace(complete_sheet(), transfers=(Transfer("Éditeur", "Suisse", label("transferts", "adequation")),))
    (found,) = preview(ods.write(book((sheet,)))).processings
    assert found.transfers[0].mechanism == ""
    assert any("à vérifier à la date du jour" in item.sentence for item in found.unclear)


@pytest.mark.parametrize("said", [True, False, None])
def test_yes_no_and_not_said_stay_apart(said):
    lines = (Data("Santé", "Arrêts", is_sensitive=True),) if said else ()
    sheet = replace(complete_sheet(), has_sensitive_data=said, data=lines, has_transfers=False if said is False else None, transfers=())
    (found,) = back(sheet)
    assert found.has_sensitive_data is said
    assert found.has_transfers is (False if said is False else None)


def test_words_the_model_keeps_for_itself_do_not_lead_the_reading_astray():
    own = ("Destinataires", "Nom du traitement", "Transferts hors UE", "Destinataire 3", "Acteurs", "► Aide", "")
    (found,) = back(replace(complete_sheet(), data=tuple(Data(word, "Ce qu’il y a", "3 ans") for word in own)))
    assert len(found.data) == len(own)
    assert found.name == "Facturation clients"
    assert len(found.recipients) == 2


def test_a_description_that_begins_like_a_no_is_kept():
    lines = (Data("Coordonnées", "Pas de numéro de carte, seulement l’e-mail"), Data("Données fiscales"))
    (found,) = back(replace(complete_sheet(), data=lines))
    kept = {one.category: one.description for one in found.data}
    assert kept == {"coordonnees": "Précision\u00a0: Pas de numéro de carte, seulement l’e-mail", "fiscal": ""}


def test_a_processor_s_sheet_is_left_aside_and_said():
    found = preview(ods.write(book((replace(complete_sheet(), is_processor=True),))))
    assert found.processings == ()
    assert [item.value for item in found.ignored] == ["Fiche de sous-traitant (RGPD, art. 30.2)"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cn", "Cf", "Cs", "Co")), min_size=1, max_size=80)
TEXTS = WORDS.map(lambda words: clean(f"Texte {words} fin"))
LINES = st.lists(st.builds(Line, TEXTS.map(lambda words: words.replace("\n", " ")), TEXTS), max_size=7).map(tuple)
RECIPIENTS = st.lists(st.builds(Recipient, TEXTS.map(lambda words: words.replace("\n", " ")), TEXTS), max_size=7).map(tuple)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        lambda purpose, subs, people, recipients, measures, data: replace(
            complete_sheet(), purpose=purpose, sub_purposes=subs, people=people, recipients=recipients, measures=measures, data=data
        ),
        TEXTS,
        st.lists(TEXTS, max_size=7).map(tuple),
        LINES,
        RECIPIENTS,
        LINES,
        st.lists(st.builds(Data, TEXTS.map(lambda words: words.replace("\n", " ")), TEXTS, TEXTS), max_size=7).map(tuple),
    )
)
def test_whatever_is_written_is_read_back(sheet):
    (found,) = back(replace(sheet, grounds=(), transfers=()))
    same(replace(sheet, grounds=(), transfers=()), found)
