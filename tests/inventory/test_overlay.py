"""The company's words over ours, as a table. No database."""

from datetime import date

import pytest

from inventory import services
from inventory.rules.overlay import OURS, WHERE, CompanyWords, Cover
from lib.vocabulary import vocabulary

DAY = date(2026, 11, 23)


def words(name: str, *rows: Cover) -> CompanyWords:
    return CompanyWords({name: rows})


def test_without_rows_the_words_are_ours_in_our_order():
    for name in ("categories_donnees", "durees_conservation", "services", "pays_adequats", "bases_legales"):
        assert list(OURS.terms(name)) == list(vocabulary(name))
        assert [term.label for term in OURS.terms(name).values()] == [term.label for term in vocabulary(name).values()]


def test_own_words_come_after_ours_by_label():
    found = words("mesures_securite", Cover("z", "Écran fermé"), Cover("a", "Salle fermée"))
    assert [term.label for term in found.terms("mesures_securite").values()][-2:] == ["Écran fermé", "Salle fermée"]
    assert found.term("mesures_securite", "z").is_own


@pytest.mark.parametrize(
    ("row", "label", "is_reworded", "is_offered", "must_be_verified"),
    [
        (Cover("clients"), "Clients", False, True, False),
        (Cover("clients", "Nos clients"), "Nos clients", True, True, False),
        (Cover("clients", "Clients"), "Clients", False, True, False),
        (Cover("clients", explanation="Ceux qui paient."), "Clients", True, True, False),
        (Cover("clients", is_hidden=True), "Clients", False, False, False),
        (Cover("clients", ref="Une autre loi"), "Clients", True, True, True),
        (Cover("clients", ref="Une autre loi", verified_on=DAY), "Clients", True, True, False),
        (Cover("clients", extra={WHERE: "cnil.fr"}, verified_on=DAY), "Clients", False, True, False),
    ],
)
def test_a_row_covers_a_word_of_ours(row, label, is_reworded, is_offered, must_be_verified):
    found = words("categories_personnes", row)
    term = found.term("categories_personnes", "clients")
    assert (term.label, term.is_reworded, term.must_be_verified) == (label, is_reworded, must_be_verified)
    assert ("clients" in found.offered("categories_personnes")) is is_offered
    assert term.ours.label == "Clients"


def test_a_hidden_word_is_still_read_and_stays_in_the_list_of_its_own_line():
    found = words("categories_personnes", Cover("clients", is_hidden=True))
    assert found.label("categories_personnes", "clients") == "Clients"
    assert "clients" in found.offered("categories_personnes", kept="clients")


def test_free_text_is_shown_as_it_is():
    assert OURS.label("destinataires", "Mon cousin") == "Mon cousin"
    assert OURS.term("destinataires", "Mon cousin") is None


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("durees_conservation", Cover("badges", "Badges"), True),
        ("durees_conservation", Cover("badges", "Badges", verified_on=DAY), False),
        ("pays_adequats", Cover("KE", "Kenya"), True),
        ("categories_donnees", Cover("plaques", "Plaques"), False),
    ],
)
def test_an_own_word_that_says_the_law_must_be_verified(name, row, expected):
    assert words(name, row).term(name, row.code).must_be_verified is expected


def test_verifying_one_of_ours_takes_the_mark_away_and_keeps_the_source():
    doubtful = next(term for term in vocabulary("durees_conservation").values() if term.must_be_verified)
    term = words("durees_conservation", Cover(doubtful.code, verified_on=DAY, verified_by="Alice Martin")).term(
        "durees_conservation", doubtful.code
    )
    assert not term.must_be_verified
    assert (term.ref, term.verified_by) == (doubtful.ref, "Alice Martin")


@pytest.mark.parametrize(("level", "expected"), [("sensible_art9", True), ("infractions_art10", True), ("courante", False), ("", False)])
def test_an_own_category_may_be_sensitive(level, expected):
    assert words("categories_donnees", Cover("allergies", "Allergies", extra={"niveau": level})).is_sensitive("allergies") is expected


def test_an_own_retention_is_said_in_words():
    extra = {"base_active_fr": "1 mois", "archivage_fr": "", "point_de_depart_fr": "Départ du visiteur"}
    found = words("durees_conservation", Cover("badges", "Badges", extra=extra))
    assert found.retention("badges") == ("1 mois, à compter de\u00a0: départ du visiteur", "")


@pytest.mark.parametrize(
    ("rows", "country", "on", "expected"),
    [
        ((), "Suisse", DAY, "CH"),
        ((), "ch", DAY, "CH"),
        ((), "Chine", DAY, ""),
        ((), "Royaume-Uni", date(2031, 12, 27), "GB"),
        ((), "Royaume-Uni", date(2031, 12, 28), ""),
        ((Cover("CH", extra={"expiration": "2026-11-22"}),), "Suisse", DAY, ""),
        ((Cover("CH", is_hidden=True),), "Suisse", DAY, ""),
        ((Cover("KE", "Kenya", ref="(UE) 2026/1", extra={"expiration": ""}),), "kenya", DAY, "KE"),
        ((Cover("KE", "Kenya"),), "kenya", DAY, ""),  # nobody said by which decision
        ((Cover("KE", "Kenya", ref="(UE) 2026/1", extra={"date": "2026-11-24"}),), "kenya", DAY, ""),
        ((Cover("CH", "Chine"),), "Chine", DAY, ""),
        ((Cover("CH", "Chine"),), "Suisse", DAY, "CH"),
        ((), "Îles Féroé", DAY, "FO"),
    ],
)
def test_a_country_is_adequate_on_a_day(rows, country, on, expected):
    found = words("pays_adequats", *rows).adequacy(country, on)
    assert (found.code if found else "") == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [("NOS CLIENTS", "clients"), ("clients", "clients"), ("Visiteurs", "Visiteurs"), ("Fantômes", ""), ("", ""), ("?", "")],
)
def test_a_label_leads_to_its_code_whatever_its_case_and_accents(label, expected):
    found = words("categories_personnes", Cover("clients", "Nos clients"), Cover("Visiteurs", "Visiteurs"), Cover("!", "!"))
    assert found.code_of("categories_personnes", label) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Chronolog", "Chronolog, Réglages, Accès."),
        ("CHRONOLOG", "Chronolog, Réglages, Accès."),
        ("Notre banque", "Appelez notre conseillère."),
        ("Qonto", "Appelez notre conseillère."),
        ("Ailleurs", ""),
    ],
)
def test_a_service_tells_where_an_access_is_taken_back_even_renamed_or_set_aside(typed, expected):
    own = Cover("Chronolog", "Chronolog", "Chronolog, Réglages, Accès.", is_hidden=True)
    bank = next(code for code, term in vocabulary("services").items() if term.label == "Qonto")
    found = words("services", own, Cover(bank, "Notre banque", "Appelez notre conseillère."))
    assert services.revoke_advice(typed, found) == expected
    assert "Chronolog" not in services.names(found)
