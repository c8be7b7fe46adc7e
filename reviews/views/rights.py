"""« Revue des droits »: asked outside the clock, and rights without a remark kept together."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.models import Agent
from reviews.actions import asking
from reviews.actions.answering import AlreadySigned
from reviews.actions.keeping import keep_calm
from reviews.forms import AskForm
from reviews.views.pages import SIGNED
from reviews.views.shared import review_of, to_review


@require_POST
@page(Ability.REVIEW)
def ask(request: CompanyRequest) -> HttpResponse:
    """Of one agent, or of all."""
    form = AskForm(request.POST)
    chosen = form.cleaned_data["agent"] if form.is_valid() else None
    agent = get_object_or_404(Agent.objects.of(request.company), pk=chosen) if chosen else None
    try:
        return to_review(asking.ask(request.company, agent, by=request.membership, at=request.at))
    except asking.NothingToReview:
        messages.info(request, _("Aucun droit ni compte à relire pour l’instant."))
    except asking.ReviewedToday:
        messages.info(request, _("Ces droits ont été relus et signés aujourd’hui. Demandez-le à nouveau demain, ou pour un seul agent."))
    return redirect("inventory:agent", agent.pk) if agent else redirect("reviews:reviews")


@require_POST
@page(Ability.REVIEW)
def keep(request: CompanyRequest, review_id: UUID) -> HttpResponse:
    found = review_of(request, review_id)
    try:
        kept = keep_calm(found, by=request.membership, at=request.at)
    except AlreadySigned:
        messages.warning(request, _(SIGNED))
        return to_review(found)
    messages.success(request, ngettext("%(kept)s droit gardé.", "%(kept)s droits gardés.", kept) % {"kept": kept})
    return to_review(found)
