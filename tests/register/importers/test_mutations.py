"""Hundreds of damaged and absurd files: each is read or refused in French, none raises anything else."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.tables.archive import Unreadable
from register.importers.cnil_ods import preview
from register.importers.preview import ImportPreview, from_json, to_json
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import Sheet, Tab, listing, register, workbook

GOOD = register(listing([["Prospection", "P-1", "15/05/2026", "", "Prospecter", "non"]]), BILLING)
ODD = [
    *("", "Non, sauf", "x" * 9000, "=cmd|'/c calc'!A1", "<script>", "\u202e", "Nom du traitement", "Destinataires"),
    *("31/02/2024", "►", "N/A", "oui"),
]


def settled(data):
    """Read, or the sentence of its refusal; a preview survives its JSON."""
    try:
        found = preview(data)
    except Unreadable as refused:
        return str(refused)
    assert from_json(ImportPreview, to_json(found)) == found
    for processing in found.processings:
        assert 0 < len(processing.name) <= 200
        assert len(processing.reference) <= 80
    return found


def with_content(xml):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", xml)
    return stream.getvalue()


@pytest.mark.slow
def test_flipped_bits_and_cut_ends_never_crash():
    chance = random.Random(1)  # noqa: S311
    for _ in range(150):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        settled(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))


@pytest.mark.slow
def test_damaged_xml_never_crashes():
    chance = random.Random(2)  # noqa: S311
    xml = zipfile.ZipFile(io.BytesIO(GOOD)).read("content.xml")
    for _ in range(80):
        start = chance.randrange(len(xml))
        settled(with_content(xml[:start] + bytes(chance.randrange(256) for _ in range(3)) + xml[start + chance.randrange(200) :]))


@pytest.mark.slow
def test_shuffled_rows_and_absurd_cells_never_crash():
    chance = random.Random(3)  # noqa: S311
    for _ in range(80):
        rows = [dict(row) for row in (*listing([["A", "1", "", "", "", "?"]]).rows, *BILLING.rows())]
        chance.shuffle(rows)
        for _ in range(chance.randint(1, 30)):
            chance.choice(rows)[chance.randrange(12)] = chance.choice(ODD)
        settled(workbook(Tab("Fiche", rows[: chance.randint(1, len(rows))]), Tab("Fiche", BILLING.rows())))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), min_size=12, max_size=12))
@pytest.mark.asvs("V1.3.3")
def test_any_text_in_any_answer_is_kept_or_questioned(texts):
    a, b, c, d, e, f, g, h, i, j, k, m = texts
    sheet = Sheet(
        name=a, reference=b, created=c, purpose=d, sub_purposes=[e], data={"connexion": (f, g)}, people=[(h, i)], transfers=[(j, k, m, a)]
    )  # fmt: skip
    settled(register(sheet))
