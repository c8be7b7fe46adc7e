"""« Les revues de mes entreprises »."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, signed_page
from governance.campaign import ask_everywhere, standings


@signed_page
@require_safe
def reviews(request: CompanyRequest) -> HttpResponse:
    if not request.companies:
        return render(request, "accounts/no_company.html", status=403)
    found = standings(request.user, request.companies, request.at)
    values = {
        "section": "cabinet",
        "standings": found,
        "late": sum(1 for one in found if one.late),
        "may_ask": any(one.may_review for one in found),
    }
    return render(request, "governance/campaign.html", values)


@require_POST
@signed_page
def ask(request: CompanyRequest) -> HttpResponse:
    opened = ask_everywhere(request.user, request.companies, at=request.at)
    if opened:
        words = ngettext("Une revue des droits est ouverte.", "%(opened)s revues des droits sont ouvertes.", opened)
        messages.success(request, words % {"opened": opened})
    else:
        messages.info(request, _("Rien de plus à ouvrir\u00a0: chaque revue est déjà là, ou il n’y a aucun droit à relire."))
    return redirect("cabinet_reviews")
