"""« Demandes »: what waits for a person, and the page on which it is answered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import CompanyRequest, page
from accounts.confirming import detour_for_this
from accounts.enums import Ability
from approvals.actions.deciding import AgentStopped, AlreadyAnswered, AlreadyDecided, FactsChanged, NotThere, decide
from approvals.enums import RequestState
from approvals.forms.desk import AnswerForm
from approvals.models import ApprovalRequest
from approvals.queries import desk as queries
from approvals.queries.powers import mandates_of, may_answer
from approvals.queries.stops import is_halted

REFUSALS = {
    AlreadyDecided: "Cette demande a déjà reçu sa réponse.",
    FactsChanged: "Ce que nous savons a changé depuis que vous avez ouvert cette page. Relisez, puis répondez.",
    AlreadyAnswered: "Vous avez déjà répondu. Il faut encore l’accord d’une autre personne.",
    AgentStopped: "Cet agent est arrêté, en pause ou retiré\u00a0: ses demandes ne valent plus rien.",
    NotThere: "Votre rôle vient de changer\u00a0: cette réponse n’est pas prise.",
}


@require_safe
@page(Ability.READ)
def requests(request: CompanyRequest) -> HttpResponse:
    powers = mandates_of(request.membership) if request.may(Ability.DECIDE) else ()
    asked = queries.pending(request.company, request.at)
    waiting = [(queries.sheet(one, request.at), may_answer(powers, one)) for one in asked]
    done = queries.ended(request.company)
    return render(request, "approvals/requests.html", {"section": "requests", "waiting": waiting, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.READ)
def demand(request: CompanyRequest, request_id: UUID) -> HttpResponse:
    asked = _asked(request, request_id)
    sheet = queries.sheet(asked, request.at)
    if request.method == "POST":
        return _answer(request, sheet)
    return _page(request, sheet, AnswerForm(asks_call_back=sheet.asks_call_back))


def _asked(request: CompanyRequest, request_id: UUID) -> ApprovalRequest:
    known = ApprovalRequest.objects.of(request.company).select_related("agent", "company")
    return get_object_or_404(known, pk=request_id)


def _answer(request: CompanyRequest, sheet: queries.Sheet) -> HttpResponse:
    if not _may_answer(request, sheet):
        raise Http404
    needs_code = sheet.asks_code and request.POST.get("answer") != "no"
    if needs_code and (asked := detour_for_this(request)):
        return asked
    form = AnswerForm(request.POST, asks_call_back=sheet.asks_call_back)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)
    try:
        after = decide(sheet.request, form.answered(has_code=needs_code), by=request.membership, at=request.at)
    except tuple(REFUSALS) as refusal:
        messages.warning(request, _(REFUSALS[type(refusal)]))
        return redirect("approvals:demand", sheet.request.pk)
    messages.success(request, _said(after))
    return redirect("approvals:requests")


def _may_answer(request: CompanyRequest, sheet: queries.Sheet) -> bool:
    """The role decides, and what was said of this person covers this agent and this amount."""
    return request.may(Ability.DECIDE) and may_answer(mandates_of(request.membership), sheet.request)


def _said(after: ApprovalRequest) -> str:
    if after.state == RequestState.APPROVED:
        return _("C’est accordé. L’agent l’apprend tout de suite.")
    if after.state == RequestState.DENIED:
        return _("C’est refusé. L’agent l’apprend tout de suite.")
    return _("Votre accord est noté. Il faut encore celui d’une autre personne.")


def _page(request: CompanyRequest, sheet: queries.Sheet, form: AnswerForm, status: int = 200) -> HttpResponse:
    is_open = sheet.request.state == RequestState.PENDING and sheet.request.expires_at > request.at
    halted = is_open and is_halted(sheet.request.agent)
    mine = any(answer.membership_id == request.membership.pk for answer in sheet.answers)
    values = {
        "section": "requests",
        "sheet": sheet,
        "form": form,
        "digest": bytes(sheet.request.digest).hex(),
        "may_answer": is_open and not halted and not mine and _may_answer(request, sheet),
        "is_halted": halted,
        "is_mine": mine,
        "is_open": is_open,
    }
    return render(request, "approvals/demand.html", values, status=status)
