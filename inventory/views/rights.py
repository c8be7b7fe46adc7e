"""Rights: the list to change, one to give, its end to change, one to take away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import catalogue
from inventory.actions import rights as actions
from inventory.forms.agents import EndForm, RightForm, WhyForm
from inventory.models import Permission
from inventory.queries.agent_page import rights_of
from inventory.views.shared import agent_of, form_page, right_of, today


@require_GET
@page(Ability.EDIT_INVENTORY)
def rights(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    template = catalogue.template(shown.template)
    ended = Permission.objects.of(request.company).filter(agent=shown).exclude(withdrawal=None)
    values = {
        "section": "agents",
        "agent": shown,
        "rights": rights_of(request.company, shown, today(request)),
        "ended": ended.select_related("withdrawal", "withdrawal__by__user").order_by("-withdrawal__at")[:20],
        "forbidden": template.forbidden if template else (),
    }
    return render(request, "inventory/rights.html", values)


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def grant(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = RightForm(request.POST or None, agent=shown, today=today(request))
    if form.is_valid():
        right = actions.grant(shown, form.asked(), by=request.membership, at=request.at)
        messages.success(request, _("Le droit «\u00a0%(right)s\u00a0» est donné.") % {"right": right})
        return redirect("inventory:rights", agent_id)
    return form_page(request, form, title=_("Donner un droit"), back=_back(agent_id), submit=_("Donner ce droit"), lead=shown.name)


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def change(request: CompanyRequest, right_id: UUID) -> HttpResponse:
    right = right_of(request, right_id)
    form = EndForm(request.POST or None, right=right, today=today(request))
    if form.is_valid():
        said = form.cleaned_data
        end = {"until": said["until"], "is_endless": said["is_endless"], "reason": said["reason"]}
        try:
            actions.change_end(right, **end, by=request.membership, at=request.at)
            messages.success(request, _("Le droit est à jour."))
        except actions.AlreadyWithdrawn:
            messages.info(request, _("Ce droit a déjà pris fin."))
        return redirect("inventory:rights", right.agent_id)
    more = {"lead": str(right), "withdraw_url": reverse("inventory:right_withdraw", args=[right.pk])}
    return form_page(request, form, title=_("Changer ce droit"), back=_back(right.agent_id), template="inventory/right_form.html", **more)


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def withdraw(request: CompanyRequest, right_id: UUID) -> HttpResponse:
    ended = Permission.objects.of(request.company).filter(pk=right_id).exclude(withdrawal=None).first()
    if ended:  # a second click, or another phone
        messages.info(request, _("Ce droit a déjà pris fin."))
        return redirect("inventory:rights", ended.agent_id)
    right = right_of(request, right_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.withdraw(right, why=form.cleaned_data["why"], by=request.membership, at=request.at)
            messages.success(request, _("Le droit «\u00a0%(right)s\u00a0» est retiré.") % {"right": right})
        except actions.AlreadyWithdrawn:
            messages.info(request, _("Ce droit a déjà pris fin."))
        return redirect("inventory:rights", right.agent_id)
    lead = _("L’agent %(agent)s ne devra plus\u00a0: %(right)s.") % {"agent": right.agent.name, "right": right}
    title = _("Retirer ce droit\u00a0?")
    return form_page(request, form, title=title, back=_back(right.agent_id), submit=_("Retirer ce droit"), lead=lead, is_danger=True)


def _back(agent_id: UUID) -> tuple[str, str]:
    return reverse("inventory:rights", args=[agent_id]), _("Ce qu’il a le droit de faire")
