"""The company's sheet, and the choice of the company one works for."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import CompanyRequest, page, signed_page
from accounts.actions.company import edit_company
from accounts.enums import Ability
from accounts.forms.company import CompanyForm
from accounts.middleware import CHOSEN
from accounts.views.drafts import posted
from accounts.views.record import shown
from ledger.queries import history


@page(Ability.EDIT_COMPANY)
def company(request: CompanyRequest) -> HttpResponse:
    form = CompanyForm(posted(request), company=request.company)
    if request.method == "POST" and form.is_valid():
        if edit_company(request.company, form.facts, by=request.actor, at=request.at):
            messages.success(request, _("La fiche de l’entreprise est enregistrée."))
        return redirect("accounts:company")
    lines = [shown(line) for line in history(request.company.pk, limit=20)]
    return render(request, "accounts/company.html", {"form": form, "lines": lines, "section": "account"})


@signed_page
def choose(request: CompanyRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/choose.html", {"section": "account"})
    wanted = request.POST.get("company", "")
    if wanted not in {str(company) for company, _name in request.companies}:
        raise Http404
    request.session[CHOSEN] = wanted
    return redirect("home")
