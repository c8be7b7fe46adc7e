"""A review is signed, and its page is downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from lib.dates import day_in
from reviews.actions import signing as actions
from reviews.forms import SignForm
from reviews.models import Paper
from reviews.views.shared import first_error, review_of, to_review

REFUSALS = {
    actions.AlreadySigned: "Cette revue était déjà signée.",
    actions.NotAllAnswered: "Il reste des points à relire avant de signer.",
    actions.AnswersChanged: "Une réponse a changé depuis que vous avez ouvert cette page. Relisez, puis signez.",
}


@require_POST
@page(Ability.REVIEW, fresh=True)
def sign(request: CompanyRequest, review_id: UUID) -> HttpResponse:
    found, form = review_of(request, review_id), SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return to_review(found)
    try:
        actions.sign(found, form.cleaned_data["note"], seen=form.cleaned_data["seen"], by=request.membership, at=request.at)
        messages.success(request, _("La revue est signée. Son compte rendu se prépare."))
    except tuple(REFUSALS) as refusal:
        messages.warning(request, _(REFUSALS[type(refusal)]))
    return redirect("reviews:review", found.pk)


@require_safe
@page(Ability.READ)
def paper(request: CompanyRequest, review_id: UUID) -> HttpResponse:
    found = review_of(request, review_id)
    kept = Paper.objects.of(request.company).filter(review=found).first()
    if kept is None:
        raise Http404
    name = f"revue-{day_in(request.company.time_zone, found.ends_at)}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(kept.pdf), content_type="application/pdf", headers=headers)
