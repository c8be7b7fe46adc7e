"""The structure checker sees what is wrong: its silence means something."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from lib.pdf.check import faults
from tests.register import books

pytestmark = pytest.mark.slow


def swap_owners(pdf: Any) -> None:
    row = pdf.Root.StructTreeRoot.ParentTree.Kids[3].Nums[1]
    row[0], row[1] = row[1], row[0]


def wrong_page_key(pdf: Any) -> None:
    pdf.pages[3].obj.StructParents = pdf.pages[4].obj.StructParents


def swap_destinations(pdf: Any) -> None:
    names = pdf.Root.Names.Dests.Kids[0].Names
    names[1], names[3] = names[3], names[1]


def wrong_parent(pdf: Any) -> None:
    pdf.Root.StructTreeRoot.K[0].K[3].P = pdf.Root.StructTreeRoot


def drop_a_section(pdf: Any) -> None:
    del pdf.Root.StructTreeRoot.K[0].K[4]


def drop_labels(pdf: Any) -> None:
    del pdf.Root.PageLabels


def wrong_link_tag(pdf: Any) -> None:
    links = pdf.pages[2].obj.Annots
    links[0].StructParent = links[1].StructParent


def drop_a_footer(pdf: Any) -> None:
    pdf.pages[3].obj.Contents = pdf.pages[3].obj.Contents[0]


def wrong_mark(pdf: Any) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"pdfuaid:part>1", b"pdfuaid:part>2"))


def move_a_page(pdf: Any) -> None:
    pdf.pages.append(pdf.pages[4])
    del pdf.pages[4]


def drop_a_scope(pdf: Any) -> None:
    cell = next(found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and found.get("/S") == pikepdf.Name.TH)
    del cell.A


def drop_bookmarks(pdf: Any) -> None:
    del pdf.Root.Outlines


def drop_a_font(pdf: Any) -> None:
    font = next(iter(dict(pdf.pages[1].obj.Resources.Font).values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def wrong_contents_number(pdf: Any) -> None:
    page = pdf.pages[2].obj
    first, footer = page.Contents
    operators = first.read_bytes()
    glyphs = [line for line in operators.split(b"\n") if line.startswith(b"[-")]
    page.Contents = pikepdf.Array([pdf.make_stream(operators.replace(glyphs[-1], glyphs[0])), footer])


FAULTS = [
    swap_owners, wrong_page_key, swap_destinations, wrong_parent, drop_a_section, drop_labels, wrong_link_tag, drop_a_footer, wrong_mark,
    move_a_page, drop_a_scope, drop_bookmarks, drop_a_font, wrong_contents_number,
]  # fmt: skip


@pytest.fixture(scope="module")
def good(printed: Callable[..., Path]) -> Path:
    return printed(books.book(books.template_sheets()[:4]))


def test_a_good_file_has_no_fault(good: Path) -> None:
    assert faults(good) == []


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_seen(good: Path, tmp_path: Path, plant: Callable[[Any], None]) -> None:
    with pikepdf.open(good) as pdf:
        plant(pdf)
        pdf.save(tmp_path / "bad.pdf")
    assert faults(tmp_path / "bad.pdf")
