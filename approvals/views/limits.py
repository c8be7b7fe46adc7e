"""« Mes limites »: what must wait for a person, in sentences, and what a change would have made of last month."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from approvals.actions import limiting
from approvals.forms.limit_case import CaseForm
from approvals.forms.limits import LimitForm, filled
from approvals.models import Limit
from approvals.queries import limits as queries
from approvals.queries.simulating import Change, Simulated, simulate
from approvals.queries.weighing import rule_of
from approvals.queries.wording import limit_words
from approvals.rules.limits import Facts, Rule, is_softer, judge
from approvals.rules.sentences import sentence
from inventory.models import Agent

FORM_METHODS = ["GET", "HEAD", "POST"]
REASONS = {
    "decision": "Une décision qui touche quelqu’un est toujours demandée.",
    "no-amount": "Sans montant lisible, un paiement est toujours demandé.",
    "account-changed": "Un compte bancaire qui a changé est toujours demandé.",
}


@require_safe
@page(Ability.READ)
def limits(request: CompanyRequest) -> HttpResponse:
    values = {"section": "requests", "groups": queries.groups(request.company), "ended": queries.ended(request.company)}
    return render(request, "approvals/limits.html", values)


@require_http_methods(FORM_METHODS)
@page(Ability.SET_LIMITS, fresh=True)
def limit_new(request: CompanyRequest) -> HttpResponse:
    form = LimitForm(_agents(request), request.POST or None, initial={"agent": request.GET.get("agent", "")})
    if request.method == "POST" and form.is_valid():
        limiting.set_limit(request.company, form.wished(), by=request.membership, at=request.at)
        messages.success(request, _("La limite vaut dès maintenant."))
        return redirect("approvals:limits")
    return _form_page(request, form)


@require_http_methods(FORM_METHODS)
@page(Ability.SET_LIMITS, fresh=True)
def limit_change(request: CompanyRequest, limit_id: UUID) -> HttpResponse:
    """A limit that lets more pass is shown with what it lets pass, and sent once more."""
    limit = _standing(request, limit_id)
    form = LimitForm(_agents(request), request.POST or None, initial=filled(limit))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, limit)
    if _is_softer(limit, form) and not request.POST.get("confirmed"):
        return _form_page(request, form, limit, _tried(request, form, limit))
    try:
        limiting.set_limit(request.company, form.wished(), by=request.membership, at=request.at, instead_of=limit)
    except limiting.AlreadyChanged:
        messages.error(request, _("Cette limite a changé entre-temps. Regardez où elle en est."))
    else:
        messages.success(request, _("La limite vaut dès maintenant, aussi pour les accords donnés et pas encore utilisés."))
    return redirect("approvals:limits")


@require_POST
@page(Ability.SET_LIMITS)
def limit_trial(request: CompanyRequest) -> HttpResponse:
    """Nothing is set: the journal says what it would have asked."""
    limit = _standing(request, _uuid(request.GET["limite"])) if "limite" in request.GET else None
    form = LimitForm(_agents(request), request.POST)
    return _form_page(request, form, limit, _tried(request, form, limit) if form.is_valid() else None)


@require_http_methods(FORM_METHODS)
@page(Ability.SET_LIMITS, fresh=True)
def limit_end(request: CompanyRequest, limit_id: UUID) -> HttpResponse:
    limit = get_object_or_404(Limit.objects.of(request.company).select_related("agent", "company"), pk=limit_id)
    if limit.ended_at:  # a second click, or another phone
        messages.info(request, _("Cette limite était déjà retirée."))
        return redirect("approvals:limits")
    if request.method == "POST":
        limiting.end_limit(limit, by=request.membership, at=request.at)
        messages.success(request, _("La limite est retirée."))
        return redirect("approvals:limits")
    tried = simulate(request.company, Change(going=limit), request.at)
    values = {"section": "requests", "limit": limit, "words": limit_words(limit), "tried": tried, "is_softer": True}
    return render(request, "approvals/limit_end.html", values)


@require_http_methods(FORM_METHODS)
@page(Ability.SET_LIMITS, fresh=True)
def limit_advised(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    """What is advised for this sort of agent, and does not hold yet."""
    agent = get_object_or_404(Agent.objects.of(request.company).in_sight().select_related("company"), pk=agent_id)
    if request.method == "POST":
        if limiting.add_advised(agent, request.POST.getlist("limit"), by=request.membership, at=request.at):
            messages.success(request, _("Ces limites valent dès maintenant."))
        return redirect("approvals:limits")
    offered = [Limit(company=request.company, agent=agent, **columns) for columns in queries.advised(agent)]
    values = {"section": "requests", "agent": agent, "offered": [(limit, limit_words(limit)) for limit in offered]}
    return render(request, "approvals/limit_advised.html", values)


@require_safe
@page(Ability.READ)
def limit_case(request: CompanyRequest) -> HttpResponse:
    """« Que se passerait-il si… » : by the judge that answers agents."""
    form = CaseForm(_agents(request), request.GET or None, initial={"agent": request.GET.get("agent", "")})
    values = {"section": "requests", "form": form}
    if form.is_bound and form.is_valid():
        held = {limit.pk: limit for limit in Limit.objects.of(request.company).current()}
        facts = form.facts()
        verdict = judge([rule_of(limit) for limit in held.values()], facts)
        values["answer"] = verdict.answer
        values["why"] = [_why(held[key], facts) for key in verdict.met] + [REASONS[code] for code in verdict.reasons if code in REASONS]
    return render(request, "approvals/limit_case.html", values)


def _why(limit: Limit, facts: Facts) -> str:
    """A limit that is met, and by what silence."""
    words, answer = limit_words(limit), limit.get_answer_display().lower()
    if limit.kind and not facts.kind:
        return _("%(words)s\u00a0: %(answer)s. L’agent ne dit pas de quel genre il s’agit.") % {"words": words, "answer": answer}
    return f"{words}\u00a0: {answer}"


def _form_page(request: CompanyRequest, form: LimitForm, limit: Limit | None = None, tried: Simulated | None = None) -> HttpResponse:
    values = {"section": "requests", "form": form, "limit": limit, "words": limit_words(limit) if limit else "", "tried": tried}
    if tried:
        values |= {
            "wished": sentence(_rule(form)),
            "answer": form.wished().answer,
            "is_softer": limit is not None and _is_softer(limit, form),
        }
    return render(request, "approvals/limit_new.html", values)


def _tried(request: CompanyRequest, form: LimitForm, limit: Limit | None) -> Simulated:
    return simulate(request.company, Change(_rule(form), limit), request.at)


def _is_softer(limit: Limit, form: LimitForm) -> bool:
    return is_softer(rule_of(limit), _rule(form)) or (limit.asks_call_back and not form.wished().asks_call_back)


def _rule(form: LimitForm) -> Rule:
    return form.wished().rule(uuid4())


def _standing(request: CompanyRequest, limit_id: UUID) -> Limit:
    held = Limit.objects.of(request.company).current().select_related("agent", "company")
    return get_object_or_404(held, pk=limit_id)


def _agents(request: CompanyRequest) -> dict[UUID, Agent]:
    return {agent.pk: agent for agent in Agent.objects.of(request.company).in_sight().order_by("name")}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
