"""The register on paper: a RegisterBook cut into pieces of HTML, each named by its exact content. Runs without Django's settings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.template.context import Context
from django.template.engine import Engine
from django.utils.safestring import mark_safe

from lib.dates import NO_BREAK, french_date, french_moment
from lib.pdf.marks import Marks
from lib.pdf.press import Piece
from lib.pdf.words import SLOT, printable, spell
from register import phrases
from register.book import Controller, Level, Part, RegisterBook, Sheet, fingerprint
from register.rules import standing

TEMPLATES = Path(__file__).parent.parent / "templates" / "register" / "pdf"
CODE = (Path(__file__), Path(phrases.__file__), Path(__file__).with_name("paper_filters.py"))
TITLES = {
    Part.ALL: "Registre des activités de traitement",
    Part.PROCESSING: "Fiche de traitement",
    Part.AGENT: "Fiches d’un agent",
}
SHEETS_A_CHUNK = 5  # by number, not by place: a new sheet touches one chunk and no other
CONTENTS_FIRST, CONTENTS_NEXT = 31, 34  # lines a page
LIST_ROWS = 16  # processings a page of the list
LIST_WORDS = 100  # characters of a name or purpose shown in the list; the sheet has them whole
SLOTS = SLOT * 4


@dataclass(frozen=True)
class ListRow:
    """One line of the list of processings, in words."""

    reference: str
    title: str
    purpose: str
    sensitive: str
    created: str
    updated: str


def pieces(book: RegisterBook, data: bytes) -> list[Piece]:
    """Every piece in the order of the file. `data`: the attached JSON, whose fingerprint stands on the cover."""
    cover = Piece(words_of("cover", _cover(book, data)), partial(html, "cover.html", _cover(book, data)))
    if book.extent.part == Part.PROCESSING:
        return [cover, *_sheet_pieces(book), _company_piece(book.company, phrases.sources(book.sources))]
    return [
        cover,
        _company_piece(book.company),
        *_contents_pieces(book),
        *_list_pieces(book),
        *_sheet_pieces(book),
    ]


def marks(book: RegisterBook, data: bytes, covers: Callable[[str], bool]) -> Marks:
    """Title, footer and attachment. `covers(words)`: can the footer's face write these words? Greek names fall back to the SIREN."""
    company = book.company
    names = (company.name, f"SIREN {_siren(company.siren)}" if company.siren else "")
    short = next((words for words in names if words and covers(words)), TITLES[book.extent.part])
    return Marks(
        title=_title(book),
        author=company.name,
        made_at=book.made_at,
        footer=short,
        middle=f"Version {book.version} · {_footer_day(book)} · {fingerprint(data)[:8]}",
        reference_prefix="RT-",
        attachment=data,
        attachment_name="registre.json",
    )


# --- the pieces ------------------------------------------------------------------------------------------------------


def _cover(book: RegisterBook, data: bytes) -> dict[str, Any]:
    print_ = fingerprint(data)
    return {
        "book": book,
        "siren": _siren(book.company.siren),
        "made_at": french_moment(book.made_at),
        "as_on": french_date(book.as_on) if book.as_on else "",
        "fingerprint": in_groups(print_, "\n"),
        "counted": _counted(book.sheets),
        "draft_reason": _draft_reason(book),
        "title": TITLES[book.extent.part],
    }


def _company_piece(company: Controller, sources: str = "") -> Piece:
    """`sources`: the last line of the document, when this is its last piece."""
    context = {"company": company, "siren": _siren(company.siren), "words": sources}
    return Piece(words_of("company", context), partial(html, "company.html", context))


def _contents_pieces(book: RegisterBook) -> Iterator[Piece]:
    rows = [("entreprise", "Responsable du traitement"), ("liste", "Liste des traitements")]
    rows += [(sheet.reference, f"{sheet.reference}\u00a0\u00a0\u00a0{spell(sheet.title, {SLOT})}") for sheet in book.sheets]
    cuts = [0, *range(CONTENTS_FIRST, len(rows), CONTENTS_NEXT)]
    for start, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        context = {"is_first": start == 0, "rows": rows[start:end], "slot": SLOTS}
        yield Piece(words_of("contents", context), partial(html, "contents.html", context), contents=True)


def _list_pieces(book: RegisterBook) -> Iterator[Piece]:
    rows = [_list_row(sheet) for sheet in book.sheets]
    words = "" if rows else phrases.sources(book.sources)
    for start in range(0, max(len(rows), 1), LIST_ROWS):
        context = {"is_first": start == 0, "rows": rows[start : start + LIST_ROWS], "words": words}
        yield Piece(words_of("list", context), partial(html, "list.html", context))


def _sheet_pieces(book: RegisterBook) -> Iterator[Piece]:
    """The last one ends with the sources, unless the company's page comes after it."""
    is_alone = book.extent.part == Part.PROCESSING
    groups = [tuple(group) for _, group in groupby(book.sheets, key=lambda sheet: (sheet.number - 1) // SHEETS_A_CHUNK)]
    for place, sheets in enumerate(groups, 1):
        last = phrases.sources(book.sources) if place == len(groups) and not is_alone else ""
        content = {"controller": book.company.name, "sheets": sheets, "is_alone": is_alone, "last": last}
        yield Piece(words_of("sheets", content), partial(_sheets_html, book.company.name, sheets, is_alone=is_alone, last=last))


def _sheets_html(controller: str, sheets: Sequence[Sheet], *, is_alone: bool, last: str) -> str:
    told = [_render("sheet.html", sheet_context(sheet, controller, is_alone=is_alone)) for sheet in sheets]
    return _page("".join([*told, _render("sources.html", {"words": last})]))


def sheet_context(sheet: Sheet, controller: str, *, is_alone: bool = False) -> dict[str, Any]:
    """`is_alone`: its bookmark stands under no list of processings."""
    return {
        "sheet": sheet,
        "is_alone": is_alone,
        "standing": standing(sheet.missing),
        "controller": controller,
        "created": _day(sheet.created_on),
        "updated": _day(sheet.updated_on),
    }


def _list_row(sheet: Sheet) -> ListRow:
    sensitive = True if sheet.sensitive_data else sheet.has_sensitive_data
    answer = {True: "Oui", False: "Non", None: "—" if sheet.is_processor else "À compléter"}[sensitive]
    dates = _short(sheet.created_on), _short(sheet.updated_on)
    return ListRow(sheet.reference, _clipped(sheet.title), _clipped(sheet.purpose), answer, *dates)


# --- words -----------------------------------------------------------------------------------------------------------


def _title(book: RegisterBook) -> str:
    named = f"\u00a0: {book.extent.name}" if book.extent.name else ""
    then = f", tel qu’il était au {french_date(book.as_on)}" if book.as_on else ""
    return TITLES[book.extent.part] + named + then


def _footer_day(book: RegisterBook) -> str:
    return f"état au {book.as_on:%d/%m/%Y}" if book.as_on else f"{book.made_at:%d/%m/%Y}"


def _counted(sheets: Sequence[Sheet]) -> str:
    sensitive = sum(bool(sheet.sensitive_data) or bool(sheet.has_sensitive_data) for sheet in sheets)
    return f"{len(sheets)}, dont {sensitive} avec des données sensibles" if sensitive else str(len(sheets))


def _draft_reason(book: RegisterBook) -> str:
    if not book.sheets:
        return "aucune fiche"
    number = book.count(Level.OBLIGATORY)
    return f"{number} points obligatoires à compléter" if number > 1 else "1 point obligatoire à compléter"


def in_groups(print_: str, middle: str = " ") -> str:
    """A fingerprint in groups of eight."""
    return middle.join(" ".join(print_[at : at + 8] for at in range(line, line + 32, 8)) for line in (0, 32))


def _clipped(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LIST_WORDS else line[:LIST_WORDS].rstrip() + "…"


def _siren(number: str) -> str:
    return NO_BREAK.join(number[at : at + 3] for at in range(0, len(number), 3))


def _day(day: date | None) -> str:
    return french_date(day) if day else "Non renseignée"


def _short(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "—"


# --- HTML ------------------------------------------------------------------------------------------------------------


@cache
def _engine() -> Engine:
    loaders = [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])]
    return Engine(dirs=[str(TEMPLATES)], loaders=loaders, builtins=[*Engine.default_builtins, "register.paper_filters"])


@cache
def _templates_digest() -> str:
    return fingerprint(
        b"".join(path.read_bytes() for path in sorted(TEMPLATES.glob("*.html"))) + b"".join(path.read_bytes() for path in CODE)
    )


def words_of(kind: str, content: Mapping[str, Any]) -> str:
    """What names a piece exactly."""
    return f"{kind} {_templates_digest()} {content!r}"


def _render(template: str, context: Mapping[str, Any]) -> str:
    return _engine().get_template(template).render(Context(dict(context), use_l10n=False, use_tz=False))


def html(template: str, context: Mapping[str, Any]) -> str:
    """A whole page of one template."""
    return _page(_render(template, context))


def _page(body: str) -> str:
    """A whole document, with no character left that hides or turns the line round."""
    return printable(_render("page.html", {"body": mark_safe(body)}))  # noqa: S308  rendered, and escaped, just above
