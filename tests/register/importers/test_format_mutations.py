"""Two hundred damaged exports of each program: each is read or refused in French, none raises anything else."""

import io
import random
import zipfile

import pytest

from lib.tables.archive import Unreadable
from register.importers.formats import preview
from register.importers.preview import ImportPreview, from_json, to_json
from tests.register.exports import BILLING, PAYROLL, SUPPORT, ciso, madis, open_rgpd, xlsx

ODD = (
    "",
    "Non, sauf",
    "x" * 9000,
    "=1+1",
    "<script>",
    "\u202e",
    ";;;",
    '"',
    "\n",
    "31/02/2024",
    "0000-00-00",
    "oui",
    "1:",
    "/ / /",
    "&#0;&#x110000;",
)
TIMES = 200


def settled(data):
    try:
        found = preview(data)
    except Unreadable:
        return False
    assert from_json(ImportPreview, to_json(found)) == found
    for item in found.processings:
        assert 0 < len(item.name) <= 200
        assert len(item.reference) <= 80
        assert all(len(line.code) <= 120 for line in (*item.people, *item.recipients, *item.measures))
        assert all(len(line.category) <= 120 for line in item.data)
    return True


def damaged(chance, data):
    piece = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        piece[chance.randrange(len(piece))] = chance.randrange(256)
    return bytes(piece[: chance.choice([len(piece), chance.randrange(len(piece))])])


@pytest.mark.slow
@pytest.mark.parametrize("good", [madis(BILLING), open_rgpd(SUPPORT), ciso()], ids=["madis", "openrgpd", "ciso"])
def test_changed_bytes_and_cut_ends_never_crash(good):
    chance = random.Random(1)  # noqa: S311
    for _ in range(TIMES):
        settled(damaged(chance, good))


@pytest.mark.slow
@pytest.mark.parametrize(("make", "good"), [(madis, BILLING), (open_rgpd, SUPPORT)], ids=["madis", "openrgpd"])
def test_absurd_values_are_kept_or_questioned(make, good):
    chance = random.Random(2)  # noqa: S311
    read = 0
    for _ in range(TIMES):
        values = dict(good)
        for _ in range(chance.randint(1, 8)):
            values[chance.choice(list(good))] = chance.choice(ODD)
        read += settled(make(values))
    assert read == TIMES


@pytest.mark.slow
def test_absurd_cells_of_a_workbook_never_crash():
    chance = random.Random(3)  # noqa: S311
    for _ in range(TIMES):
        tabs = {name: [[*row] for row in rows] for name, rows in PAYROLL.items()}
        for _ in range(chance.randint(1, 8)):
            row = chance.choice(tabs[chance.choice(list(tabs))])
            row[chance.randrange(len(row))] = chance.choice([word for word in ODD if word.isprintable()])
        settled(ciso(tabs))


@pytest.mark.slow
def test_damaged_xml_of_a_workbook_never_crashes():
    chance = random.Random(4)  # noqa: S311
    xml = zipfile.ZipFile(io.BytesIO(ciso())).read("xl/worksheets/sheet1.xml").decode()
    body = xml[xml.index("<row") : xml.index("</sheetData>")]
    for _ in range(TIMES):
        start = chance.randrange(len(body))
        settled(xlsx({"Processing": body[:start] + chance.choice(["<", "9", "r=", "</c>", "s"]) + body[start + chance.randrange(20) :]}))
