"""« Répondre ensemble »: small demands that are alike, on one page, with their sum."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import CompanyRequest, page
from accounts.confirming import detour_for_this
from accounts.enums import Ability
from approvals.actions.batches import AboveMyPower, NotAlike, decide_together
from approvals.actions.deciding import AgentStopped, AlreadyAnswered, AlreadyDecided, FactsChanged, NotThere, NowForbidden
from approvals.actions.refreshing import looked_at, refresh
from approvals.enums import RequestState
from approvals.forms.batches import BatchForm
from approvals.models import ApprovalRequest
from approvals.queries import batches as queries
from approvals.queries import desk
from approvals.queries.lists import rows_of
from approvals.queries.payments import reference_of
from approvals.queries.powers import mandates_of
from approvals.rules.covered import Field, fields
from journal.rules.reported import for_lists

REFUSALS = {
    NotAlike: "Ces demandes ne se ressemblent plus assez\u00a0: répondez à chacune.",
    AboveMyPower: "La somme dépasse ce que vous pouvez approuver\u00a0: répondez à chacune.",
    AlreadyDecided: "L’une de ces demandes a déjà reçu sa réponse. Rien n’a été décidé\u00a0: relisez ce qui reste.",
    FactsChanged: "Ce que nous savons a changé depuis que vous avez ouvert cette page. Relisez, puis répondez.",
    NowForbidden: "Une de vos limites interdit cette somme\u00a0: vous ne pouvez que refuser.",
    AlreadyAnswered: "Vous avez déjà répondu. Il faut encore l’accord d’une autre personne.",
    AgentStopped: "Cet agent est arrêté, en pause ou retiré\u00a0: ses demandes ne valent plus rien.",
    NotThere: "Votre rôle vient de changer\u00a0: cette réponse n’est pas prise.",
}


@dataclass(frozen=True)
class Line:
    """A demand of a batch. `covered`: every value that a yes covers. `shown`: what the form sends of it."""

    request: ApprovalRequest
    question: str
    reference: str
    covered: list[Field]
    shown: str


@dataclass(frozen=True)
class Card:
    """A batch as the page shows it."""

    batch: queries.Batch
    weight: queries.Weight
    lines: list[Line]


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.DECIDE)
def together(request: CompanyRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request)
    return render(request, "approvals/together.html", {"section": "requests", "cards": _cards(request)})


def _cards(request: CompanyRequest) -> list[Card]:
    powers, mine = mandates_of(request.membership), queries.answered_by(request.membership)
    asked = [one for one in desk.pending(request.company, request.at) if one.pk not in mine]
    fresh = [looked_at(one, at=request.at) for one in queries.candidates(asked)]
    found = [batch for batch in queries.batches(request.company, fresh) if queries.may_answer_all(powers, batch)]
    shown = [one for batch in found for one in batch.requests]
    questions = {row.request.pk: row.question for row in rows_of(request.company, shown, request.at)}
    return [Card(batch, queries.weight_of(batch, request.at), [_line(one, questions[one.pk]) for one in batch.requests]) for batch in found]


def _line(one: ApprovalRequest, question: str) -> Line:
    said = json.loads(bytes(one.action))
    return Line(one, question, for_lists(reference_of(said)), fields(said), _shown(one))


def _shown(one: ApprovalRequest) -> str:
    return f"{one.pk}:{bytes(one.digest).hex()}:{one.facts_number}"


def _answer(request: CompanyRequest) -> HttpResponse:
    needs_code = request.POST.get("answer") != "no"
    if needs_code and (asked := detour_for_this(request)):
        return asked
    form = BatchForm(request.POST)
    if not form.is_valid():
        raise Http404
    answers = form.answers(has_code=needs_code)
    for one in desk.known(request.company).filter(pk__in=list(answers)):
        refresh(one, at=request.at)
    try:
        after = decide_together(request.company, answers, by=request.membership, at=request.at)
    except tuple(REFUSALS) as refusal:
        messages.warning(request, _(REFUSALS[type(refusal)]))
        return redirect("approvals:together")
    messages.success(request, _said(after))
    return redirect("approvals:requests")


def _said(after: list[ApprovalRequest]) -> str:
    number = len(after)
    if after[0].state == RequestState.DENIED:
        told = ngettext("%(number)s demande est refusée.", "%(number)s demandes sont refusées.", number)
    elif after[0].state == RequestState.APPROVED:
        told = ngettext("%(number)s demande est accordée.", "%(number)s demandes sont accordées.", number)
    else:
        return _("Votre accord est noté. Il faut encore celui d’une autre personne.")
    return f"{told % {'number': number}} {_('L’agent l’apprend tout de suite.')}"
