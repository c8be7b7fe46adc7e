"""The company's words in its register: on sheets, on paper, in files that leave, in files that come back."""

import pytest
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions import lines, words
from inventory.actions.words import Said
from inventory.forms.groups import FORMS
from inventory.models import DataSubject, ProcessedData
from inventory.queries.sheets import Reading
from inventory.queries.words import company_words
from register import documents, imports, paper
from register.exporters import csv, jsonld, ods, xlsx
from tests.cast import AT, sign_in
from tests.register import rows


@pytest.fixture
def sheet(alice, inside):
    """A whole sheet that says a word of ours called otherwise, a hidden one, an own one and an own sensitive category."""
    told = {"by": alice.membership, "at": AT}
    words.reword(inside, "categories_personnes", "clients", Said("Nos clients"), **told)
    words.hide(inside, "mesures_securite", "journaliser", **told)
    own = words.add(inside, "categories_personnes", Said("Poseurs indépendants"), **told)
    allergies = words.add(inside, "categories_donnees", Said("Allergies aux bois", extra={"niveau": "sensible_art9"}), **told)
    row = rows.whole_sheet(alice, AT)
    lines.add(row, "people", {"code": own.code, "precision": "À façon"}, **told)
    data = {"category": allergies.code, "is_sensitive": True, "retention": "1 an", "exception": "consentement_explicite"}
    lines.add(row, "data", data, **told)
    return row


def printed(company):
    return documents.build(company, AT)


def test_a_sheet_says_the_company_s_words_and_the_hidden_ones(sheet, inside):
    (told,) = printed(inside).sheets
    assert [line.label for line in told.people] == ["Nos clients", "Poseurs indépendants"]
    assert told.measures[0].label == "Tracer les opérations"
    assert [line.category for line in told.sensitive_data] == ["Allergies aux bois"]


def test_paper_and_pages_say_them_too(sheet, alice, inside):
    book = printed(inside)
    page = "".join(piece.html() for piece in paper.pieces(book, b"{}"))
    screen = sign_in(alice).get(reverse("register:sheet", args=[sheet.pk])).content.decode()
    for said in ("Nos clients", "Poseurs indépendants", "Allergies aux bois", "Tracer les opérations"):
        assert said in page
        assert said in screen


def test_a_renamed_word_keeps_its_meaning_for_other_programs(sheet, inside):
    book = printed(inside)
    assert b"dpv:Customer" in jsonld.write(book)
    renamed, own = book.sheets[0].people
    assert (renamed.code, renamed.kind, own.kind) == ("clients", "Clients", "")


@pytest.mark.parametrize("written", [ods.write, xlsx.write, csv.write], ids=["ods", "xlsx", "csv"])
def test_what_leaves_and_comes_back_means_the_same(sheet, inside, written):
    (item,) = imports.read(inside, written(printed(inside))).processings
    assert [line.code for line in item.people] == ["clients", "Poseurs indépendants"]
    assert "Allergies aux bois" in [line.category for line in item.data if line.is_sensitive]


def test_the_file_of_another_company_does_not_bring_its_words(sheet, alice, driss):
    with scope(alice.company):
        file = ods.write(printed(alice.company))
    with scope(driss.company):
        (item,) = imports.read(driss.company, file).processings
        assert not company_words(driss.company).is_sensitive("Allergies aux bois")
        assert "Poseurs indépendants" in [line.code for line in item.people]


@pytest.mark.parametrize("typed", ["poseurs indépendants", "POSEURS INDEPENDANTS", "Nos clients", "clients"])
def test_a_text_that_reads_like_a_word_becomes_that_word(sheet, inside, typed):
    known = company_words(inside)
    form = FORMS["people"]({"other": typed}, processing=sheet, reading=Reading(known, AT.date()))
    assert form.is_valid(), form.errors
    assert form.values()["code"] in ("Poseurs indépendants", "clients")


def test_a_hidden_word_is_offered_only_to_the_line_that_says_it(sheet, alice, inside):
    words.hide(inside, "categories_personnes", "clients", by=alice.membership, at=AT)
    known, line = company_words(inside), DataSubject.objects.of(inside).get(code="clients")
    offered = [
        dict(FORMS["people"](processing=sheet, line=one, reading=Reading(known, AT.date())).fields["code"].choices) for one in (None, line)
    ]
    assert ["clients" in codes for codes in offered] == [False, True]


def test_an_own_sensitive_category_makes_its_line_sensitive(sheet, alice, inside):
    ProcessedData.objects.of(inside).filter(category="Allergies aux bois").delete()
    said = {"category": "Allergies aux bois", "retention": "1 an", "exception": ""}
    form = FORMS["data"](said, processing=sheet, reading=Reading(company_words(inside), AT.date()))
    assert form.is_valid(), form.errors
    assert form.values()["is_sensitive"] is True
