"""Joins the tag trees of fragments under one Document element. Keys are shifted by a running base and never sorted again."""

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


class StructTree:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.next_key = 0
        self.contents: Any = None
        self.document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        self.kids, self.branches = Array(), Array()

    def add(self, source: pikepdf.Pdf, start: int, pages: int, *, contents: bool) -> None:
        """Adds the tags of a fragment whose `pages` pages now stand in the file from page `start`. Copy the pages first: qpdf then
        maps the references from tags to pages."""
        root = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        numbers = root.ParentTree.Nums
        keys = len(numbers) // 2
        for key in range(keys):
            numbers[2 * key] = self.next_key + key
        for number in range(pages):
            page = self.pdf.pages[start + number].obj
            page.StructParents = self.next_key + number
            for annotation in page.get("/Annots", ()):
                annotation.StructParent = self.next_key + int(annotation.StructParent)
        limits = Array([self.next_key, self.next_key + keys - 1])
        self.branches.append(self.pdf.make_indirect(Dictionary(Limits=limits, Nums=numbers)))
        self.next_key += keys
        self._adopt(list(root.K[0].K), contents=contents)

    def _adopt(self, kids: list[Any], *, contents: bool) -> None:
        if contents and self.contents is not None:  # rendered page by page, read as one list
            for line in next(kid for kid in kids[0].K if kid.S == Name.TOC).K:
                line.P = self.contents
                self.contents.K.append(line)
            return
        if contents:
            self.contents = next(kid for kid in kids[0].K if kid.S == Name.TOC)
        for kid in kids:
            kid.P = self.document
            self.kids.append(kid)

    def finish(self) -> None:
        self.document.K = self.kids
        parents = self.pdf.make_indirect(Dictionary(Kids=self.branches))
        root = Dictionary(Type=Name.StructTreeRoot, K=Array([self.document]), ParentTree=parents, ParentTreeNextKey=self.next_key)
        self.pdf.Root.StructTreeRoot = self.pdf.make_indirect(root)
        self.document.P = self.pdf.Root.StructTreeRoot
