"""« Brancher cet agent »: its keys, and whether we have heard from it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, open_page, page
from accounts.enums import Ability
from api.actions import keys
from api.error_words import WORDS
from api.errors import TITLES
from api.forms import KeyForm
from api.models import AgentKey
from api.queries import plugged
from api.ways import ways_for
from inventory.models import Agent
from inventory.views.shared import agent_of

LISTEN_SECONDS = 5
PYTHON = settings.BASE_DIR / "adapters" / "python" / "garde_fou.py"
N8N = settings.BASE_DIR / "adapters" / "n8n" / "payer-apres-accord.json"
FULL = "Cet agent a déjà cinq clés. Retirez-en une d’abord."


@require_safe
@page(Ability.EDIT_INVENTORY)
def plug(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    return _page(request, agent_of(request, agent_id), KeyForm())


@require_safe
@page(Ability.EDIT_INVENTORY)
def python_client(_: CompanyRequest) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{PYTHON.name}"'}
    return HttpResponse(PYTHON.read_bytes(), content_type="text/x-python; charset=utf-8", headers=headers)


@require_safe
@page(Ability.EDIT_INVENTORY)
def n8n_flow(_: CompanyRequest) -> HttpResponse:
    """With our own address in it; the bank's, and the key, are the owner's to put."""
    flow = N8N.read_text(encoding="utf-8").replace("https://GARDE-FOU.EXEMPLE", settings.ADDRESS.origin)
    headers = {"Content-Disposition": f'attachment; filename="{N8N.name}"'}
    return HttpResponse(flow, content_type="application/json; charset=utf-8", headers=headers)


@require_safe
@open_page
def error(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever writes an agent, who may have no account here."""
    if code not in TITLES:
        raise Http404
    (status, title), (why, what_now) = TITLES[code], WORDS[code]
    values = {"code": code, "status": status, "title": title, "why": why, "what_now": what_now, "codes": list(TITLES)}
    return render(request, "api/error.html", values | {"section": "help"})


@require_POST
@page(Ability.EDIT_INVENTORY, fresh=True)
def new(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    agent, form = agent_of(request, agent_id), KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, agent, form)
    try:
        key = keys.make(agent, **form.given(), by=request.membership, at=request.at)
    except keys.TooMany:
        form.add_error(None, _(FULL))
        return _page(request, agent, form)
    return _shown_once(request, agent, key)


@require_POST
@page(Ability.EDIT_INVENTORY, fresh=True)
def replacement(request: CompanyRequest, key_id: UUID) -> HttpResponse:
    old = _key(request, key_id)
    try:
        key = keys.replace(old, by=request.membership, at=request.at)
    except keys.TooMany:
        messages.warning(request, _(FULL))
        return redirect("api:plug", old.agent_id)
    except keys.Replaced:
        messages.warning(request, _("Cette clé est déjà remplacée."))
        return redirect("api:plug", old.agent_id)
    return _shown_once(request, old.agent, key)


@require_POST
@page(Ability.EDIT_INVENTORY)
def end(request: CompanyRequest, key_id: UUID) -> HttpResponse:
    key = _key(request, key_id, AgentKey.objects.of(request.company))
    keys.end(key, by=request.membership, at=request.at)
    messages.success(request, _("La clé %(start)s… n’ouvre plus rien.") % {"start": key.start})
    return redirect("api:plug", key.agent_id)


def _key(request: CompanyRequest, key_id: UUID, among: QuerySet[AgentKey] | None = None) -> AgentKey:
    current = AgentKey.objects.of(request.company).current() if among is None else among
    key = get_object_or_404(current.select_related("agent", "company"), pk=key_id)
    agent_of(request, key.agent_id)  # one's own, or nothing
    return key


def _page(request: CompanyRequest, agent: Agent, form: KeyForm) -> HttpResponse:
    found, (way, others) = plugged(agent, request.at), ways_for(agent.tool)
    values = {"section": "agents", "agent": agent, "plugged": found, "form": form, "origin": settings.ADDRESS.origin}
    response = render(request, "api/plug.html", values | {"way": way, "others": others})
    if found.keys and found.heard is None and request.method == "GET":
        response["Refresh"] = str(LISTEN_SECONDS)  # until its first call
    return response


def _shown_once(request: CompanyRequest, agent: Agent, key: str) -> HttpResponse:
    return render(request, "api/key.html", {"section": "agents", "agent": agent, "key": key, "origin": settings.ADDRESS.origin})
