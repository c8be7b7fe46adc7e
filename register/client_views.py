"""The sheet for clients on screen: each sentence with what proves it, each absence with its reason, and the text to copy."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.charge import charge_of, may_on
from inventory.models import Agent
from register import client_places, client_sheets
from register.book import fingerprint
from register.client_said import as_text, to_json
from register.client_sheet import paragraphs


@page(Ability.READ)
@require_safe
def client_sheet(request: CompanyRequest, agent_id: UUID, processing_id: UUID) -> HttpResponse:
    try:
        facts = client_sheets.facts_of(request.company, agent_id, processing_id, request.at)
    except client_sheets.NoClientSheet:
        raise Http404 from None
    sheet = client_sheets.sheet_of(request.company, facts, request.at)
    charge = charge_of(request)
    open_to = client_places.Open(
        company=request.may(Ability.EDIT_COMPANY),
        agent=agent_id in charge.agents(),
        processing=processing_id in charge.sheets(),
    )
    told = client_places.shown(paragraphs(facts), agent_id, processing_id, open_to)
    context = {
        "section": "agents",
        "agent_id": agent_id,
        "processing_id": processing_id,
        "facts": facts,
        "sheet": sheet,
        "paragraphs": told,
        "required": sum(absence.item.is_required for one in told for absence in one.absences),  # type: ignore[union-attr]
        "text": as_text(sheet),
        "fingerprint": fingerprint(to_json(sheet.said)),
    }
    return render(request, "register/client_sheet.html", context)


@page(Ability.READ)
@require_safe
def client_sheets_of(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    """Which of its processings: one sheet each, for what authorises it and how long differ."""
    agent = get_object_or_404(Agent.objects.of(request.company), pk=agent_id)
    context = {"section": "agents", "agent": agent, "ties": client_sheets.sheets_of(request.company, agent)}
    context["may_edit"] = may_on(request, agent)
    return render(request, "register/client_sheets.html", context)
