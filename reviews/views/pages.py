"""« Revues »: the list, one review, its points each at an address of its own, and the answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from reviews.actions.answering import AlreadySigned, NotTaken
from reviews.actions.answering import answer as say
from reviews.enums import Verdict
from reviews.forms import AnswerForm
from reviews.queries import pages
from reviews.queries.clocks import next_week
from reviews.queries.older import older as told_too_late
from reviews.views.shared import point_of, review_of, sheet_page, to_point, to_review

SIGNED = "Cette revue est signée\u00a0: elle ne prend plus de réponse."


@require_safe
@page(Ability.READ)
def reviews(request: CompanyRequest) -> HttpResponse:
    values = {
        "section": "reviews",
        "open": pages.open_reviews(request.company),
        "signed": pages.ended_reviews(request.company),
        "to_do": len(pages.to_do(request.company)),
        "next_at": next_week(request.company.pk, request.at),
    }
    return render(request, "reviews/reviews.html", values)


@require_safe
@page(Ability.READ)
def review(request: CompanyRequest, review_id: UUID) -> HttpResponse:
    return sheet_page(request, pages.sheet(review_of(request, review_id)))


@require_safe
@page(Ability.READ)
def point(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    found = point_of(request, point_id)
    return sheet_page(request, pages.sheet(found.review, found.pk))


@require_safe
@page(Ability.READ)
def actions(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    found = point_of(request, point_id)
    shown = next(one for one in pages.shown_points(found.review) if one.point.pk == found.pk)
    values = {"section": "reviews", "shown": shown, "lines": pages.behind(found), "journal": pages.journal_url(found)}
    return render(request, "reviews/actions.html", values)


@require_safe
@page(Ability.READ)
def older(request: CompanyRequest, review_id: UUID) -> HttpResponse:
    """What was told too late for any review."""
    found = review_of(request, review_id)
    lines = told_too_late(found)
    values = {"section": "reviews", "review": found, "name": pages.title_of(found), "lines": lines, "many": found.facts.get("older", 0)}
    return render(request, "reviews/older.html", values)


@require_POST
@page(Ability.REVIEW)
def answer(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    found, form = point_of(request, point_id), AnswerForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, pages.sheet(found.review, found.pk), form=form, status=422)
    verdict = Verdict(form.cleaned_data["verdict"])
    try:
        say(found, verdict, form.cleaned_data["note"], by=request.membership, at=request.at)
    except NotTaken as refusal:
        form.add_error("note", str(refusal))
        return sheet_page(request, pages.sheet(found.review, found.pk), form=form, status=422)
    except AlreadySigned:
        messages.warning(request, _(SIGNED))
        return to_review(found.review)
    return to_point(found) if verdict == Verdict.WRONG else to_review(found.review)
