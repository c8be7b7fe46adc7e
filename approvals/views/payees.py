"""« Bénéficiaires »: whom the company pays, under its own names, and the accounts it trusts."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from approvals.actions import payees as actions
from approvals.forms.payees import NameForm, PayeeForm
from approvals.models import Payee
from approvals.queries import payees as queries
from approvals.queries.payments import paid_to, past_rows, past_words
from ledger.queries import history

PAGE_SIZE = 50
LONGEST_SEARCH = 80


@require_safe
@page(Ability.READ)
def payees(request: CompanyRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    shown = Paginator(queries.book(request.company, words), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = queries.rows(request.company, list(shown), request.at)
    kept = f"{urlencode({'q': words})}&" if words else ""
    return render(request, "approvals/payees.html", {"section": "requests", "rows": rows, "page": shown, "words": words, "kept": kept})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.SET_LIMITS, fresh=True)
def payee_new(request: CompanyRequest) -> HttpResponse:
    form = PayeeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            payee = actions.add(request.company, given["name"], given["account"], by=request.membership, at=request.at)
        except actions.AlreadyKnown as known:
            form.add_error("account", _("Ce compte est déjà connu, au nom de «\u00a0%(name)s\u00a0».") % {"name": known.name})
        else:
            messages.success(request, _("C’est enregistré. Un paiement vers ce compte n’est plus celui d’un inconnu."))
            return redirect("approvals:payee", payee.pk)
    return render(request, "approvals/payee_new.html", {"section": "requests", "form": form})


@require_safe
@page(Ability.READ)
def payee(request: CompanyRequest, payee_id: UUID) -> HttpResponse:
    return _page(request, _payee(request, payee_id))


@require_POST
@page(Ability.SET_LIMITS, fresh=True)
def payee_name(request: CompanyRequest, payee_id: UUID) -> HttpResponse:
    known = _payee(request, payee_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, known, form, status=422)
    if actions.rename(known, form.cleaned_data["name"], by=request.membership, at=request.at):
        messages.success(request, _("C’est le nom que vous lirez désormais."))
    return redirect("approvals:payee", known.pk)


@require_POST
@page(Ability.SET_LIMITS, fresh=True)
def payee_end(request: CompanyRequest, payee_id: UUID) -> HttpResponse:
    fallen = actions.forget(_payee(request, payee_id), by=request.membership, at=request.at)
    said = _("Ce compte est oublié\u00a0: le prochain paiement vous sera présenté comme le premier.")
    if fallen:
        taken = ngettext("%(many)s accord pas encore utilisé est repris.", "%(many)s accords pas encore utilisés sont repris.", fallen)
        said = f"{said} {taken % {'many': fallen}}"
    messages.success(request, said)
    return redirect("approvals:payees")


def _payee(request: CompanyRequest, payee_id: UUID) -> Payee:
    return get_object_or_404(Payee.objects.of(request.company).select_related("company"), pk=payee_id)


def _page(request: CompanyRequest, known: Payee, form: NameForm | None = None, status: int = 200) -> HttpResponse:
    past = tuple(paid_to(request.company, frozenset({known.mark}), request.at))
    values = {
        "section": "requests",
        "payee": known,
        "payments": past_rows(past, request.company, most=20),
        "told": past_words(past, past[0].currency if past else "EUR"),
        "form": form or NameForm(initial={"name": known.name}),
        "lines": history(known.pk, 20),
    }
    return render(request, "approvals/payee.html", values, status=status)
