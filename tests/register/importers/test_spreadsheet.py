"""An ODS file may be anything: it is read, or refused in one sentence; it never eats the memory."""

import io
import zipfile

import pytest

from lib.tables.archive import MAX_BYTES, Unreadable
from lib.tables.ods import MAX_CELLS, MAX_COLUMNS, MAX_TEXT, read
from tests.register.ods import Tab, content, packed, workbook


def cell(text, **attributes):
    written = " ".join(f'{name.replace("__", ":").replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-cell {written}><text:p>{text}</text:p></table:table-cell>"


def table(*rows, name="Feuille"):
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def row(*cells, repeat=1):
    return f'<table:table-row table:number-rows-repeated="{repeat}">{"".join(cells)}</table:table-row>'


def only(xml):
    return read(packed(content(xml)))[0].rows


def refusal(data):
    with pytest.raises(Unreadable) as refused:
        read(data)
    return str(refused.value)


def test_cells_keep_their_place():
    (tab,) = read(workbook(Tab("Un", [{0: "a", 3: "b"}, {}, {1: "c"}])))
    assert tab.name == "Un"
    assert {found.address: found.text for cells in tab.rows.values() for found in cells.values()} == {"A1": "a", "D1": "b", "B3": "c"}


def test_paragraphs_spans_breaks_and_spaces_are_one_text():
    inside = "un<text:s text:c='3'/><text:span>deux</text:span><text:line-break/>trois<text:tab/>quatre</text:p><text:p>cinq"
    assert only(table(row(cell(inside))))[0][0].text == "un deux\ntrois quatre\ncinq"


def test_annotations_and_deleted_history_are_not_content():
    note = "<office:annotation><text:p>aide</text:p></office:annotation>"
    told = f"<table:table-cell>{note}<text:p>réponse</text:p></table:table-cell>"
    history = f"<table:tracked-changes>{cell('effacé')}</table:tracked-changes>"
    assert only(history + table(row(told)))[0][0].text == "réponse"


def test_a_formula_gives_the_text_shown():
    shown = cell("T-001", office__string_value="ref-001", table__formula="of:=[.B5]")
    assert only(table(row(shown)))[0][0].text == "T-001"


def test_a_value_without_text_is_read():
    assert only(table(row('<table:table-cell office:value-type="float" office:value="75001"/>')))[0][0].text == "75001"


def test_a_filled_cell_repeated_is_repeated():
    rows = only(table(row(cell("15/05/2026", table__number_columns_repeated="2"))))
    assert sorted(rows[0]) == [0, 1]


def test_a_million_repeats_cost_nothing():
    rows = only(table(row(cell("x", table__number_columns_repeated="999999999"), repeat=999999999), row(cell("y"))))
    assert len(rows) == 1
    assert len(rows[0]) == MAX_COLUMNS


def test_an_absurd_repeat_counts_once():
    rows = only(table(row(cell("x", table__number_columns_repeated="9" * 5000)), row(cell("y", table__number_columns_repeated="-3"))))
    assert {number: len(cells) for number, cells in rows.items()} == {0: 1, 1: 1}


def test_too_many_cells_are_refused():
    xml = table(*[row(cell("x", table__number_columns_repeated="64"))] * (MAX_CELLS // 64 + 1))
    assert "trop de cases" in refusal(packed(content(xml)))


def test_a_long_text_is_cut_and_marked():
    found = only(table(row(cell("mot " * 3000))))[0][0]
    assert len(found.text) == MAX_TEXT
    assert found.is_cut


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ],
)
@pytest.mark.asvs("V1.5.1")
def test_entities_and_dtds_are_refused(prolog):
    assert "instructions" in refusal(packed(content("", prolog=prolog)))


def test_deep_nesting_does_not_exhaust_the_stack():
    deep = "<text:span>" * 20_000 + "x" + "</text:span>" * 20_000
    assert only(table(row(cell(deep))))[0][0].text == "x"


def test_too_many_elements_are_refused():
    assert "trop" in refusal(packed(content("<table:x/>" * 1_000_001)))


@pytest.mark.asvs("V5.2.3")
def test_a_zip_bomb_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 20_000_000)
    assert "volumineux" in refusal(stream.getvalue())


@pytest.mark.asvs("V5.2.3")
def test_a_bomb_beside_the_content_is_refused():
    assert "trop d’éléments" in refusal(packed(content(""), big=b" " * 70_000_000))


def test_what_is_not_an_ods_file_is_named():
    xlsx = packed("", mimetype="", xl__workbook_xml=b"<x/>")
    odt = packed(content(""), mimetype="application/vnd.oasis.opendocument.text")
    assert "vide" in refusal(b"")
    assert "5 Mio" in refusal(b"PK" + b"x" * MAX_BYTES)
    assert "PDF" in refusal(b"%PDF-1.7")
    assert "ancien classeur Excel" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1")
    assert "pas un classeur ODS" in refusal(b"nom;prenom")
    assert "classeur Excel" in refusal(xlsx)
    assert "pas un classeur ODS" in refusal(odt)


def test_a_protected_file_is_named():
    manifest = b"<manifest><encryption-data/></manifest>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", manifest)
    assert "mot de passe" in refusal(stream.getvalue())


def test_a_zip_without_content_or_with_broken_content_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("styles.xml", "<x/>")
    assert "contenu" in refusal(stream.getvalue())
    assert "abîmé" in refusal(packed("<office"))
    assert "abîmé" in refusal(packed(b"\xff\xfe\x00"))
    assert "pas un classeur" in refusal(packed("<x/>"))


def test_a_truncated_file_is_refused():
    data = workbook(Tab("Un", [{0: "a"}]))
    for length in (10, 100, len(data) // 2, len(data) - 1):
        assert refusal(data[:length])
