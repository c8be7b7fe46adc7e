"""What is to be done about a point: a limit, a right, a stop at once from here; or noted, and done later."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from approvals.actions.stopping import AlreadyStopped
from approvals.forms.limits import LimitForm
from approvals.forms.stops import StopForm
from inventory.actions.rights import AlreadyWithdrawn
from inventory.models import Agent, Permission
from reviews.actions import remedying
from reviews.actions.answering import AlreadySigned, hold
from reviews.enums import RemedyKind
from reviews.forms import DoneForm, RemedyForm, RightForm
from reviews.models import Point
from reviews.queries import pages
from reviews.queries.after_removal import used_after_removal
from reviews.queries.remedy_groups import FEW, ToDo, by_agent
from reviews.rules.verdicts import OF_AN_AGENT
from reviews.views.shared import first_error, may_do, point_of, remedy_of, to_point, way

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@page(Ability.READ)
def remedies(request: CompanyRequest) -> HttpResponse:
    used = used_after_removal(request.company)
    to_do = [
        ToDo(one, pages.told_of(one), used.get(one.pk), way(request, one), pages.title_of(one.point.review))
        for one in pages.to_do(request.company)
    ]
    done = [(one, pages.told_of(one), used.get(one.pk)) for one in pages.were_done(request.company)]
    values = {
        "section": "reviews",
        "to_do": by_agent(to_do),
        "is_few": len(to_do) <= FEW,
        "done": done,
        "may_review": request.may(Ability.REVIEW),
    }
    return render(request, "reviews/remedies.html", values)


@require_POST
@page(Ability.REVIEW)
def remedy(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    """Noted, for later or for somebody else."""
    found, form = point_of(request, point_id), RemedyForm(request.POST)
    if not form.is_valid() or (form.cleaned_data["kind"] in OF_AN_AGENT and found.agent_id is None):
        messages.error(request, first_error(form) if form.errors else _("Ce point ne concerne pas un seul agent."))
        return to_point(found)
    try:
        hold(found.review)
    except AlreadySigned:
        messages.warning(request, _("Cette revue est signée\u00a0: elle ne prend plus de suite."))
        return to_point(found)
    remedying.open_remedy(found, RemedyKind(form.cleaned_data["kind"]), form.cleaned_data["note"], by=request.membership, at=request.at)
    messages.success(request, _("C’est noté dans les suites à donner."))
    return to_point(found)


@require_http_methods(FORM_METHODS)
@page(Ability.SET_LIMITS, fresh=True)
def limit(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    found = point_of(request, point_id)
    agents = {agent.pk: agent for agent in Agent.objects.of(request.company).in_sight().order_by("name")}
    known = {"agent": str(found.agent_id or ""), "type": found.where.get("nature", "")}
    form = LimitForm(agents, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        remedying.limit(found, form.wished(), by=request.membership, at=request.at)
        messages.success(request, _("La limite vaut dès maintenant."))
        return to_point(found)
    return _form(request, "reviews/limit.html", found, {"form": form})


@require_http_methods(FORM_METHODS)
@page(Ability.REVIEW)
def right(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    found = _mine(request, point_id, RemedyKind.RIGHT)
    rights = list(Permission.objects.of(request.company).current().filter(agent=found.agent_id).select_related("agent", "company"))
    form = RightForm(rights, request.POST or None, initial={"right": str(found.permission_id or "")})
    if request.method == "POST" and form.is_valid():
        try:
            remedying.withdraw(found, form.chosen(), form.cleaned_data["why"], by=request.membership, at=request.at)
            messages.success(request, _("Le droit «\u00a0%(right)s\u00a0» est retiré.") % {"right": form.chosen()})
        except AlreadyWithdrawn:
            messages.info(request, _("Ce droit était déjà retiré."))
        return to_point(found)
    return _form(request, "reviews/right.html", found, {"form": form, "has_rights": bool(rights)})


@require_http_methods(FORM_METHODS)
@page(Ability.REVIEW)
def stop(request: CompanyRequest, point_id: UUID) -> HttpResponse:
    """The real stop of this agent, once confirmed."""
    found = _mine(request, point_id, RemedyKind.STOP)
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "reviews/stop.html", found, {"form": form})
    try:
        agent = found.agent
        assert agent is not None  # noqa: S101  (_mine)
        if remedying.cut(found, agent, form.cleaned_data["why"], by=request.membership, at=request.at):
            messages.success(request, _("L’agent est coupé. Ce qu’il demande est refusé."))
        else:
            messages.warning(request, _("L’arrêt est en vigueur. Il sera inscrit au journal dès que possible."))
    except AlreadyStopped:
        messages.info(request, _("Cet agent est déjà coupé."))
    return to_point(found)


@require_POST
@page(Ability.REVIEW)
def remedy_end(request: CompanyRequest, remedy_id: UUID) -> HttpResponse:
    found, form = remedy_of(request, remedy_id), DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
    elif remedying.finish(found, form.cleaned_data["note"], by=request.membership, at=request.at):
        messages.success(request, _("C’est noté\u00a0: c’est fait."))
    else:
        messages.info(request, _("Une autre personne l’avait déjà noté."))
    came_from = form.cleaned_data.get("point")
    return to_point(point_of(request, came_from)) if came_from else redirect("reviews:remedies")


@require_POST
@page(Ability.REVIEW)
def remedy_again(request: CompanyRequest, remedy_id: UUID) -> HttpResponse:
    if remedying.take_up(remedy_of(request, remedy_id), by=request.membership, at=request.at):
        messages.success(request, _("La suite est de nouveau à donner."))
    return redirect("reviews:remedies")


def _mine(request: CompanyRequest, point_id: UUID, kind: RemedyKind) -> Point:
    """The point, when it is of an agent about which this person may do this."""
    found = point_of(request, point_id)
    if not may_do(request, found, kind):
        raise Http404
    return found


def _form(request: CompanyRequest, template: str, point: Point, values: dict[str, object]) -> HttpResponse:
    told = next(one.told for one in pages.shown_points(point.review) if one.point.pk == point.pk)
    invalid = request.method == "POST"
    return render(request, template, {"section": "reviews", "point": point, "told": told, **values}, status=422 if invalid else 200)
