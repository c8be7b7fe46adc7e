"""The import of a register over HTTP: send a file, read what it holds, create or drop. Nothing is created by sending."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page, takes_file
from accounts.enums import Ability
from inventory.charge import charge_of
from lib.tables.archive import Unreadable
from register import import_queries as queries
from register import imports, pia_views
from register.import_forms import CHANGED, KeepForm, UploadForm
from register.models import Import


@page(Ability.IMPORT_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file
def start(request: CompanyRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        chosen = form.cleaned_data["register"]
        try:
            received = imports.receive(request.company, chosen.name, chosen.read(), by=request.membership, at=request.at)
            return redirect("register:import_preview", received.pk)
        except Unreadable as refused:
            form.add_error("register", str(refused))
    context = {
        "section": "register",
        "form": form,
        "waiting": queries.waiting(request.company),
        "applied": queries.applied(request.company),
    }
    return render(request, "register/import.html", context)


@page(Ability.IMPORT_REGISTER)
@require_safe
def show(request: CompanyRequest, import_id: UUID) -> HttpResponse:
    found = _import(request, import_id)
    if found.dropped_at:
        messages.info(request, _("Cet import a été écarté. Rien n’a été créé."))
        return redirect("register:import")
    if pia_views.is_assessment(found):
        return pia_views.preview(request, found)
    if found.applied_at:
        return _result(request, found)
    return _preview(request, found)


@page(Ability.IMPORT_REGISTER)
@require_POST
def creation(request: CompanyRequest, import_id: UUID) -> HttpResponse:
    found = _import(request, import_id)
    if found.applied_at or found.dropped_at:
        return _decided(request, found)
    if pia_views.is_assessment(found):
        return pia_views.creation(request, found)
    processings = imports.preview_of(found).processings
    keys = [item.key for item in processings]
    compared = imports.differences(request.company, processings, charge_of(request).sheets())
    changes = [one.key for each in compared.values() for one in each.differences]
    form = KeepForm(request.POST, keys, changes)
    if not form.is_valid():
        return _preview(request, found, form)
    chosen = form.cleaned_data
    try:
        outcome = imports.apply(found, leave_out=set(keys) - set(chosen["keep"]), take=chosen["take"], by=request.membership, at=request.at)
    except imports.AlreadyDecided:
        return _decided(request, found)
    except imports.ChangedMeanwhile:
        messages.warning(request, CHANGED)
        return redirect("register:import_preview", found.pk)
    except imports.NothingChosen:
        messages.warning(request, _("Ces traitements existent déjà dans votre registre. Rien n’a été créé."))
        return redirect("register:import_preview", found.pk)
    _tell(request, outcome)
    return redirect("register:import_preview", found.pk)


@page(Ability.IMPORT_REGISTER)
@require_POST
def abandon(request: CompanyRequest, import_id: UUID) -> HttpResponse:
    found = _import(request, import_id)
    if imports.drop(found, by=request.membership, at=request.at):
        messages.success(request, _("Cet import est écarté. Rien n’a été créé."))
        return redirect("register:import")
    return _decided(request, found)


def _import(request: CompanyRequest, import_id: UUID) -> Import:
    return get_object_or_404(Import.objects.of(request.company).select_related("company"), pk=import_id)


def _tell(request: CompanyRequest, outcome: imports.Outcome) -> None:
    if count := len(outcome.created):
        messages.success(request, ngettext("%(count)s traitement créé.", "%(count)s traitements créés.", count) % {"count": count})
    if count := len(outcome.merged):
        messages.success(request, ngettext("%(count)s fiche complétée.", "%(count)s fiches complétées.", count) % {"count": count})


def _decided(request: CompanyRequest, found: Import) -> HttpResponse:
    messages.info(request, _("Cet import était déjà décidé. Rien n’a été créé deux fois."))
    return redirect("register:import_preview", found.pk)


def _preview(request: CompanyRequest, found: Import, form: KeepForm | None = None) -> HttpResponse:
    preview = imports.preview_of(found)
    rows = queries.candidates(request.company, preview, charge_of(request).sheets())
    creatable = [row.item.key for row in rows if not row.known]
    changes = [one for row in rows for one in row.comparison.differences]
    context = {
        "section": "register",
        "import": found,
        "preview": preview,
        "rows": rows,
        "creatable": len(creatable),
        "confirmed": sum(one.is_confirmed and bool(one.basis) for row in rows if not row.known for one in row.item.purposes),
        "kept": request.POST.getlist("keep") if form else creatable,
        "changes": len(changes),
        "taken": request.POST.getlist("take") if form else [one.key for one in changes if one.is_ticked],
        "form": form,
        "other_company": queries.other_company(request.company, preview),
    }
    return render(request, "register/import_preview.html", context)


def _result(request: CompanyRequest, found: Import) -> HttpResponse:
    rows = queries.made(request.company, found)
    context = {
        "section": "register",
        "import": found,
        "rows": rows,
        "merged": queries.merged(request.company, found),
        "questions": sum(len(row.questions) for row in rows),
        "preview": imports.preview_of(found),
    }
    return render(request, "register/import_result.html", context)
