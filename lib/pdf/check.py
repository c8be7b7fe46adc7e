"""Checks the structure of one of our PDF files: tags against page contents both ways, links, contents, bookmarks, footers, labels, marks.

`python -m lib.pdf.check FILE` prints the faults and ends with 1 when there are any. Tests and releases run it on every document we make.
Needs `pdftotext` (poppler-utils) for the checks that read pages as a person does.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

MCID = re.compile(rb"/(\w+)\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
REFERENCE = re.compile(r"^\s*([A-Z]{2}-\d+)\s+(.*?)\s+(\d+)$", re.MULTILINE)
LOST = -1  # the index of a page that is no longer in the file
XMP_NEEDS = ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "pdfaExtension:schemas", "<dc:title>", "<dc:language>")


class Checker:
    """Open file and what has been read of it. Each `check_*` yields faults as sentences."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pdf: Any = pikepdf.open(path)
        self.root: Any = self.pdf.Root
        self.page_of = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.total = len(self.pdf.pages)
        self.tags: Counter[str] = Counter()
        self.owners: dict[tuple[int, int], Any] = {}
        self.annotation_owners: dict[Any, Any] = {}
        self.reading: list[tuple[Any, int]] = []  # (row around it or None, page)

    def _page(self, page: Any) -> int:
        return self.page_of.get(page.objgen, LOST)

    def faults(self) -> list[str]:
        checks = (self.check_tree, self.check_pages, self.check_tables, self.check_footers, self.check_contents, self.check_bookmarks)
        return [fault for check in (*checks, self.check_labels, self.check_marks, self.check_fonts) for fault in check()]

    # --- tags --------------------------------------------------------------------------------------------------------

    def check_tree(self) -> Iterator[str]:
        """From the top: back links, each piece of content owned once, reading order never back to an earlier page."""
        tree = self.root.StructTreeRoot
        seen: set[Any] = set()
        stack: list[tuple[Any, Any, Any]] = [(tree.K[0], tree, None)]
        while stack:
            element, parent, row = stack.pop()
            if element.objgen in seen:
                yield f"element {element.objgen} stands twice in the tree"
                continue
            seen.add(element.objgen)
            if element.P.objgen != parent.objgen:
                yield f"element {element.objgen} names another parent"
            self.tags[str(element.S)[1:]] += 1
            row = element.objgen if str(element.S) == "/TR" else row
            kids = _kids(element)
            yield from self._own(element, kids, row)
            stack += [(kid, element, row) for kid in reversed(kids) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        if self._goes_back():
            yield "the reading order goes back to an earlier page"

    def _goes_back(self) -> bool:
        """Cells of one row that a page break cut are read cell by cell: inside a row, going back is right."""
        reached = floor = 0
        current = None
        for row, page in self.reading:
            if row is None or row != current:
                current, floor = row, reached
            if page < floor:
                return True
            reached = max(reached, page)
        return False

    def _own(self, element: Any, kids: list[Any], row: Any) -> Iterator[str]:
        for kid in kids:
            if not isinstance(kid, pikepdf.Object) or isinstance(kid, int):
                page = self._page(element.Pg)
                if page == LOST:
                    yield f"element {element.objgen} has content on a page that is not in the file"
                    continue
                if (page, int(kid)) in self.owners:
                    yield f"page {page + 1}: content {int(kid)} owned twice"
                self.owners[page, int(kid)] = element.objgen
                self.reading.append((row, page))
            elif kid.get("/Type") == pikepdf.Name.OBJR:
                self.annotation_owners[kid.Obj.objgen] = element.objgen

    def check_pages(self) -> Iterator[str]:
        """From the pages: what is painted, and the parent tree, say the same as the tree from the top."""
        branches: dict[int, Any] = {}
        last = -1
        for branch in self.root.StructTreeRoot.ParentTree.get("/Kids", [self.root.StructTreeRoot.ParentTree]):
            numbers = list(branch.Nums)
            for key, value in zip(numbers[::2], numbers[1::2], strict=True):
                if int(key) <= last:
                    yield f"parent tree: key {key} after {last}"
                last = int(key)
                branches[last] = value
        for number, page in enumerate(self.pdf.pages):
            yield from self._check_page(number, page.obj, branches)

    def _check_page(self, number: int, page: Any, branches: dict[int, Any]) -> Iterator[str]:
        painted = [int(found) for _, found in MCID.findall(_content(page))]
        row = branches.get(int(page.StructParents))
        if not isinstance(row, pikepdf.Array):
            yield f"page {number + 1}: no row in the parent tree"
            return
        owned = {mcid for mcid, owner in enumerate(row) if owner is not None}
        if len(set(painted)) != len(painted) or owned != set(painted):
            yield f"page {number + 1}: painted content and its row differ"
        for mcid in set(painted) & owned:
            if self.owners.get((number, mcid)) != row[mcid].objgen:
                yield f"page {number + 1}: content {mcid} has another owner in the tree"
        for annotation in page.get("/Annots", ()):
            parent = branches.get(int(annotation.StructParent))
            if parent is None or self.annotation_owners.get(annotation.objgen) != parent.objgen:
                yield f"page {number + 1}: a link without its tag"
            if "/Contents" not in annotation or int(annotation.get("/F", 0)) != 4:
                yield f"page {number + 1}: a link without words or not printed"

    def check_tables(self) -> Iterator[str]:
        """Every header cell has a scope; every row of a table has as many columns as the first."""
        for element in self._elements("/TH"):
            if str(element.get("/A", {}).get("/Scope", "")) not in ("/Row", "/Column"):
                yield f"header cell {element.objgen} without scope"
        for table in self._elements("/Table"):
            rows = [row for part in _kids(table) for row in (_kids(part) if str(part.S) != "/TR" else [part])]
            widths = {sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in _kids(row)) for row in rows}
            if len(widths) != 1:
                yield f"table {table.objgen}: rows of {sorted(widths)} cells"

    def _elements(self, tag: str) -> Iterator[Any]:
        stack = [self.root.StructTreeRoot.K[0]]
        while stack:
            element = stack.pop()
            if str(element.S) == tag:
                yield element
            stack += [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

    # --- what a reader uses to find the way --------------------------------------------------------------------------

    @cached_property
    def texts(self) -> list[str]:
        run = subprocess.run(["pdftotext", "-layout", str(self.path), "-"], capture_output=True, text=True, check=True)
        return run.stdout.split("\f")[:-1]

    @cached_property
    def destinations(self) -> dict[str, int]:
        names: dict[str, int] = {}
        tree = self.root.get("/Names", {}).get("/Dests")
        for branch in tree.get("/Kids", [tree]) if tree is not None else ():
            items = list(branch.Names)
            names |= {str(name): self._page(target[0]) for name, target in zip(items[::2], items[1::2], strict=True)}
        return names

    @property
    def has_cover(self) -> bool:
        return bool(self.pdf.pages[0].label == "Couverture")

    def check_footers(self) -> Iterator[str]:
        for number, text in enumerate(self.texts):
            if number == 0 and self.has_cover:
                continue
            if not re.search(rf"Page {number + 1} / {self.total}\s*$", text.rstrip()):
                yield f"page {number + 1}: its footer does not say so"

    def check_contents(self) -> Iterator[str]:
        """Each line of the contents names the page where a heading of that name stands; each link leads somewhere."""
        lines: dict[str, int] = {}
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.obj.get("/Annots", ()):
                if "/Dest" in annotation and str(annotation.Dest) not in self.destinations:
                    yield f"page {number + 1}: a link leads nowhere ({annotation.Dest})"
        if "sommaire" not in self.destinations:
            return
        start = self.destinations["sommaire"]
        for text in self.texts[start : min((page for page in self.destinations.values() if page > start), default=self.total)]:
            for name, title, page in REFERENCE.findall(text):
                lines[name] = int(page)
                yield from self._check_line(name, title)
        expected = {name: page + 1 for name, page in self.destinations.items() if REFERENCE.match(f"{name} x 1")}
        if lines != expected:
            yield f"contents: {len(lines)} lines for {len(expected)} references, or other page numbers"

    def _check_line(self, name: str, title: str) -> Iterator[str]:
        heading = _flat(self.texts[self.destinations[name]]) if name in self.destinations else ""
        if not heading.startswith(_flat(title)[:40]):
            yield f"contents: {name} leads to a page that opens otherwise"

    def check_bookmarks(self) -> Iterator[str]:
        with self.pdf.open_outline() as outline:
            stack = list(outline.root)
        if not stack:
            yield "no bookmarks"
        while stack:
            mark = stack.pop(0)
            stack += mark.children
            page = self._page(mark.destination[0])
            if page == LOST or (mark.title != "Couverture" and _flat(mark.title)[:40] not in _flat(self.texts[page])):
                yield f"bookmark « {mark.title[:60]} » is not on page {page + 1}"

    def check_labels(self) -> Iterator[str]:
        """The number a viewer shows is the number printed."""
        for number in {1 if self.has_cover else 0, self.total - 1}:
            if 0 < number < self.total and self.pdf.pages[number].label != str(number + 1):
                yield f"page {number + 1} is labelled {self.pdf.pages[number].label}"
        if "/PageLabels" not in self.root:
            yield "no page labels"

    # --- marks -------------------------------------------------------------------------------------------------------

    def check_marks(self) -> Iterator[str]:
        packet = self.root.Metadata.read_bytes().decode()
        yield from (f"metadata lacks {needle}" for needle in XMP_NEEDS if needle not in packet)
        if str(self.root.get("/Lang", "")) != "fr" or len(self.root.get("/OutputIntents", ())) != 1:
            yield "language or colour profile"
        if not bool(self.root.get("/MarkInfo", {}).get("/Marked", False)):
            yield "not marked as tagged"
        for spec in self.root.get("/AF", ()):
            if str(spec.AFRelationship) != "/Data" or not spec.EF.F.read_bytes():
                yield "attached file"
        if "/Encrypt" in self.pdf.trailer:
            yield "encrypted"

    def check_fonts(self) -> Iterator[str]:
        """Every font is in the file, and no glyph stands for « unknown »."""
        for page in self.pdf.pages:
            for key, font in page.obj.Resources.Font.items():
                descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.get("/FontDescriptor", {})
                if not any(file in descriptor for file in ("/FontFile", "/FontFile2", "/FontFile3")):
                    yield f"font {key} is not in the file"


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _content(page: Any) -> bytes:
    parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    return b"\n".join(part.read_bytes() for part in parts)


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def faults(path: Path) -> list[str]:
    """What is wrong with the file, as sentences; empty when nothing is."""
    return Checker(path).faults()


if __name__ == "__main__":
    found = faults(Path(sys.argv[1]))
    sys.stdout.write("\n".join([*found, f"{len(found)} fault(s)"]) + "\n")
    sys.exit(bool(found))
