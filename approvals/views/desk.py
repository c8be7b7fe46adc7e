"""« Demandes »: what waits for a person, and the page on which it is answered."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.confirming import NUMBER, detour_for_this
from accounts.enums import Ability
from approvals.actions.deciding import (
    AgentStopped,
    AlreadyAnswered,
    AlreadyDecided,
    FactsChanged,
    NotThere,
    NowForbidden,
    decide,
)
from approvals.actions.refreshing import looked_at, print_of, refresh
from approvals.actions.steps import seal_act
from approvals.enums import RequestState
from approvals.forms.desk import AnswerForm, EndedForm
from approvals.hooks import untold_of
from approvals.models import ApprovalRequest
from approvals.queries import answering, lists
from approvals.queries import desk as queries
from approvals.queries.batches import PLAIN, are_any
from approvals.queries.papers import papers_of
from approvals.queries.payments import past_rows
from approvals.queries.powers import mandates_of, may_answer
from approvals.queries.signals import changes
from approvals.queries.stops import is_halted
from inventory.queries import agents
from lib import turns
from lib.kept import Call, together

REFUSALS = {
    AlreadyDecided: "Cette demande a déjà reçu sa réponse.",
    NowForbidden: "Une de vos limites l’interdit maintenant\u00a0: vous ne pouvez que refuser.",
    AlreadyAnswered: "Vous avez déjà répondu. Il faut encore l’accord d’une autre personne.",
    AgentStopped: "Cet agent est arrêté, en pause ou retiré\u00a0: ses demandes ne valent plus rien.",
    NotThere: "Votre rôle vient de changer\u00a0: cette réponse n’est pas prise.",
}


@require_safe
@page(Ability.READ)
def requests(request: CompanyRequest) -> HttpResponse:
    company, void = request.company, queries.void(request.company)
    asked: list[Call] = [(agents.NAMES, (company,)), (queries.SAID, (company, request.membership))]
    asked += [] if request.GET else [(lists.DONE, (company,))]
    asked += [] if void is None else [(kept, (company, request.at, void)) for kept in (lists.FIRST, PLAIN)]
    with together(*asked):
        return _requests(request, void)


def _requests(request: CompanyRequest, void: list[UUID] | None) -> HttpResponse:
    company, at = request.company, request.at
    page = lists.waiting(company, at, void, _after(request))
    plain = [] if void is None else PLAIN.read(company, at, void)
    ours = {one.pk for one in queries.left_to(request.membership, [*(row.request for row in page.rows), *plain])}
    form = EndedForm(agents.names(request.company), request.GET or None)
    done = lists.ended(request.company, form.wanted(_before(request)))
    is_searched = any(request.GET.get(name) for name in form.fields)
    values = {"section": "requests", "form": form, "done": done.rows, "is_searched": is_searched}
    values |= {"waiting": [(row, row.request.pk in ours) for row in page.rows], "last": page.last, "is_later": bool(_after(request))}
    values["alike"] = are_any(company, [one for one in plain if one.pk in ours])
    spent = [one.pk for one, _ in done.rows if one.state == RequestState.CONSUMED]
    values["untold"] = untold_of(request.company, spent, request.at)
    older = _query(request, f"{done.older[0].isoformat()}_{done.older[1]}") if done.older else ""
    return render(request, "approvals/requests.html", values | {"older": older, "newest": bool(request.GET.get("avant"))})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.READ, asks=answering.asks_demand)
def demand(request: CompanyRequest, request_id: UUID) -> HttpResponse:
    asked = _asked(request, request_id)
    if request.method == "POST":
        return _answer(request, asked)
    sheet = queries.sheet(looked_at(asked, at=request.at), request.at)
    return _page(request, sheet, AnswerForm(asks_call_back=sheet.asks_call_back))


@require_POST
@page(Ability.READ)
def demand_account(request: CompanyRequest, request_id: UUID) -> HttpResponse:
    """The same page with every value in full, once, for whoever may answer; the record keeps that it was shown."""
    asked = looked_at(_asked(request, request_id), at=request.at)
    sheet = queries.sheet(asked, request.at, whole=True)
    if not _may_answer(request, asked):
        raise Http404
    if not _is_open(request, sheet.request):
        messages.warning(request, _(REFUSALS[AlreadyDecided]))
        return redirect("approvals:demand", asked.pk)
    seal_act(asked, "request.account_shown", request.actor, request.at)
    return _page(request, sheet, AnswerForm(asks_call_back=sheet.asks_call_back), is_whole=True)


def _asked(request: CompanyRequest, request_id: UUID) -> ApprovalRequest:
    ahead, request.ahead = request.ahead, None  # once: who reads it again wants what stands then
    asked = answering.demand(request.company, request_id) if ahead is None else answering.demand_among(ahead, request.company)
    if asked is None:
        raise Http404
    return asked


def _answer(request: CompanyRequest, asked: ApprovalRequest) -> HttpResponse:
    if not _may_answer(request, asked):
        raise Http404
    is_back = NUMBER in request.POST  # from the page that asks for a code, where what was sent waits
    if not is_back:
        asked = _as_shown(request, asked)
    needs_code = queries.asks_code(asked) and request.POST.get("answer") != "no"
    if needs_code:
        fresh = asked if is_back else refresh(asked, at=request.at)
        faulty = None if is_back else _faulty(request, fresh, _form(request, fresh))  # told before a code is asked for nothing
        if elsewhere := faulty or detour_for_this(request):
            return elsewhere
        asked = _as_shown(request, asked)
    form = _form(request, asked)
    return _faulty(request, asked, form) or _decided(request, asked, form, has_code=needs_code)


def _form(request: CompanyRequest, asked: ApprovalRequest) -> AnswerForm:
    return AnswerForm(request.POST, asks_call_back=request.POST.get("answer") == "yes" and queries.asks_call_back(asked))


def _decided(request: CompanyRequest, asked: ApprovalRequest, form: AnswerForm, *, has_code: bool) -> HttpResponse:
    """What was sent has no fault."""
    try:
        answered = form.answered(has_code=has_code, facts_number=asked.facts_number)
        after = decide(asked, answered, by=request.membership, at=request.at, is_last=True)
    except FactsChanged:
        return _again(request, asked)
    except tuple(REFUSALS) as refusal:
        messages.warning(request, _(REFUSALS[type(refusal)]))
        return redirect("approvals:demand", asked.pk)
    if after.state != RequestState.PENDING:  # one more yes is asked for, else: nobody has heard anything yet
        turns.give_way()
    messages.success(request, _said(after))
    return redirect("approvals:requests")


def _as_shown(request: CompanyRequest, asked: ApprovalRequest) -> ApprovalRequest:
    """Weighed again and kept, when the page showed something else than the row holds. If not, `decide` weighs it, under its lock."""
    return refresh(asked, at=request.at) if _shown(request) != print_of(asked) else asked


def _faulty(request: CompanyRequest, asked: ApprovalRequest, form: AnswerForm) -> HttpResponse | None:
    """The page again, when it was another that was looked at, when something is missing, or when it is over."""
    if not _is_open(request, asked):
        messages.warning(request, _(REFUSALS[AlreadyDecided]))
        return redirect("approvals:demand", asked.pk)
    if not form.is_valid():
        return _page(request, queries.sheet(looked_at(asked, at=request.at), request.at), form, status=422)
    return _again(request, asked) if _shown(request) != print_of(asked) else None


def _shown(request: CompanyRequest) -> str:
    """The print of the facts that were looked at, as the page says."""
    return request.POST.get("facts", "").partition("|")[0]


def _again(request: CompanyRequest, asked: ApprovalRequest) -> HttpResponse:
    """The page once more, with what changed since it was looked at."""
    now = looked_at(_asked(request, asked.pk), at=request.at)
    told = "\u00a0; ".join(changes(request.POST.get("facts", "").partition("|")[2], now))
    said = _("Ce que nous savons a changé depuis que vous avez ouvert cette page%(what)s. Relisez, puis répondez.")
    messages.warning(request, said % {"what": f"\u00a0: {told}" if told else ""})
    return redirect("approvals:demand", now.pk)


def _may_answer(request: CompanyRequest, asked: ApprovalRequest) -> bool:
    """The role decides, and what was said of this person covers this agent and this amount."""
    return request.may(Ability.DECIDE) and may_answer(mandates_of(request.membership), asked)


def _is_open(request: CompanyRequest, asked: ApprovalRequest) -> bool:
    return asked.state == RequestState.PENDING and asked.expires_at > request.at


def _said(after: ApprovalRequest) -> str:
    if after.state == RequestState.APPROVED:
        return _("C’est accordé. L’agent l’apprend tout de suite.")
    if after.state == RequestState.DENIED:
        return _("C’est refusé. L’agent l’apprend tout de suite.")
    return _("Votre accord est noté. Il faut encore celui d’une autre personne.")


def _page(request: CompanyRequest, sheet: queries.Sheet, form: AnswerForm, status: int = 200, *, is_whole: bool = False) -> HttpResponse:
    is_open = _is_open(request, sheet.request)
    halted = is_open and is_halted(sheet.request.agent)
    now = [answer for answer in sheet.answers if answer.facts_number == sheet.request.facts_number]
    mine = any(answer.membership_id == request.membership.pk for answer in now)
    values = {
        "section": "requests",
        "sheet": sheet,
        "form": form,
        "digest": bytes(sheet.request.digest).hex(),
        "seen": f"{print_of(sheet.request)}|{sheet.seen}",
        "may_answer": is_open and not halted and not mine and _may_answer(request, sheet.request),
        "papers": papers_of(sheet.request),
        "payments": past_rows(sheet.past, request.company),
        "is_whole": is_whole,
        "is_untold": sheet.request.state == RequestState.CONSUMED and bool(untold_of(request.company, [sheet.request.pk], request.at)),
        "is_halted": halted,
        "is_mine": mine,
        "is_open": is_open,
    }
    return render(request, "approvals/demand.html", values, status=status)


def _after(request: CompanyRequest) -> UUID | None:
    """The last demand that was read of those that wait, from the address; nonsense is the first page."""
    try:
        return UUID(request.GET.get("apres", ""))
    except ValueError:
        return None


def _before(request: CompanyRequest) -> tuple[datetime, UUID] | None:
    """The key of the last demand read, from the address; nonsense is the first page."""
    at, _sep, key = request.GET.get("avant", "").partition("_")
    try:
        read = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None
    return read if read[0].tzinfo else None


def _query(request: CompanyRequest, before: str) -> str:
    kept = {name: value for name in EndedForm.declared_fields if (value := request.GET.get(name))}
    return urlencode(kept | {"avant": before})
