"""Modules added to an agent: noted, said otherwise, checked, removed, put back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.actions import modules as actions
from inventory.charge import demanded
from inventory.forms.surroundings import ModuleForm
from inventory.models import AgentModule
from inventory.views.shared import agent_of, form_page, today


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def add(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = ModuleForm(request.POST or None, today=today(request))
    if form.is_valid():
        try:
            module = actions.add(shown, form.module(), by=request.membership, at=request.at)
            messages.success(request, _("Le module %(module)s est noté.") % {"module": module})
            return redirect("inventory:surroundings", agent_id)
        except actions.AlreadyThere:
            form.add_error("name", _already())
    return form_page(request, form, title=_("Noter un module"), back=_back(agent_id), lead=shown.name)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, module_id: UUID) -> HttpResponse:
    module = _module(request, module_id)
    if module.removed_at:  # removed meanwhile, or an old page
        messages.info(request, _("Ce module est retiré. Remettez-le d’abord."))
        return redirect("inventory:surroundings", module.agent_id)
    form = ModuleForm(request.POST or None, today=today(request), module=module)
    if form.is_valid():
        try:
            if actions.edit(module, form.module(), by=request.membership, at=request.at):
                messages.success(request, _("Le module est à jour."))
            return redirect("inventory:surroundings", module.agent_id)
        except actions.AlreadyThere:
            form.add_error("name", _already())
    more = {"module": module, "template": "inventory/module_form.html", "lead": module.agent.name}
    return form_page(request, form, title=_("Modifier ce module"), back=_back(module.agent_id), **more)


@require_POST
@page(Ability.EDIT_INVENTORY)
def check(request: CompanyRequest, module_id: UUID) -> HttpResponse:
    day = today(request)
    return _done(
        request,
        module_id,
        lambda module: actions.check(module, on=day, by=request.membership, at=request.at),
        _("C’est noté\u00a0: vous avez vérifié %(module)s aujourd’hui."),
    )


@require_POST
@page(Ability.EDIT_INVENTORY)
def remove(request: CompanyRequest, module_id: UUID) -> HttpResponse:
    words = _("Le module %(module)s est noté comme retiré. Retirez-le aussi de l’agent lui-même.")
    return _done(request, module_id, lambda module: actions.remove(module, by=request.membership, at=request.at), words)


@require_POST
@page(Ability.EDIT_INVENTORY)
def put_back(request: CompanyRequest, module_id: UUID) -> HttpResponse:
    words = _("Le module %(module)s est de nouveau dans la liste.")
    return _done(request, module_id, lambda module: actions.put_back(module, by=request.membership, at=request.at), words)


def _done(request: CompanyRequest, module_id: UUID, act: Callable[[AgentModule], bool], words: str) -> HttpResponse:
    module = _module(request, module_id)
    if act(module):
        messages.success(request, words % {"module": module})
    return redirect("inventory:surroundings", module.agent_id)


def _module(request: CompanyRequest, module_id: UUID) -> AgentModule:
    return demanded(request, AgentModule.objects.of(request.company).select_related("company", "agent__company"), module_id)


def _already() -> str:
    return _("Cet agent a déjà un module de ce nom. Modifiez-le plutôt.")


def _back(agent_id: UUID) -> tuple[str, str]:
    return reverse("inventory:surroundings", args=[agent_id]), _("Son cadre d’exécution")
