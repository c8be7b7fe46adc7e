"""Leaner and better tags than WeasyPrint's own, made on its in-memory objects.

No empty shells, a scope on every header cell, real tables of contents, and each section whole again when a page break cut it: its
table or list in one piece, its repeated header row an artifact. The numbers of marked content in the pages never change, only which
element owns them.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from lib.pdf.chunk import Fragment

Kid = Any  # a marked-content number (int) or a reference to another object (bytes)
PARTS = {"/THead", "/TBody", "/TFoot"}
GROUPS = {"/Document", "/Part", "/Art", "/Sect", "/Div", "/Table", "/TR", "/L", "/LI", "/TOC", "/TOCI", "/BlockQuote"} | PARTS
SHELLS = {"/NonStruct", "/Span", "/Div"}
INLINE = {"/Link", "/Span"}
MAY_BE_EMPTY = {"/TD", "/TH", "/Figure"}
CONTENTS = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}


class Tags:
    def __init__(self, fragment: "Fragment") -> None:
        self.fragment = fragment
        self.get = fragment.get
        root = self.get(fragment.pdf.catalog["StructTreeRoot"])
        self.document = self.get(root["K"][0])
        self.numbers = self.get(root["ParentTree"])["Nums"]
        self.owners = [self.numbers[2 * page + 1] for page in range(len(fragment.pages))]
        self.page_of = {reference: number for number, reference in enumerate(fragment.pdf.page_references)}
        self.renamed: dict[str, str] = {}

    def rebuild(self, *, contents: bool) -> None:
        self.renamed = CONTENTS if contents else {}
        tops = [new for kid in self.document["K"] for new in self.walk(kid, None)]
        self.document["K"] = pydyf.Array()
        section = None
        for reference in tops:
            element = self.get(reference)
            if section is not None and self.is_continuation(element):
                self.join_section(section, element)
                continue
            if element["S"] == "/Sect":
                section = element
            element["P"] = self.document.reference
            self.document["K"].append(reference)
        if any(owner != "null" and not self.get(owner) for page in self.owners for owner in page):
            raise RuntimeError("a piece of text lost its tag")

    # --- one element -------------------------------------------------------------------------------------------------

    def walk(self, reference: Any, part: str | None) -> list[Kid]:
        """What `reference` becomes in its parent: itself, or its kids when it was a shell. `part`: the table part around it."""
        element = self.get(reference)
        inside = element["S"] if element["S"] in PARTS else part
        kids: list[Kid] = []
        for kid in element["K"]:
            kids += [kid] if self.is_leaf(kid) else self.walk(kid, inside)
        if element["S"] == "/Div" and any(isinstance(kid, int) or self.tag(kid) in INLINE for kid in kids):
            element["S"] = "/P"
        if element["S"] in SHELLS:
            kids = self.without_extra_links(kids)
        if self.is_shell(element, kids):
            element.clear()
            return kids
        if element["S"] in ("/TH", "/TD"):
            _finish_cell(element, inside)
        element["S"] = self.renamed.get(element["S"], element["S"])
        self.fill(element, reference, kids)
        return [reference]

    def is_shell(self, element: Any, kids: list[Kid]) -> bool:
        tag = element["S"]
        anonymous = tag in ("/Sect", "/P") and self.get(element["P"]).get("S") == tag  # a box made by WeasyPrint, tagged like its parent
        empty = not kids and tag not in MAY_BE_EMPTY
        return anonymous or empty or (tag in SHELLS and "Lang" not in element)

    def without_extra_links(self, kids: list[Kid]) -> list[Kid]:
        """WeasyPrint gives each box inside a link a link of its own: one is enough."""
        for kid in kids:
            if self.is_annotation(kid):
                target = self.get(kid)
                self.get(target["Pg"])["Annots"].remove(target["Obj"])
        return [kid for kid in kids if not self.is_annotation(kid)]

    def fill(self, element: Any, reference: Any, kids: list[Kid]) -> None:
        """Gives `element` its kids; text lying loose in a grouping element gets a paragraph."""
        element["K"] = pydyf.Array()
        paragraph = None
        for kid in kids:
            if not self.is_loose(element["S"], kid):
                paragraph = None
                self.adopt(element, [kid])
                continue
            if paragraph is None:
                paragraph = self.new_paragraph(reference, element["Pg"])
                element["K"].append(paragraph.reference)
            self.adopt(paragraph, [kid])

    def is_loose(self, tag: str, kid: Kid) -> bool:
        return tag in GROUPS and (isinstance(kid, int) or (tag == "/Sect" and self.tag(kid) == "/Link"))

    def new_paragraph(self, parent: Any, page: Any) -> Any:
        paragraph = pydyf.Dictionary({"Type": "/StructElem", "S": "/P", "P": parent, "Pg": page, "K": pydyf.Array()})
        self.fragment.pdf.add_object(paragraph)
        return paragraph

    # --- pieces that a page break cut --------------------------------------------------------------------------------

    def is_continuation(self, element: Any) -> bool:
        """Every section of ours opens with a heading: one without is the rest of the section before."""
        return element["S"] == "/Sect" and not any(self.tag(kid) in ("/H1", "/H2") for kid in element["K"][:3])

    def join_section(self, section: Any, rest: Any) -> None:
        """Every block inside a section opens with a heading too, so two tables, or two lists, in a row are one that was cut."""
        kids = list(rest["K"])
        before, after = self.get(section["K"][-1]), self.get(kids[0])
        if before["S"] == after["S"] == "/L":
            self.adopt(before, after["K"])
            self.get(kids.pop(0)).clear()
        elif before["S"] == after["S"] == "/Table":
            self.join_table(before, after)
            self.get(kids.pop(0)).clear()
        self.adopt(section, kids)
        rest.clear()

    def join_table(self, before: Any, after: Any) -> None:
        for reference in after["K"][:-1]:
            self.to_artifact(self.get(reference))
        body, rest = self.get(before["K"][-1]), self.get(after["K"][-1])
        rows = list(rest["K"])
        last, first = self.get(body["K"][-1]), self.get(rows[0])
        if self.is_same_row(last, first):
            self.join_row(last, first)
            rows.pop(0)
        self.adopt(body, rows)
        rest.clear()

    def is_same_row(self, last: Any, first: Any) -> bool:
        ours, theirs = ([self.html_cells.get(id(self.get(cell))) for cell in row["K"]] for row in (last, first))
        return ours == theirs and None not in ours

    @cached_property
    def html_cells(self) -> dict[int, int]:
        """Cell element -> HTML element it was made from: a row cut in two has the same HTML cells on both pages."""
        found: dict[int, int] = {}
        for page in self.fragment.document.pages:
            for box in page._page_box.descendants():
                mark = getattr(box, "mark", None)
                if isinstance(mark, pydyf.Dictionary):
                    found[id(mark)] = id(box.element)
        return found

    def join_row(self, last: Any, first: Any) -> None:
        for ours, theirs in zip(list(last["K"]), list(first["K"]), strict=True):
            cell, rest = self.get(ours), self.get(theirs)
            paragraph = None
            for kid in rest["K"]:
                if not isinstance(kid, int):
                    self.adopt(cell, [kid])
                    continue
                if paragraph is None:  # a number of the second page cannot be a kid of an element of the first
                    paragraph = self.new_paragraph(cell.reference, rest["Pg"])
                    cell["K"].append(paragraph.reference)
                self.adopt(paragraph, [kid])
            rest.clear()
        first.clear()

    def to_artifact(self, element: Any) -> None:
        page = self.page_of[element["Pg"]]
        stream = self.get(self.fragment.pages[page]["Contents"]).stream
        for kid in element["K"]:
            if isinstance(kid, int):
                at = next(place for place, word in enumerate(stream) if _opens(word, kid))
                stream[at - 1 : at + 2] = [b"/Artifact", b"BMC"]
                self.owners[page][kid] = "null"
            elif not self.is_annotation(kid):
                self.to_artifact(self.get(kid))
        element.clear()

    # --- who owns what -----------------------------------------------------------------------------------------------

    def adopt(self, parent: Any, kids: list[Kid]) -> None:
        for kid in kids:
            parent["K"].append(kid)
            if isinstance(kid, int):
                self.owners[self.page_of[parent["Pg"]]][kid] = parent.reference
            elif self.is_annotation(kid):
                self.numbers[2 * self.get(self.get(kid)["Obj"])["StructParent"] + 1] = parent.reference
            else:
                self.get(kid)["P"] = parent.reference

    def is_leaf(self, kid: Kid) -> bool:
        return isinstance(kid, int) or self.is_annotation(kid)

    def is_annotation(self, kid: Kid) -> bool:
        return not isinstance(kid, int) and self.get(kid).get("Type") == "/OBJR"

    def tag(self, kid: Kid) -> str | None:
        return None if isinstance(kid, int) else self.get(kid).get("S")


def _finish_cell(element: Any, part: str | None) -> None:
    attributes = element["A"]
    attributes.pop("Headers", None)  # with a scope on every header, lists of headers say nothing more
    element.pop("ID", None)
    if element["S"] == "/TH":
        attributes["Scope"] = "/Row" if part == "/TBody" else "/Column"
    if len(attributes) == 1:
        del element["A"]


def _opens(word: Any, number: int) -> bool:
    return bool(isinstance(word, pydyf.Dictionary) and word.get("MCID") == number) or bool(word == b"<</MCID %d>>" % number)
