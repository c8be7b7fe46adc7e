"""Rights: the list to change, one to give, its terms to change, two that meet, one to take away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import catalogue
from inventory.actions import rights as actions
from inventory.charge import demand
from inventory.enums import Verb
from inventory.forms.agents import WhyForm
from inventory.forms.rights import EditRightForm, PairForm, RightForm
from inventory.models import Permission
from inventory.queries.rights import rights_of, suggested_segments
from inventory.rules.pairs import BOTH, meet
from inventory.views.shared import agent_of, form_page, right_of, today

TEMPLATE = "inventory/right_form.html"


@require_safe
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


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def grant(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = RightForm(request.POST or None, agent=shown, today=today(request))
    if form.is_valid():
        try:
            right = actions.grant(shown, form.asked(), by=request.membership, at=request.at)
            messages.success(request, _("Le droit «\u00a0%(right)s\u00a0» est donné.") % {"right": right})
            return redirect("inventory:rights", agent_id)
        except actions.Coexists:  # another person gave one meanwhile: the form asks about it
            form = RightForm(request.POST, agent=shown, today=today(request))
    segments = suggested_segments(request.company)
    more = {"submit": _("Donner ce droit"), "lead": shown.name, "template": TEMPLATE, "segments": segments}
    return form_page(request, form, title=_("Donner un droit"), back=_back(agent_id), **more)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def change(request: CompanyRequest, right_id: UUID) -> HttpResponse:
    right = right_of(request, right_id)
    form = EditRightForm(request.POST or None, right=right, today=today(request))
    if form.is_valid():
        try:
            actions.change(right, form.terms(), pairing=form.cleaned_data.get("pair", ""), by=request.membership, at=request.at)
            messages.success(request, _("Le droit est à jour."))
            return redirect("inventory:rights", right.agent_id)
        except actions.AlreadyWithdrawn:
            return _already(request, right)
        except actions.Coexists:
            form = EditRightForm(request.POST, right=right, today=today(request))
    lead = f"{right.get_verb_display()}\u00a0: {right.on_what}"
    urls = {name: reverse(f"inventory:right_{name.removesuffix('_url')}", args=[right.pk]) for name in ("withdraw_url", "history_url")}
    more = {"lead": lead, **urls, "template": TEMPLATE}
    segments = suggested_segments(request.company)
    return form_page(request, form, title=_("Changer ce droit"), back=_back(right.agent_id), segments=segments, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def pair(request: CompanyRequest, right_id: UUID) -> HttpResponse:
    """Two rights meet on the same thing and nobody spoke of it: both are meant, or reading alone goes."""
    right = right_of(request, right_id)
    current = Permission.objects.of(request.company).current().filter(agent=right.agent).select_related("company", "agent")
    beside = [one for one in current if meet(right.held, one.held)]
    if not beside:
        messages.info(request, _("Ce droit n’en rencontre aucun autre."))
        return redirect("inventory:rights", right.agent_id)
    form = PairForm(request.POST if request.method == "POST" else None, right=right, beside=beside)
    if form.is_valid():
        return _settle(request, right, beside, form.cleaned_data["pair"])
    others = ", ".join(f"«\u00a0{one}\u00a0»" for one in beside)
    lead = _("«\u00a0%(right)s\u00a0» va avec %(others)s.") % {"right": right, "others": others}
    return form_page(request, form, title=_("Lire seulement, ou aussi plus\u00a0?"), back=_back(right.agent_id), lead=lead)


def _settle(request: CompanyRequest, right: Permission, beside: list[Permission], answer: str) -> HttpResponseRedirect:
    try:
        if answer == BOTH:
            actions.keep_both(right, by=request.membership, at=request.at)
            messages.success(request, _("C’est noté\u00a0: les deux droits sont voulus."))
        else:
            for reading in [right] if right.verb == Verb.READ else beside:
                actions.withdraw(reading, why=_("Il a un droit plus large sur la même chose"), by=request.membership, at=request.at)
            messages.success(request, _("Le droit de lecture seule est retiré."))
    except actions.AlreadyWithdrawn:
        return _already(request, right)
    return redirect("inventory:rights", right.agent_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def withdraw(request: CompanyRequest, right_id: UUID) -> HttpResponse:
    ended = Permission.objects.of(request.company).filter(pk=right_id).exclude(withdrawal=None).first()
    if ended:  # a second click, or another phone
        demand(request, ended)
        return _already(request, ended)
    right = right_of(request, right_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.withdraw(right, why=form.cleaned_data["why"], by=request.membership, at=request.at)
            messages.success(request, _("Le droit «\u00a0%(right)s\u00a0» est retiré.") % {"right": right})
        except actions.AlreadyWithdrawn:
            return _already(request, right)
        return redirect("inventory:rights", right.agent_id)
    lead = _("L’agent %(agent)s ne devra plus\u00a0: %(right)s.") % {"agent": right.agent.name, "right": right}
    title = _("Retirer ce droit\u00a0?")
    return form_page(request, form, title=title, back=_back(right.agent_id), submit=_("Retirer ce droit"), lead=lead, is_danger=True)


def _already(request: CompanyRequest, right: Permission) -> HttpResponseRedirect:
    messages.info(request, _("Ce droit a déjà pris fin."))
    return redirect("inventory:rights", right.agent_id)


def _back(agent_id: UUID) -> tuple[str, str]:
    return reverse("inventory:rights", args=[agent_id]), _("Ce qu’il a le droit de faire")
