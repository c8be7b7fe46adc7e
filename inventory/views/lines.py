"""The lines of a sheet, group by group: one page lists, adds and answers; another changes one line."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.actions import lines as actions
from inventory.enums import Side
from inventory.forms.processings import COUNTRIES, FORMS, LineForm, PurposeForm
from inventory.models import Processing
from inventory.queries.sheets import rows_of, tabs, words_of
from inventory.queries.words import company_words
from inventory.views.shared import form_page, processing_of


@dataclass(frozen=True)
class Group:
    """One group of lines, in words. `asks`: the field a yes or a no answers, and its words."""

    title: str
    lead: str
    add: str
    words: str
    asks: str = ""
    question: str = ""
    none: str = ""


GROUPS = {
    "purposes": Group("Finalités", "Pourquoi vous utilisez ces données, et ce qui l’autorise.", "Ajouter une finalité", "bases_legales"),
    "data": Group(
        "Données",
        "Chaque catégorie de données a sa propre durée de conservation.",
        "Ajouter une catégorie",
        "categories_donnees",
        "has_sensitive_data",
        "Y a-t-il des données sensibles (santé, opinions, infractions…)\u00a0?",
        "Aucune donnée sensible",
    ),
    "people": Group("Personnes concernées", "À qui sont ces données.", "Ajouter des personnes", "categories_personnes"),
    "recipients": Group(
        "Destinataires", "Qui reçoit ou voit ces données, agents et fournisseurs compris.", "Ajouter un destinataire", "destinataires"
    ),
    "transfers": Group(
        "Hors de l’Union européenne",
        "Un fournisseur américain, même hébergé en Europe, peut être un transfert.",
        "Ajouter un transfert",
        "transferts",
        "has_transfers",
        "Des données sortent-elles de l’Union européenne\u00a0?",
        "Aucun transfert hors de l’Union",
    ),
    "measures": Group("Sécurité", "Comment vous protégez ces données.", "Ajouter une mesure", "mesures_securite"),
}


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def group(request: CompanyRequest, processing_id: UUID, sort: str) -> HttpResponse:
    processing, shown = processing_of(request, processing_id), GROUPS[sort]
    known = company_words(request.company)
    form = FORMS[sort](request.POST if request.method == "POST" else None, processing=processing, words=known)
    if form.is_valid():
        line = actions.add(processing, sort, form.values(), by=request.membership, at=request.at)
        _confirm(request, processing, form, line)
        messages.success(request, _("C’est ajouté à la fiche."))
        return redirect(f"inventory:processing_{sort}", processing_id)
    rows = rows_of(sort, list(_lines(processing, sort)), known)
    values: dict[str, Any] = {
        "section": "register",
        "processing": processing,
        "tabs": tabs(processing, sort),
        "sort": sort,
        "group": shown,
        "rows": rows,
        "form": form,
        "words": None if sort == "purposes" and processing.side == Side.PROCESSOR else words_of(shown.words, known),
        "answer": getattr(processing, shown.asks) if shown.asks else None,
        "countries": COUNTRIES if sort == "transfers" else (),
    }
    return render(request, "inventory/processing_lines.html", values)


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def line(request: CompanyRequest, processing_id: UUID, sort: str, line_id: UUID) -> HttpResponse:
    processing = _sorted(request, processing_id, sort)
    changed = get_object_or_404(_lines(processing, sort), pk=line_id)
    known = company_words(request.company)
    form = FORMS[sort](request.POST if request.method == "POST" else None, processing=processing, line=changed, words=known)
    if form.is_valid():
        actions.change(processing, sort, changed, form.values(), by=request.membership, at=request.at)
        _confirm(request, processing, form, changed)
        messages.success(request, _("La fiche est à jour."))
        return redirect(f"inventory:processing_{sort}", processing_id)
    back = (reverse(f"inventory:processing_{sort}", args=[processing_id]), GROUPS[sort].title)
    more = {
        "section": "register",
        "countries": COUNTRIES,
        "template": "inventory/line_form.html",
        "lead": f"{processing.reference} {processing.name}",
    }
    return form_page(request, form, title=_("Modifier cette ligne"), back=back, **more)


@require_POST
@page(Ability.EDIT_INVENTORY)
def remove(request: CompanyRequest, processing_id: UUID, sort: str, line_id: UUID) -> HttpResponse:
    processing = _sorted(request, processing_id, sort)
    if actions.remove(processing, sort, line_id, by=request.membership, at=request.at):
        messages.success(request, _("C’est retiré de la fiche. L’histoire en garde la trace."))
    return redirect(f"inventory:processing_{sort}", processing_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def confirm(request: CompanyRequest, processing_id: UUID, line_id: UUID) -> HttpResponse:
    processing = processing_of(request, processing_id)
    purpose = get_object_or_404(_lines(processing, "purposes"), pk=line_id)
    if actions.confirm_basis(processing, purpose, by=request.membership, at=request.at):
        messages.success(request, _("C’est confirmé à votre nom."))
    return redirect("inventory:processing_purposes", processing_id)


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


def _sorted(request: CompanyRequest, processing_id: UUID, sort: str) -> Processing:
    if sort not in GROUPS:
        raise Http404
    return processing_of(request, processing_id)


def _lines(processing: Processing, sort: str) -> Any:
    rows = actions.SORTS[sort].model.objects.of(processing.company).filter(processing=processing).order_by("position", "pk")
    return rows.select_related("confirmed_by__user") if sort == "purposes" else rows


def _confirm(request: CompanyRequest, processing: Processing, form: LineForm, purpose: Any) -> None:
    if isinstance(form, PurposeForm) and form.is_confirmed:
        actions.confirm_basis(processing, purpose, by=request.membership, at=request.at)
