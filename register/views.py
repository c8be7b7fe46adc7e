"""The register over HTTP: read it, see what it lacks, print it. Preparing a PDF never makes a page wait."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from accounts.models import Company
from inventory.charge import may_on
from inventory.models import Agent, Processing
from ledger.queries import history
from lib.words import cleaned
from register import actions, documents, exporting, keeping, past, queries
from register.book import WHOLE, Extent, Level, Part
from register.client_sheets import NoClientSheet, tie_of
from register.enums import Format
from register.forms import AskForm
from register.models import Export, ImpactAssessment
from register.rules import standing
from register.share import share_of_sheet
from register.sheets import one_sheet

SHEETS_A_PAGE = 50
WORDS_LIMIT = 100
REFRESH_SECONDS = 3
NAME_LIMIT = 200
OF_TODAY = (Part.MISSION, Part.CLIENT)  # always a PDF, always of this day
STEMS = {Part.ALL: "registre", Part.PROCESSING: "fiche", Part.AGENT: "agent", Part.MISSION: "mission", Part.CLIENT: "fiche-client"}
TYPES = {
    Format.PDF: "application/pdf",
    Format.JSON: "application/json",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONLD: "application/ld+json",
}


@page(Ability.READ)
@require_safe
def register(request: CompanyRequest) -> HttpResponse:
    book = documents.build(request.company, request.at)
    words = cleaned(request.GET.get("q", "").replace("\0", ""))[:WORDS_LIMIT]
    sheets = Paginator(queries.found(book, words), SHEETS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "register",
        "book": book,
        "sheets": sheets,
        "rows": queries.shown(sheets),
        "words": words,
        "obligatory": book.count(Level.OBLIGATORY),
        "to_confirm": book.count(Level.CONFIRM),
        "company_gaps": queries.gaps_of_company(book.company),
        "exports": queries.exports(request.company),
    }
    return render(request, "register/register.html", context)


@page(Ability.READ)
@require_safe
def sheet(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    processing = get_object_or_404(Processing.objects.of(request.company), pk=processing_id)
    told = one_sheet(request.company, processing, request.at)
    context = {
        "section": "register",
        "processing": processing,
        "sheet": told,
        "standing": standing(told.missing),
        "gaps": queries.gaps_of_sheet(told),
        "share": share_of_sheet(told),
        "edit_url": queries.mend_url(told, "identity"),
        "may_edit": may_on(request, processing),
        "assessments": ImpactAssessment.objects.of(request.company).filter(processing=processing).defer("content"),
        "lines": history(processing.pk, limit=20),
    }
    return render(request, "register/sheet.html", context)


@page(Ability.EXPORT_REGISTER)
@require_POST
def ask(request: CompanyRequest) -> HttpResponse:
    asked = AskForm(request.POST)
    if not asked.is_valid():
        raise Http404
    extent = _extent(request.company, asked.cleaned_data)
    form = Format.PDF if extent.part in OF_TODAY else asked.cleaned_data["format"]
    as_on = _as_on(request, asked.cleaned_data["as_on"], extent)
    export = actions.ask(request.company, form, by=request.membership, at=request.at, extent=extent, as_on=as_on)
    return redirect("register:export", export.pk)


@page(Ability.EXPORT_REGISTER)
@require_safe
def export(request: CompanyRequest, export_id: UUID) -> HttpResponse:
    found = _export(request, export_id)
    answer = render(request, "register/export.html", {"section": "register", "export": found})
    if found.is_under_way:
        answer["Refresh"] = str(REFRESH_SECONDS)  # a header: the page asks for itself again, without JavaScript
    return answer


@page(Ability.EXPORT_REGISTER)
@require_POST
def cancel(request: CompanyRequest, export_id: UUID) -> HttpResponse:
    try:
        actions.cancel(_export(request, export_id), by=request.membership, at=request.at)
        messages.success(request, _("La préparation est annulée."))
    except actions.AlreadyOver:
        messages.info(request, _("Cette préparation était déjà finie."))
    return redirect("register:export", export_id)


@page(Ability.EXPORT_REGISTER)
@require_safe
def download(request: CompanyRequest, export_id: UUID) -> FileResponse:
    found = _export(request, export_id)
    path = exporting.path_of(found)
    if found.ready_at is None or not path.exists():
        raise Http404
    day = f"-au-{timezone.localdate(found.as_on)}" if found.as_on else ""
    name = f"{_stem(found)}-{request.company.slug}-{found.number}{day}.{found.format}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[Format(found.format)])


@page(Ability.EXPORT_REGISTER)
@require_safe
def comparison(request: CompanyRequest, export_id: UUID) -> HttpResponse:
    found = _export(request, export_id)
    told = keeping.compared(found.previous, found) if found.previous else None
    if told is None:
        raise Http404
    return render(request, "register/comparison.html", {"section": "register", "export": found, "comparison": told})


def _extent(company: Company, said: dict[str, Any]) -> Extent:
    """What is asked for; 404 when it is not of this company."""
    owners: tuple[tuple[Part, type[Processing | Agent]], ...] = ((Part.PROCESSING, Processing), (Part.AGENT, Agent), (Part.MISSION, Agent))
    for part, owner in owners:
        if key := said[part]:
            return Extent(part, str(key), str(get_object_or_404(owner.objects.of(company), pk=key)))
    return _of_client(company, said["client"]) if said["client"] else WHOLE


def _of_client(company: Company, ids: str) -> Extent:
    agent, processing = (UUID(key) for key in ids.split("/"))
    try:
        tie = tie_of(company, agent, processing)
    except NoClientSheet:
        raise Http404 from None
    return Extent(Part.CLIENT, ids, f"{tie.agent.name}, {tie.processing.name}"[:NAME_LIMIT])


def _as_on(request: CompanyRequest, day: date | None, extent: Extent) -> datetime | None:
    """The evening whose register is asked for; 404 for a day whose register was not kept. What OF_TODAY lists is always of today."""
    if day is None or extent.part in OF_TODAY:
        return None
    try:
        return past.moment_of(request.company, day, request.at)
    except past.NotKept as refused:
        raise Http404 from refused


def _stem(export: Export) -> str:
    """The first word of the file's name."""
    return "-".join(filter(None, (STEMS[Part(export.part)], slugify(export.part_name)[:40])))


def _export(request: CompanyRequest, export_id: UUID) -> Export:
    return get_object_or_404(Export.objects.of(request.company).select_related("company", "previous"), pk=export_id)
