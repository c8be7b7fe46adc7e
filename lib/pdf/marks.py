"""What exists once in the file: title and dates, PDF/A-3a and PDF/UA-1 marks, bookmarks, destinations, page labels, the attached data."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PRODUCER = "Garde-fou"
LANGUAGE = "fr"


@dataclass(frozen=True)
class Marks:
    """Everything said of the document as a whole. `footer` stands on every page but a cover, with the reference of the page's anchor when
    it begins with `reference_prefix`; `middle` in the middle; `above` in small letters over them."""

    title: str
    author: str
    made_at: datetime.datetime
    footer: str = ""
    middle: str = ""
    above: str = ""
    reference_prefix: str = ""
    has_cover: bool = True
    attachment: bytes = b""
    attachment_name: str = ""
    attachment_type: str = "application/json"


@dataclass(frozen=True)
class Spot:
    """A place in the file: page index and point on it."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Bookmark:
    level: int
    label: str
    spot: Spot


def finish(pdf: pikepdf.Pdf, marks: Marks, anchors: Mapping[str, Spot], bookmarks: Sequence[Bookmark]) -> None:
    pages = [page.obj for page in pdf.pages]
    pdf.Root.Names = Dictionary()
    _add_destinations(pdf, pages, anchors)
    _add_outline(pdf, pages, bookmarks)
    _add_catalogue(pdf, marks)
    _add_colour_profile(pdf)
    _add_metadata(pdf, marks)
    if marks.attachment:
        _attach(pdf, marks)


def _target(pages: Sequence[Any], spot: Spot) -> Array:
    return Array([pages[spot.page], Name.XYZ, spot.x, spot.y, 0])


def _add_destinations(pdf: pikepdf.Pdf, pages: Sequence[Any], anchors: Mapping[str, Spot]) -> None:
    if not anchors:
        return
    names = Array()
    for name in sorted(anchors, key=str.encode):
        names.extend([String(name), _target(pages, anchors[name])])
    branch = pdf.make_indirect(Dictionary(Names=names, Limits=Array([names[0], names[-2]])))
    pdf.Root.Names.Dests = Dictionary(Kids=Array([branch]))


def _add_outline(pdf: pikepdf.Pdf, pages: Sequence[Any], bookmarks: Sequence[Bookmark]) -> None:
    """Bookmarks nest by level: the sheets stand under the list of processings."""
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
    path = [(0, root)]
    for mark in bookmarks:
        while path[-1][0] >= mark.level:
            path.pop()
        parent = path[-1][1]
        item = pdf.make_indirect(Dictionary(Title=String(mark.label), Parent=parent, Dest=_target(pages, mark.spot)))
        _hang(parent, item)
        for _, above in path:
            above.Count = int(above.get("/Count", 0)) + 1
        path.append((mark.level, item))
    pdf.Root.Outlines = root


def _hang(parent: Any, item: Any) -> None:
    if "/Last" in parent:
        parent.Last.Next, item.Prev = item, parent.Last
    else:
        parent.First = item
    parent.Last = item


def _add_catalogue(pdf: pikepdf.Pdf, marks: Marks) -> None:
    root = pdf.Root
    root.Lang, root.MarkInfo = String(LANGUAGE), Dictionary(Marked=True)
    root.ViewerPreferences, root.PageMode = Dictionary(DisplayDocTitle=True), Name.UseOutlines
    cover = [0, Dictionary(P=String("Couverture")), 1, Dictionary(S=Name.D, St=2)]
    root.PageLabels = Dictionary(Nums=Array(cover if marks.has_cover else [0, Dictionary(S=Name.D)]))


def _add_colour_profile(pdf: pikepdf.Pdf) -> None:
    profile = pdf.make_stream((files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes(), N=3)
    name = String("sRGB2014")
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=name, Info=name, DestOutputProfile=profile)
    pdf.Root.OutputIntents = Array([intent])


def _stamp(moment: datetime.datetime) -> String:
    return String(moment.astimezone(datetime.UTC).strftime("D:%Y%m%d%H%M%S+00'00'"))


def _attach(pdf: pikepdf.Pdf, marks: Marks) -> None:
    facts = Dictionary(ModDate=_stamp(marks.made_at), Size=len(marks.attachment))
    data = pdf.make_stream(marks.attachment, Type=Name.EmbeddedFile, Subtype=Name("/" + marks.attachment_type), Params=facts)
    name = String(marks.attachment_name)
    described = String("Les mêmes données, lisibles par un logiciel")
    file = Dictionary(Type=Name.Filespec, F=name, UF=name, Desc=described, AFRelationship=Name.Data, EF=Dictionary(F=data, UF=data))
    spec = pdf.make_indirect(file)
    pdf.Root.AF = Array([spec])
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([name, spec]))


def _add_metadata(pdf: pikepdf.Pdf, marks: Marks) -> None:
    information = pdf.docinfo
    information.Title, information.Author, information.Producer = String(marks.title), String(marks.author), String(PRODUCER)
    information.CreationDate = information.ModDate = _stamp(marks.made_at)
    date = marks.made_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    words = {"title": marks.title, "author": marks.author, "language": LANGUAGE, "producer": PRODUCER, "date": date}
    packet = XMP.format(**{key: escape(value) for key, value in words.items()})
    pdf.Root.Metadata = pdf.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)


# The pdfaExtension block describes pdfuaid: PDF/A-3 (ISO 19005-3, 6.6.2.3) wants every schema it does not define itself to be described.
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 ><pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 ><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part number</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>
</pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
