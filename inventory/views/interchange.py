"""Agents as a spreadsheet over HTTP: take the file out, send one, read what it would change, apply or drop."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page, takes_file
from accounts.enums import Ability
from inventory.charge import charge_of
from inventory.forms.imports import CHANGED, AgentsFileForm, TakeForm
from inventory.interchange import imports, writing
from inventory.interchange.planning import Plan
from inventory.models import Agent, AgentImport
from lib.tables.archive import Unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_ON_PAGE = 10


@require_safe
@page(Ability.EXPORT_REGISTER)
def workbook(request: CompanyRequest) -> HttpResponse:
    return _download(request, writing.as_workbook(request.company, request.at), XLSX, "xlsx", "xlsx")


@require_safe
@page(Ability.EXPORT_REGISTER)
def csv_files(request: CompanyRequest) -> HttpResponse:
    return _download(request, writing.as_csv_files(request.company), "application/zip", "zip", "csv")


def _download(request: CompanyRequest, data: bytes, kind: str, ending: str, form: str) -> HttpResponse:
    imports.exported(request.company, form, by=request.membership, at=request.at)
    name = f"agents-{request.company.slug}-{request.at:%Y-%m-%d}.{ending}"
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
@takes_file
def start(request: CompanyRequest) -> HttpResponse:
    form = AgentsFileForm(request.POST, request.FILES) if request.method == "POST" else AgentsFileForm()
    if form.is_valid():
        chosen = form.cleaned_data["agents"]
        try:
            received = imports.receive(request.company, chosen.name, chosen.read(), by=request.membership, at=request.at)
            return redirect("inventory:agents_import_preview", received.pk)
        except Unreadable as refused:
            form.add_error("agents", str(refused))
    rows = AgentImport.objects.of(request.company).defer("found")
    values = {
        "section": "agents",
        "form": form,
        "waiting": rows.open().order_by("-uploaded_at"),
        "applied": rows.exclude(applied_at=None).order_by("-applied_at")[:KEPT_ON_PAGE],
    }
    return render(request, "inventory/import.html", values)


@require_safe
@page(Ability.EDIT_INVENTORY)
def show(request: CompanyRequest, agent_import_id: UUID) -> HttpResponse:
    found = _import(request, agent_import_id)
    if found.dropped_at:
        messages.info(request, _("Cet import a été écarté. Rien n’a changé."))
        return redirect("inventory:agents_import")
    if found.applied_at:
        made = Agent.objects.of(request.company).filter(pk__in=imports.made_by(found)).order_by("name")
        return render(request, "inventory/import_result.html", {"section": "agents", "import": found, "made": made})
    return _preview(request, found)


@require_POST
@page(Ability.EDIT_INVENTORY)
def application(request: CompanyRequest, agent_import_id: UUID) -> HttpResponse:
    found = _import(request, agent_import_id)
    if found.applied_at or found.dropped_at:
        return _decided(request, found)
    form = TakeForm(request.POST, [box.key for box in _plan(request, found).boxes])
    if not form.is_valid():
        return _preview(request, found, form)
    try:
        imports.apply(found, form.cleaned_data["take"], by=request.membership, at=request.at)
    except imports.AlreadyDecided:
        return _decided(request, found)
    except imports.ChangedMeanwhile:
        messages.warning(request, CHANGED)
        return redirect("inventory:agents_import_preview", found.pk)
    messages.success(request, _("C’est fait. Relisez chaque agent."))
    return redirect("inventory:agents_import_preview", found.pk)


@require_POST
@page(Ability.EDIT_INVENTORY)
def abandon(request: CompanyRequest, agent_import_id: UUID) -> HttpResponse:
    found = _import(request, agent_import_id)
    if imports.drop(found, by=request.membership, at=request.at):
        messages.success(request, _("Cet import est écarté. Rien n’a changé."))
        return redirect("inventory:agents_import")
    return _decided(request, found)


def _import(request: CompanyRequest, agent_import_id: UUID) -> AgentImport:
    return get_object_or_404(AgentImport.objects.of(request.company).select_related("company"), pk=agent_import_id)


def _plan(request: CompanyRequest, found: AgentImport) -> Plan:
    charge = charge_of(request)
    return imports.plan_of(found, agents=charge.agents(), accounts=charge.accounts())


def _decided(request: CompanyRequest, found: AgentImport) -> HttpResponse:
    messages.info(request, _("Cet import était déjà décidé. Rien n’a été fait deux fois."))
    return redirect("inventory:agents_import_preview", found.pk)


def _preview(request: CompanyRequest, found: AgentImport, form: TakeForm | None = None) -> HttpResponse:
    plan = _plan(request, found)
    values = {
        "section": "agents",
        "import": found,
        "plan": plan,
        "taken": request.POST.getlist("take") if form else [box.key for box in plan.boxes if box.is_ticked],
        "refused": found.found.get("refused", ()),
        "ignored": found.found.get("ignored", ()),
        "form": form,
    }
    return render(request, "inventory/import_preview.html", values)
