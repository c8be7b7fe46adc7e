"""What a cell means: tables that read as policy."""

import time
from datetime import date

import pytest

from lib.tables.text import clean, fold, shorten
from lib.tables.values import Meaning, day_of, is_email, is_phone, meaning, yes_or_no


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Meaning.BLANK),
        ("—", Meaning.BLANK),
        (" - ", Meaning.BLANK),
        ("Sélectionnez un élément dans cette liste déroulante ►", Meaning.BLANK),
        ("selectionnez un element dans cette liste", Meaning.BLANK),
        ("N/A", Meaning.ABSENT),
        ("n.a.", Meaning.ABSENT),
        ("Non concerné", Meaning.ABSENT),
        ("NON CONCERNÉ", Meaning.ABSENT),
        ("non", Meaning.ABSENT),
        ("Sans objet", Meaning.ABSENT),
        ("Sans objet — aucun transfert hors UE à ce jour", Meaning.ABSENT),
        ("Non concerné (aucune donnée économique)", Meaning.ABSENT),
        ("N/A (DPO interne)", Meaning.ABSENT),
        ("Aucun transfert hors UE", Meaning.ABSENT),
        ("Aucune donnée", Meaning.ABSENT),
        ("Non, sauf le RIB", Meaning.DOUBTFUL),
        ("Non concerné pour le moment", Meaning.DOUBTFUL),
        ("Non collectée explicitement ; risque de biais", Meaning.DOUBTFUL),
        ("Pas de collecte directe", Meaning.DOUBTFUL),
        ("x", Meaning.TICK),
        ("Oui", Meaning.TICK),
        ("Noms et prénoms", Meaning.TEXT),
        ("Nonante clients", Meaning.TEXT),
        ("RIB", Meaning.TEXT),
    ],
)
def test_a_no_is_told_from_a_text(text, expected):
    assert meaning(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oui", True),
        ("oui", True),
        ("non", False),
        ("NON", False),
        ("Non ", False),
        ("Oui (biométrie)", True),
        ("VRAI", True),
        ("FAUX", False),
        ("Non, sauf exception", None),
        ("Oui ?", True),
        ("à voir", None),
        ("non renseigné", None),
        ("", None),
    ],
)
def test_yes_and_no_are_read_and_doubt_stays_doubt(text, expected):
    assert yes_or_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/05/2026", date(2026, 5, 15)),
        ("5/3/2026", date(2026, 3, 5)),
        ("15.05.2026", date(2026, 5, 15)),
        ("15-05-2026", date(2026, 5, 15)),
        ("2026-05-15", date(2026, 5, 15)),
        ("2018-05-26T00:00:00", date(2018, 5, 26)),
        ("15 mai 2026", date(2026, 5, 15)),
        ("1er août 2024", date(2024, 8, 1)),
        ("vendredi 15 mai 2026", date(2026, 5, 15)),
        ("12/05/24", None),
        ("mars 2024", None),
        ("2024", None),
        ("31/02/2024", None),
        ("05/15/2026", None),
        ("01/01/0001", None),
        ("", None),
    ],
)
def test_a_day_is_complete_or_is_no_day(text, expected):
    assert day_of(text) == expected


def test_contacts_are_known_by_their_look():
    assert is_email("rgpd@menuiserie.example")
    assert not is_email("rgpd chez menuiserie")
    assert is_phone("01 XX XX XX XX")
    assert is_phone("+33 4 78 00 00 00")
    assert not is_phone("75002")
    assert not is_phone("12 rue des Lilas")


def test_invisible_characters_are_removed_and_line_breaks_kept():
    assert clean("a\u202eb\u200f\x00\x07c\u200b") == "abc"
    assert clean(" un\t deux \r\n\n  trois ") == "un deux\ntrois"
    assert clean("e\u0301te\u0301") == "été"


def test_labels_compare_without_accents_spaces_or_case():
    assert fold("N° / RÉF") == "n ref"
    assert (
        fold("Données  relatives à des condamnations pénales ou\u00a0 infractions")
        == "donnees relatives a des condamnations penales ou infractions"
    )
    assert fold("Œuvre") == "oeuvre"


def test_a_text_is_cut_at_a_word():
    assert shorten("une phrase assez longue", 15) == "une phrase…"
    assert shorten("court", 15) == "court"
    assert len(shorten("x" * 50, 15)) == 15


def test_blanks_by_the_thousand_take_no_time():
    began = time.process_time()
    assert clean("\u00a0" * 200_000 + "x\n\u2003\n y ") == "x\ny"
    assert time.process_time() - began < 1
