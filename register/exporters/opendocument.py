"""Writes an OpenDocument spreadsheet, piece by piece as text: every value is a typed string or a date, never a formula."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from lib.tables.cells import cell
from lib.tables.zips import packed

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in {
            "office": "office",
            "style": "style",
            "table": "table",
            "text": "text",
            "meta": "meta",
            "fo": "xsl-fo-compatible",
            "number": "datastyle",
        }.items()
    )
    + ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
VERSION = 'office:version="1.2"'
DAY_STYLE = (
    '<number:date-style style:name="day"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/></number:date-style>'
)
FACES = {  # name of a cell's style -> its properties, its text's properties
    "plain": ('fo:wrap-option="wrap" style:vertical-align="top"', ""),
    "title": ('style:vertical-align="middle"', 'fo:font-size="15pt" fo:font-weight="bold"'),
    "head": ('fo:wrap-option="wrap" fo:background-color="#E7EDF6" fo:border="0.5pt solid #857F70"', 'fo:font-weight="bold"'),
    "label": ('fo:wrap-option="wrap" style:vertical-align="top" fo:border="0.5pt solid #DFDACD"', 'fo:font-weight="bold"'),
    "value": ('fo:wrap-option="wrap" style:vertical-align="top" fo:border="0.5pt solid #DFDACD"', ""),
}


@dataclass(frozen=True)
class Box:
    """One cell: its text or day, its face (FACES), how many columns it spans and the list (Choice) it offers."""

    value: str | date = ""
    face: str = "plain"
    span: int = 1
    choice: str = ""


Row = Mapping[int, Box]  # column (A is 0) -> box


@dataclass(frozen=True)
class Tab:
    """One tab: its name (already fit, see tab_names), its columns' widths in centimetres and its rows."""

    name: str
    widths: Sequence[float]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Choice:
    """A drop-down list: the cells it reads, as an absolute address. Another text may still be typed."""

    name: str
    cells: str


@dataclass(frozen=True)
class Workbook:
    """A whole file."""

    title: str
    made_at: datetime
    tabs: Sequence[Tab]
    choices: Sequence[Choice] = field(default_factory=tuple)


def write(book: Workbook) -> bytes:
    """The bytes of the file."""
    files = {"content.xml": _content(book), "styles.xml": _styles(), "meta.xml": _meta(book)}
    names = ["/", *files]
    listed = "".join(f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={_type(name)}/>" for name in names)
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"'
    files["META-INF/manifest.xml"] = f"{HEAD}<manifest:manifest {space}>{listed}</manifest:manifest>"
    entries = [("mimetype", MIMETYPE.encode()), *((name, text.encode()) for name, text in files.items())]
    return packed(entries, stored=frozenset({"mimetype"}))


def tab_names(wanted: Iterable[str]) -> list[str]:
    """Names Excel and LibreOffice accept: at most 31 characters, none of []*?:/\\, no quote at either end, no two alike."""
    taken: set[str] = set()
    return [_tab_name(name, taken) for name in wanted]


def _tab_name(wanted: str, taken: set[str]) -> str:
    plain = "".join(" " if character in "[]*?:/\\\n" else character for character in cell(wanted))
    base, number = _short(plain, 31) or "Fiche", 1
    name = base
    while name.casefold() in taken:
        number += 1
        name = f"{_short(base, 31 - len(str(number)) - 1)} {number}"
    taken.add(name.casefold())
    return name


def _short(text: str, units: int) -> str:
    kept = text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
    return " ".join(kept.split()).strip("' ")


def _content(book: Workbook) -> str:
    widths = sorted({width for tab in book.tabs for width in tab.widths})
    styles = "".join(_column_style(width) for width in widths) + DAY_STYLE + "".join(_cell_style(name) for name in FACES)
    choices = "".join(_choice(choice) for choice in book.choices)
    offered = f"<table:content-validations>{choices}</table:content-validations>" if choices else ""
    tabs = "".join(_tab(tab) for tab in book.tabs)
    return (
        f"{HEAD}<office:document-content {NAMESPACES} {VERSION}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{offered}{tabs}</office:spreadsheet></office:body></office:document-content>"
    )


def _styles() -> str:
    text = '<style:text-properties fo:font-size="10pt" fo:language="fr" fo:country="FR"/>'
    default = f'<style:default-style style:family="table-cell">{text}</style:default-style>'
    named = '<style:style style:name="Default" style:family="table-cell"/>'
    styles = f"<office:styles>{default}{named}</office:styles>"
    return f"{HEAD}<office:document-styles {NAMESPACES} {VERSION}>{styles}</office:document-styles>"


def _meta(book: Workbook) -> str:
    day = f"<meta:creation-date>{book.made_at:%Y-%m-%dT%H:%M:%S}</meta:creation-date>"
    facts = f"<meta:generator>Garde-fou</meta:generator><dc:title>{escape(cell(book.title))}</dc:title>{day}"
    return f"{HEAD}<office:document-meta {NAMESPACES} {VERSION}><office:meta>{facts}</office:meta></office:document-meta>"


def _choice(choice: Choice) -> str:
    formula = quoteattr(f"of:cell-content-is-in-list([{choice.cells}])")
    shown = '<table:error-message table:message-type="information" table:display="false"/>'
    name = quoteattr(choice.name)
    return (
        f'<table:content-validation table:name={name} table:condition={formula} table:allow-empty-cell="true" '
        f'table:display-list="unsorted">{shown}</table:content-validation>'
    )


def _column_style(width: float) -> str:
    properties = f'<style:table-column-properties style:column-width="{width:.2f}cm"/>'
    return f'<style:style style:name="{_width_name(width)}" style:family="table-column">{properties}</style:style>'


def _width_name(width: float) -> str:
    return f"w{round(width * 100)}"


def _cell_style(name: str) -> str:
    box, text = FACES[name]
    inside = f"<style:table-cell-properties {box}/>" + (f"<style:text-properties {text}/>" if text else "")
    start = f'<style:style style:family="table-cell" style:parent-style-name="Default" style:name="{name}'
    return f'{start}">{inside}</style:style>{start}-day" style:data-style-name="day">{inside}</style:style>'


def _tab(tab: Tab) -> str:
    columns = "".join(f'<table:table-column table:style-name="{_width_name(width)}"/>' for width in tab.widths)
    rows = "".join(_row(row) for row in tab.rows) or "<table:table-row><table:table-cell/></table:table-row>"
    return f"<table:table table:name={quoteattr(tab.name)}>{columns}{rows}</table:table>"


def _row(row: Row) -> str:
    written, column = [], 0
    for place in sorted(row):
        if place > column:
            written.append(f'<table:table-cell table:number-columns-repeated="{place - column}"/>')
        box = row[place]
        written.append(_box(box))
        if box.span > 1:
            written.append(f'<table:covered-table-cell table:number-columns-repeated="{box.span - 1}"/>')
        column = place + box.span
    return f"<table:table-row>{''.join(written) or '<table:table-cell/>'}</table:table-row>"


def _box(box: Box) -> str:
    attributes = f' table:number-columns-spanned="{box.span}" table:number-rows-spanned="1"' if box.span > 1 else ""
    if box.choice:
        attributes += f" table:content-validation-name={quoteattr(box.choice)}"
    if isinstance(box.value, date):
        day = f'office:value-type="date" office:date-value="{box.value.isoformat()}"'
        shown = f"<text:p>{box.value:%d/%m/%Y}</text:p>"
        return f'<table:table-cell table:style-name="{box.face}-day"{attributes} {day}>{shown}</table:table-cell>'
    text = cell(box.value)
    if not text:
        return f'<table:table-cell table:style-name="{box.face}"{attributes}/>'
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell table:style-name="{box.face}"{attributes} office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(line: str) -> str:
    """OpenDocument collapses spaces unless they are written as elements."""
    return escape(line).replace("  ", " <text:s/>")


def _type(name: str) -> str:
    return f'"{MIMETYPE}"' if name == "/" else '"text/xml"'
