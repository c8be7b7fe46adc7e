"""Fragments to one PDF/UA-1 and PDF/A-3a file. What depends on the place of a page is made here: a fragment is good anywhere."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from lib.pdf.chunk import META
from lib.pdf.faces import Face
from lib.pdf.marks import Bookmark, Marks, Spot, finish
from lib.pdf.stamp import Footer, add_content, names_in_force, number_contents
from lib.pdf.tree import StructTree


@dataclass(frozen=True)
class Part:
    """A rendered fragment and whether it is a piece of the contents."""

    path: Path
    contents: bool = False


class Merge:
    """One output file being put together: call `add` for each part in order, then `write`."""

    def __init__(self, pack: Path, face: Face) -> None:
        self.pdf = pikepdf.new()
        self.face = face
        self.tree = StructTree(self.pdf)
        self.anchors: dict[str, Spot] = {}
        self.bookmarks: list[Bookmark] = []
        self.contents_pages: list[int] = []
        with pikepdf.open(pack) as source:
            self.fonts = self.pdf.copy_foreign(source.make_indirect(source.pages[0].obj.Resources.Font))

    def add(self, part: Part) -> None:
        start = len(self.pdf.pages)
        with pikepdf.open(part.path) as source:
            meta = json.loads(str(source.Root[META]))
            self._copy_pages(source)
            self.tree.add(source, start, meta["pages"], contents=part.contents)
        resources = self.pdf.pages[start].obj.Resources  # one dictionary for the whole fragment
        for key, value in self.fonts.items():
            resources.Font[key] = value
        if part.contents:
            self.contents_pages += range(start, start + meta["pages"])
        for name, number, x, y in meta["anchors"]:
            self.anchors[name] = Spot(start + number, x, y)
        self.bookmarks += [Bookmark(level, label, Spot(start + number, x, y)) for level, label, number, x, y in meta["bookmarks"]]

    def _copy_pages(self, source: pikepdf.Pdf) -> None:
        with warnings.catch_warnings():  # pikepdf warns that destinations are not kept: `finish` makes them
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            self.pdf.pages.extend(source.pages)

    def write(self, marks: Marks, out: Path) -> int:
        """Returns the number of pages. The same parts and marks give the same bytes."""
        pages = [page.obj for page in self.pdf.pages]
        printed = {name: spot.page + 1 for name, spot in self.anchors.items()}
        for number in self.contents_pages:
            number_contents(self.pdf, pages[number], printed, self.face)
        self._add_footers(pages, marks)
        self.tree.finish()
        bookmarks = self.bookmarks
        if marks.has_cover:
            bookmarks = [Bookmark(1, "Couverture", Spot(0, 0, float(pages[0].MediaBox[3]))), *bookmarks]
        finish(self.pdf, marks, self.anchors, bookmarks)
        self.pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)
        return len(pages)

    def _add_footers(self, pages: list[Any], marks: Marks) -> None:
        regular = next(str(key) for key, font in self.fonts.items() if "Bold" not in str(font.BaseFont))
        footer = Footer(self.face, regular, marks.middle, marks.above)
        total = len(pages)
        names = names_in_force({name: spot.page for name, spot in self.anchors.items()}, total)
        for number, name in enumerate(names):
            if number or not marks.has_cover:
                reference = name if marks.reference_prefix and name.startswith(marks.reference_prefix) else ""
                left = " · ".join(filter(None, (marks.footer, reference)))
                add_content(self.pdf, pages[number], footer.operators(left, f"Page {number + 1} / {total}"))
