"""« Son histoire »: what happened to an agent, an account, a right or a sheet, and what each act changed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.models import Permission
from inventory.queries.past import history_page
from inventory.views.shared import agent_of, connection_of, processing_of


@require_safe
@page(Ability.READ)
def agent(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    return _page(request, shown.pk, str(shown), reverse("inventory:agent", args=[agent_id]))


@require_safe
@page(Ability.READ)
def account(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    shown = connection_of(request, connection_id)
    return _page(request, shown.pk, str(shown), reverse("inventory:account", args=[connection_id]))


@require_safe
@page(Ability.READ)
def right(request: CompanyRequest, right_id: UUID) -> HttpResponse:
    """Of a right that has ended too."""
    shown = get_object_or_404(Permission.objects.of(request.company).select_related("agent"), pk=right_id)
    return _page(request, shown.pk, str(shown), reverse("inventory:agent", args=[shown.agent_id]), shown.agent.name)


@require_safe
@page(Ability.READ)
def processing(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    shown = processing_of(request, processing_id)
    return _page(request, shown.pk, str(shown), reverse("register:sheet", args=[processing_id]), section="register")


def _page(request: CompanyRequest, about: UUID, name: str, back_url: str, back_label: str = "", section: str = "agents") -> HttpResponse:
    said = request.GET.get("avant", "")
    before = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
    told = history_page(request.company, about, before)
    values = {
        "section": section,
        "name": name,
        "back_url": back_url,
        "back_label": back_label or name,
        "page": told,
        "is_first": before is None,
    }
    return render(request, "inventory/history.html", values)
