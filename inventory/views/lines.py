"""The lines of a sheet, group by group: one page lists, adds and answers; another changes one line."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import catalogue
from inventory.actions import lines as actions
from inventory.actions.putting_back import plain_values, put_back
from inventory.enums import Side
from inventory.forms.groups import FORMS
from inventory.forms.lines import LineForm, PurposeForm
from inventory.forms.recipients import COUNTRIES
from inventory.models import Processing
from inventory.queries.explained import words_of
from inventory.queries.sheets import Reading, rows_of, tabs, untold
from inventory.queries.words import company_words
from inventory.views.groups import GROUPS
from inventory.views.shared import form_page, processing_of, today

ASKED = {"qui": "recipient", "pays": "country"}  # what an address may write in a form beforehand
LONGEST = 200
TAKEN_OFF, UNDO = "line_taken_off", timedelta(hours=1)
JOINED = {"purposes": ("confirmed_by__user",), "clients": ("client",)}


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def group(request: CompanyRequest, processing_id: UUID, sort: str) -> HttpResponse:
    processing, reading = processing_of(request, processing_id), _reading(request)
    start = {name: request.GET[asked][:LONGEST] for asked, name in ASKED.items() if asked in request.GET}
    form = FORMS[sort](request.POST if request.method == "POST" else None, processing=processing, reading=reading, start=start)
    if form.is_valid():
        line = actions.add(processing, sort, form.values(), by=request.membership, at=request.at)
        _confirm(request, processing, form, line)
        messages.success(request, _("C’est ajouté à la fiche."))
        return redirect(f"inventory:processing_{sort}", processing_id)
    values = {**_shown(processing, sort, form, reading), "taken_off": _taken_off(request, processing, sort)}
    return render(request, "inventory/processing_lines.html", values)


def _shown(processing: Processing, sort: str, form: LineForm, reading: Reading) -> dict[str, Any]:
    shown = GROUPS[sort]
    has_no_words = sort == "purposes" and processing.side == Side.PROCESSOR
    return {
        "section": "register",
        "processing": processing,
        "tabs": tabs(processing, sort),
        "sort": sort,
        "group": shown,
        "rows": rows_of(sort, list(_lines(processing, sort)), reading),
        "form": form,
        "vocabularies": () if has_no_words else [words_of(name, reading.words) for name in shown.words],
        "answer": getattr(processing, shown.asks) if shown.asks else None,
        "caution": template.caution if sort == "data" and (template := catalogue.template(processing.template)) else "",
        "untold": untold(processing, reading.words) if sort in COUNTRIES else (),
        "countries": COUNTRIES.get(sort, ()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def line(request: CompanyRequest, processing_id: UUID, sort: str, line_id: UUID) -> HttpResponse:
    processing = _sorted(request, processing_id, sort)
    changed = get_object_or_404(_lines(processing, sort), pk=line_id)
    form = FORMS[sort](request.POST if request.method == "POST" else None, processing=processing, reading=_reading(request), line=changed)
    if form.is_valid():
        actions.change(processing, sort, changed, form.values(), by=request.membership, at=request.at)
        _confirm(request, processing, form, changed)
        messages.success(request, _("La fiche est à jour."))
        return redirect(f"inventory:processing_{sort}", processing_id)
    back = (reverse(f"inventory:processing_{sort}", args=[processing_id]), GROUPS[sort].title)
    more = {
        "section": "register",
        "countries": COUNTRIES.get(sort, ()),
        "template": "inventory/line_form.html",
        "lead": " – ".join((f"{processing.reference} {processing.name}", *([changed.client.name] if sort == "clients" else []))),
    }
    return form_page(request, form, title=_("Modifier cette ligne"), back=back, **more)


@require_POST
@page(Ability.EDIT_INVENTORY)
def remove(request: CompanyRequest, processing_id: UUID, sort: str, line_id: UUID) -> HttpResponse:
    processing = _sorted(request, processing_id, sort)
    line = _lines(processing, sort).filter(pk=line_id).first()
    if line and actions.remove(processing, sort, line_id, by=request.membership, at=request.at):
        request.session[TAKEN_OFF] = {"processing": str(processing_id), "sort": sort, "values": plain_values(line)}
        messages.success(request, _("C’est retiré de la fiche. L’histoire en garde la trace."))
    return redirect(f"inventory:processing_{sort}", processing_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def restore(request: CompanyRequest, processing_id: UUID, sort: str) -> HttpResponse:
    """The line just taken off, again: the form holds it, signed."""
    processing = _sorted(request, processing_id, sort)
    try:
        off = signing.loads(request.POST.get("line", ""), salt=TAKEN_OFF, max_age=UNDO)
        if (off["processing"], off["sort"]) != (str(processing_id), sort):
            raise signing.BadSignature
        put_back(processing, sort, off["values"], by=request.membership, at=request.at)
        messages.success(request, _("La ligne est de nouveau sur la fiche."))
    except (signing.BadSignature, actions.MechanismRefused):
        messages.error(request, _("Cette ligne ne peut plus être remise. Écrivez-la de nouveau."))
    return redirect(f"inventory:processing_{sort}", processing_id)


def _taken_off(request: CompanyRequest, processing: Processing, sort: str) -> str:
    """The line this page has just lost, signed for one button; shown once."""
    off = request.session.get(TAKEN_OFF)
    if not off or (off["processing"], off["sort"]) != (str(processing.pk), sort):
        return ""
    del request.session[TAKEN_OFF]
    return signing.dumps(off, salt=TAKEN_OFF)


@require_POST
@page(Ability.EDIT_INVENTORY)
def confirm(request: CompanyRequest, processing_id: UUID, line_id: UUID) -> HttpResponse:
    """A legal basis, or where data come from and how long they are kept, as a template proposed them."""
    processing = processing_of(request, processing_id)
    data = _lines(processing, "data").filter(pk=line_id).first()
    if data:
        is_new = actions.confirm_data(processing, data, by=request.membership, at=request.at)
    else:
        purpose = get_object_or_404(_lines(processing, "purposes"), pk=line_id)
        is_new = actions.confirm_basis(processing, purpose, by=request.membership, at=request.at)
    if is_new:
        messages.success(request, _("C’est confirmé à votre nom."))
    return redirect("inventory:processing_data" if data else "inventory:processing_purposes", processing_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def answer(request: CompanyRequest, processing_id: UUID, sort: str) -> HttpResponse:
    """« Aucun transfert », « aucune donnée sensible », or « je ne sais pas »."""
    processing = _sorted(request, processing_id, sort)
    asks = GROUPS[sort].asks
    if not asks:
        raise Http404
    said = {"no": False, "yes": True}.get(request.POST.get("answer", ""))
    try:
        actions.say(processing, asks, said, by=request.membership, at=request.at)
        messages.success(request, _("La réponse est notée."))
    except actions.StillListed:
        messages.error(request, _("Des lignes de la fiche disent le contraire. Retirez-les d’abord."))
    return redirect(f"inventory:processing_{sort}", processing_id)


def _reading(request: CompanyRequest) -> Reading:
    return Reading(company_words(request.company), today(request))


def _sorted(request: CompanyRequest, processing_id: UUID, sort: str) -> Processing:
    if sort not in GROUPS:
        raise Http404
    return processing_of(request, processing_id)


def _lines(processing: Processing, sort: str) -> Any:
    rows = actions.SORTS[sort].model.objects.of(processing.company).filter(processing=processing).order_by("position", "pk")
    return rows.select_related(*JOINED[sort]) if sort in JOINED else rows


def _confirm(request: CompanyRequest, processing: Processing, form: LineForm, purpose: Any) -> None:
    if isinstance(form, PurposeForm) and form.is_confirmed:
        actions.confirm_basis(processing, purpose, by=request.membership, at=request.at)
