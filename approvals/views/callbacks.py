"""« Rappels »: how an agent is told of an answer without asking again, what signs it, and where it may be called."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from approvals.actions import callbacks as actions
from approvals.forms.callbacks import HostForm
from approvals.models import Callback, CallbackHost, CallbackSecret
from approvals.queries import callbacks as queries
from inventory.models import Agent
from inventory.views.shared import agent_of


@require_safe
@page(Ability.EDIT_INVENTORY)
def callbacks(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    return _page(request, agent_of(request, agent_id), HostForm())


@require_POST
@page(Ability.EDIT_INVENTORY, fresh=True)
def secret_new(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    agent = agent_of(request, agent_id)
    try:
        secret = actions.make_secret(agent, by=request.membership, at=request.at)
    except actions.HasSecret:
        messages.warning(request, _("Cet agent a déjà un secret de rappel. Remplacez-le."))
        return redirect("approvals:callbacks", agent.pk)
    return _shown_once(request, agent, secret)


@require_POST
@page(Ability.EDIT_INVENTORY, fresh=True)
def secret_replacement(request: CompanyRequest, secret_id: UUID) -> HttpResponse:
    old = _secret(request, secret_id)
    try:
        secret = actions.replace_secret(old, by=request.membership, at=request.at)
    except actions.Replaced:
        messages.warning(request, _("Ce secret est déjà remplacé."))
        return redirect("approvals:callbacks", old.agent_id)
    return _shown_once(request, old.agent, secret)


@require_POST
@page(Ability.EDIT_INVENTORY)
def secret_end(request: CompanyRequest, secret_id: UUID) -> HttpResponse:
    secret = _secret(request, secret_id)
    actions.end_secret(secret, by=request.membership, at=request.at)
    messages.success(request, _("Ce secret ne signe plus rien."))
    return redirect("approvals:callbacks", secret.agent_id)


@require_POST
@page(Ability.SET_LIMITS, fresh=True)
def host_new(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    agent, form = agent_of(request, agent_id), HostForm(request.POST)
    if not form.is_valid():
        return _page(request, agent, form, status=422)
    try:
        actions.allow_host(agent, form.cleaned_data["host"], by=request.membership, at=request.at)
    except actions.TooManyHosts:
        form.add_error("host", _("Dix adresses au plus. Retirez-en une d’abord."))
        return _page(request, agent, form, status=422)
    messages.success(request, _("L’adresse %(host)s est permise pour cet agent.") % {"host": form.cleaned_data["host"]})
    return redirect("approvals:callbacks", agent.pk)


@require_POST
@page(Ability.SET_LIMITS)
def host_end(request: CompanyRequest, host_id: UUID) -> HttpResponse:
    allowed = get_object_or_404(CallbackHost.objects.of(request.company).select_related("agent", "company"), pk=host_id)
    actions.withdraw_host(allowed, by=request.membership, at=request.at)
    messages.success(request, _("L’adresse %(host)s n’est plus permise.") % {"host": allowed.host})
    return redirect("approvals:callbacks", allowed.agent_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def callback_retry(request: CompanyRequest, callback_id: UUID) -> HttpResponse:
    callback = get_object_or_404(Callback.objects.of(request.company).select_related("agent", "company"), pk=callback_id)
    agent_of(request, callback.agent_id)  # one's own, or nothing
    if actions.retry(callback, by=request.membership, at=request.at):
        messages.success(request, _("Garde-fou rappelle cet agent tout de suite."))
    else:
        messages.warning(request, _("Ce rappel est déjà parti, ou part en ce moment."))
    return redirect("approvals:callbacks", callback.agent_id)


def _secret(request: CompanyRequest, secret_id: UUID) -> CallbackSecret:
    secret = get_object_or_404(CallbackSecret.objects.of(request.company).select_related("agent", "company"), pk=secret_id)
    agent_of(request, secret.agent_id)  # one's own, or nothing
    return secret


def _page(request: CompanyRequest, agent: Agent, form: HostForm, status: int = 200) -> HttpResponse:
    values = {
        "section": "agents",
        "agent": agent,
        "secrets": queries.signing(request.company, agent.pk, request.at),
        "hosts": queries.hosts(request.company, agent.pk),
        "lines": queries.newest(agent),
        "form": form,
    }
    return render(request, "approvals/callbacks.html", values, status=status)


def _shown_once(request: CompanyRequest, agent: Agent, secret: str) -> HttpResponse:
    return render(request, "approvals/callback_secret.html", {"section": "agents", "agent": agent, "secret": secret})
