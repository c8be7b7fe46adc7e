"""What the views of reviews load, and the page they all come back to."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import CompanyRequest
from accounts.enums import Ability
from inventory.charge import may_on
from reviews.enums import RemedyKind, Verdict
from reviews.forms import AnswerForm, SignForm
from reviews.hooks import manner_of
from reviews.models import Point, Remedy, Review
from reviews.queries import pages
from reviews.queries.groups import groups
from reviews.rules.verdicts import FACES, OF_AN_AGENT, OFFERED, TO_ASK, Face

ABILITIES = {RemedyKind.LIMIT: Ability.SET_LIMITS, RemedyKind.RIGHT: Ability.EDIT_INVENTORY, RemedyKind.STOP: Ability.STOP}


def review_of(request: CompanyRequest, review_id: UUID) -> Review:
    return get_object_or_404(Review.objects.of(request.company).select_related("company", "agent"), pk=review_id)


def point_of(request: CompanyRequest, point_id: UUID) -> Point:
    known = Point.objects.of(request.company).select_related("company", "review__company", "review__agent", "agent__company")
    return get_object_or_404(known, pk=point_id)


def remedy_of(request: CompanyRequest, remedy_id: UUID) -> Remedy:
    known = Remedy.objects.of(request.company).select_related("company", "point__review__company", "point__review__agent")
    return get_object_or_404(known, pk=remedy_id)


def to_review(review: Review) -> HttpResponseRedirect:
    """Where the point that comes next is open."""
    return redirect(f"{reverse('reviews:review', args=[review.pk])}#en-cours")


def to_point(point: Point) -> HttpResponseRedirect:
    return redirect(f"{reverse('reviews:point', args=[point.pk])}#en-cours")


def first_error(form: forms.Form) -> str:
    """What to mend, in a message: these forms are too small for a page of their own."""
    return str(next(iter(form.errors.values()))[0])


def sheet_page(request: CompanyRequest, sheet: pages.Sheet, *, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    """The review, one of its points open."""
    may_review = request.may(Ability.REVIEW)
    manner, answering = manner_of(sheet.review), form or AnswerForm(initial={"note": _own_note(request, sheet.current)})
    hint = manner.word_hint(sheet.current.point) if sheet.current else ""
    if hint:
        answering.ask_why(hint)
    values = {
        "section": "reviews",
        "sheet": sheet,
        "groups": groups(sheet) if manner.is_grouped else (),
        "asks_why": hint,
        "form": answering,
        "sign_form": SignForm(initial={"seen": sheet.seal}),
        "may_review": may_review,
        "buttons": _buttons(sheet) if sheet.current and may_review and not sheet.sign_off else [],
        "ways": ways(request, sheet.current) if sheet.current and may_review else [],
        "asks": asks(request, sheet) if sheet.current and may_review else [],
    }
    return render(request, "reviews/review.html", values, status=status)


def _own_note(request: CompanyRequest, shown: pages.Shown | None) -> str:
    """What this person wrote beside the answer that counts: changing the answer does not lose it."""
    said = shown.said.answer if shown and shown.said else None
    return said.note if said and said.by_id == request.membership.pk else ""


def _buttons(sheet: pages.Sheet) -> list[tuple[Verdict, Face]]:
    offered = manner_of(sheet.review).offered(sheet.current.point)  # type: ignore[union-attr]
    return [(verdict, FACES[verdict]) for verdict in offered]


def _offered(shown: pages.Shown) -> Sequence[RemedyKind]:
    """What may be done about what was answered."""
    kinds = OFFERED.get(Verdict(shown.said.answer.verdict), ()) if shown.said else ()
    return [kind for kind in kinds if shown.point.agent_id or kind not in OF_AN_AGENT]


def may_do(request: CompanyRequest, point: Point, kind: RemedyKind) -> bool:
    """May this person do it, about this agent?"""
    ability = ABILITIES.get(kind)
    if ability is None or not request.may(ability):
        return False
    return kind not in OF_AN_AGENT or (point.agent is not None and may_on(request, point.agent, ability))


def ways(request: CompanyRequest, shown: pages.Shown) -> list[tuple[RemedyKind, str]]:
    """What this person can do at once, each with its page."""
    kinds = [kind for kind in _offered(shown) if may_do(request, shown.point, kind)]
    return [(kind, reverse(f"reviews:{kind.value}", args=[shown.point.pk])) for kind in kinds]


def way(request: CompanyRequest, remedy: Remedy) -> str:
    """The page where this person does it at once; empty when there is none."""
    kind = RemedyKind(remedy.kind)
    return reverse(f"reviews:{kind.value}", args=[remedy.point_id]) if may_do(request, remedy.point, kind) else ""


def asks(request: CompanyRequest, sheet: pages.Sheet) -> list[tuple[RemedyKind, str]]:
    """What this person can only note, for later or for somebody else."""
    shown = sheet.current
    if shown is None or sheet.sign_off:
        return []
    return [(kind, TO_ASK[kind]) for kind in _offered(shown) if not may_do(request, shown.point, kind)]
