"""The company's sheet, and the choice of the company one works for."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CompanyRequest, page, signed_page
from accounts.actions.company import edit_company
from accounts.actions.opening import HasIt, TooMany, open_another
from accounts.confirming import own_path
from accounts.enums import Ability
from accounts.forms.company import CompanyForm
from accounts.forms.people import NewCompanyForm
from accounts.models import User
from accounts.sessions import go_over
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
    """The session goes over to another company, and takes nothing of this one along."""
    if request.method != "POST":
        return redirect("cabinet")
    wanted = request.POST.get("company", "")
    if wanted not in {str(company) for company, _name in request.companies}:
        raise Http404
    go_over(request, wanted)
    return redirect(own_path(request.POST.get("next", "")) or reverse("home"))


@page(Ability.EDIT_COMPANY, fresh=True)
def new(request: CompanyRequest) -> HttpResponse:
    """« Ouvrir une autre entreprise »: the cabinet makes its clients."""
    form = NewCompanyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = open_another(User.objects.get(pk=request.user.pk), form.cleaned_data, at=request.at)
        except HasIt as had:
            form.add_error(None, _("Vous avez déjà cette entreprise\u00a0: «\u00a0%(name)s\u00a0».") % {"name": had.name})
        except TooMany:
            form.add_error(None, _("Vous avez ouvert vingt entreprises depuis hier. Attendez demain pour la suivante."))
        else:
            go_over(request, str(made.pk))
            messages.success(request, _("«\u00a0%(name)s\u00a0» est ouverte\u00a0: vous y êtes, comme dirigeant.") % {"name": made.name})
            return redirect("home")
    return render(request, "accounts/company_new.html", {"form": form, "section": "cabinet"})
