"""Lines of the register to write: the top of a sheet, its lines group by group, its agents, its archive."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import catalogue
from inventory.actions import agents as agent_actions
from inventory.actions import processings as actions
from inventory.actions.processings import Heading
from inventory.charge import Charge, charge_of, demand_end
from inventory.forms.fields import offer
from inventory.forms.sheets import AgentChoice, HeadingForm, NewForm, NoticeForm, ProcessingChoice
from inventory.models import Agent, Processing
from inventory.queries.agent_page import sheets_of, told
from inventory.queries.sheets import tabs
from inventory.views.shared import agent_of, form_page, processing_of, today


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def new(request: CompanyRequest) -> HttpResponse:
    """A new line; with ?agent=… it is tied to that agent at once."""
    agent = _asked_agent(request)
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        processing = _open(request, form.cleaned_data)
        if agent:
            actions.attach_agent(processing, agent, by=request.membership, at=request.at)
        messages.success(request, _("La fiche %(reference)s est ouverte.") % {"reference": processing.reference})
        return redirect("inventory:processing_edit", processing.pk)
    back = (reverse("inventory:agent_data", args=[agent.pk]), agent.name) if agent else (reverse("register:register"), _("Registre RGPD"))
    lead = _("Une fiche par usage des données, pas par agent.")
    return form_page(
        request, form, title=_("Ouvrir une fiche du registre"), back=back, lead=lead, submit=_("Ouvrir la fiche"), section="register"
    )


def _asked_agent(request: CompanyRequest) -> Agent | None:
    try:
        return agent_of(request, UUID(request.GET["agent"])) if "agent" in request.GET else None
    except ValueError:
        return None


def _open(request: CompanyRequest, said: dict[str, Any]) -> Processing:
    template = catalogue.template(said["template"])
    name = said["name"] or (template.sheet.name if template else "")
    if opened := actions.just_opened(request.company, name, said["template"], at=request.at):
        return opened
    if template:
        processing = actions.open_from_plan(request.company, template.sheet, by=request.membership, at=request.at)
        if said["name"]:
            heading = Heading(**{**{name: getattr(processing, name) for name in Heading.__dataclass_fields__}, "name": said["name"]})
            actions.edit(processing, heading, by=request.membership, at=request.at)
        return processing
    heading = Heading(name=said["name"], side=said["side"] or Heading.side)
    return actions.open_processing(request.company, heading, by=request.membership, at=request.at)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    processing = processing_of(request, processing_id)
    form = HeadingForm(request.POST if request.method == "POST" else None, processing=processing)
    if form.is_valid():
        if actions.edit(processing, form.heading(), by=request.membership, at=request.at):
            messages.success(request, _("La fiche est à jour."))
        return redirect("inventory:processing_edit", processing_id)
    values = {
        "section": "register",
        "processing": processing,
        "tabs": tabs(processing, "edit"),
        "form": form,
        "history": told(processing.pk),
        "may_end": charge_of(request).may_end(processing),
    }
    return render(request, "inventory/processing_edit.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def notice(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    """Who decides, must people answer, what they are told."""
    processing = processing_of(request, processing_id)
    form = NoticeForm(request.POST if request.method == "POST" else None, processing=processing, today=today(request))
    if form.is_valid():
        if actions.edit(processing, form.notice(), by=request.membership, at=request.at):
            messages.success(request, _("La fiche est à jour."))
        return redirect("inventory:processing_notice", processing_id)
    values = {"section": "register", "processing": processing, "tabs": tabs(processing, "notice"), "form": form}
    return render(request, "inventory/processing_notice.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def agents(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    processing = processing_of(request, processing_id)
    form = AgentChoice(request.POST if request.method == "POST" else None)
    free = Agent.objects.of(request.company).in_sight().exclude(agent_processings__processing=processing).order_by("name")
    free = charge_of(request).of_agents(free)
    offer(form, "agent", free)
    if form.is_valid():
        actions.attach_agent(processing, form.cleaned_data["agent"], by=request.membership, at=request.at)
        messages.success(request, _("L’agent est rattaché à cette fiche."))
        return redirect("inventory:processing_agents", processing_id)
    tied = Agent.objects.of(request.company).with_state().filter(agent_processings__processing=processing).order_by("name")
    values = {
        "section": "register",
        "processing": processing,
        "tabs": tabs(processing, "agents"),
        "form": form,
        "agents": tied,
        "has_free": free.exists(),
        "mine": charge_of(request).agents(),
    }
    return render(request, "inventory/processing_agents.html", values)


@require_POST
@page(Ability.EDIT_INVENTORY)
def detach_agent(request: CompanyRequest, processing_id: UUID, agent_id: UUID) -> HttpResponse:
    agent = agent_of(request, agent_id)
    processing = get_object_or_404(Processing.objects.of(request.company).select_related("company"), pk=processing_id)
    if actions.detach_agent(processing, agent, by=request.membership, at=request.at):
        messages.success(request, _("L’agent est détaché de cette fiche."))
    if request.GET.get("retour") == "agent":
        return redirect("inventory:agent_data", agent_id)
    is_still_mine = Charge(request.membership, request.at).may(processing)
    return redirect("inventory:processing_agents" if is_still_mine else "register:sheet", processing_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def end(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    processing = processing_of(request, processing_id)
    demand_end(request, processing)
    if request.method == "POST":
        if actions.end(processing, by=request.membership, at=request.at):
            messages.success(request, _("La fiche %(reference)s est archivée.") % {"reference": processing.reference})
        return redirect("inventory:processing_edit", processing_id)
    return render(request, "inventory/processing_end.html", {"section": "register", "processing": processing})


@require_POST
@page(Ability.EDIT_INVENTORY)
def restore(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    processing = processing_of(request, processing_id)
    if actions.restore(processing, by=request.membership, at=request.at):
        messages.success(request, _("La fiche %(reference)s est rétablie.") % {"reference": processing.reference})
    return redirect("inventory:processing_edit", processing_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def agent_data(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    """From the agent's side: its processings, one more, or « aucune donnée personnelle »."""
    agent = agent_of(request, agent_id)
    form = ProcessingChoice(request.POST if "processing" in request.POST else None)
    free = Processing.objects.of(request.company).filter(ended_at=None).exclude(agent_processings__agent=agent).order_by("number")
    offer(form, "processing", free)
    if "none" in request.POST:
        return _no_personal_data(request, agent)
    if form.is_valid():
        actions.attach_agent(form.cleaned_data["processing"], agent, by=request.membership, at=request.at)
        messages.success(request, _("La fiche est rattachée à l’agent."))
        return redirect("inventory:agent_data", agent_id)
    values = {"section": "agents", "agent": agent, "sheets": sheets_of(request.company, agent), "form": form, "has_free": free.exists()}
    return render(request, "inventory/agent_data.html", values)


def _no_personal_data(request: CompanyRequest, agent: Agent) -> HttpResponse:
    if not sheets_of(request.company, agent):
        said = {name: getattr(agent, name) for name in agent_actions.Identity.__dataclass_fields__}
        agent_actions.edit(agent, agent_actions.Identity(**{**said, "has_personal_data": False}), by=request.membership, at=request.at)
        messages.success(request, _("C’est noté\u00a0: il ne touche aucune donnée personnelle."))
    return redirect("inventory:agent", agent.pk)
