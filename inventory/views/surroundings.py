"""« Son cadre d’exécution »: where an agent runs, what it can reach, how to stop it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.actions import surroundings as actions
from inventory.charge import may_on
from inventory.forms.surroundings import SurroundingsForm
from inventory.queries import surroundings as queries
from inventory.queries.agent_page import gap_row
from inventory.queries.agents import card
from inventory.views.shared import agent_of, form_page, today
from inventory.ways import ways_of


@require_safe
@page(Ability.READ)
def show(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    runtime = queries.runtime_of(request.company, shown)
    modules, removed = queries.modules_of(request.company, shown, today(request))
    bindings = queries.bindings_of(request.company, shown)
    values = {
        "section": "agents",
        "agent": shown,
        "runtime": runtime,
        "facts": queries.facts_of_runtime(shown, runtime),
        "ways": ways_of(shown, runtime),
        "modules": modules,
        "removed": removed,
        "groups": queries.grouped_bindings(bindings),
        "source": max(bindings, key=lambda row: row.read_at, default=None),
        "gaps": [(gap_row(one.gap, shown.pk), one.advice) for one in queries.to_mend(card(request.company, shown, request.at).gaps)],
        "may_edit": may_on(request, shown),
    }
    return render(request, "inventory/surroundings.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    runtime = queries.runtime_of(request.company, shown)
    form = SurroundingsForm(request.POST or None, agent=shown, runtime=runtime)
    if form.is_valid():
        if actions.describe(shown, form.surroundings(), by=request.membership, at=request.at):
            messages.success(request, _("Le cadre d’exécution est à jour."))
        return redirect("inventory:surroundings", agent_id)
    back = (reverse("inventory:surroundings", args=[agent_id]), _("Son cadre d’exécution"))
    lead = _("«\u00a0Je ne sais pas\u00a0» est toujours permis\u00a0: nous le noterons dans «\u00a0Ce qu’il manque\u00a0».")
    return form_page(request, form, title=_("Préciser son cadre d’exécution"), back=back, lead=lead)
