"""The mission sheet of an agent on screen, with the fingerprint that its PDF bears."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.models import Agent
from lib.dates import french_moment
from register import missions
from register.book import fingerprint
from register.mission import to_json


@page(Ability.READ)
@require_safe
def mission(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    try:
        sheet = missions.build(request.company, agent_id, request.at)
    except Agent.DoesNotExist:
        raise Http404 from None
    context = {
        "section": "agents",
        "agent_id": agent_id,
        "mission": sheet.mission,
        "made_at": french_moment(sheet.made_at),
        "fingerprint": fingerprint(to_json(sheet.mission)),
    }
    return render(request, "register/mission.html", context)
