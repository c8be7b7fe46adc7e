"""« Mes entreprises »: one line a company, with what it asks of this person this week."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, signed_page
from governance import clock_due
from governance.cabinet import Place, named, places


@signed_page
@require_safe
def cabinet(request: CompanyRequest) -> HttpResponse:
    if not request.companies:
        return render(request, "accounts/no_company.html", status=403)
    words, is_short = request.GET.get("cherche", "")[:100], request.GET.get("seulement") == "oui"
    found = places(request.user, named(request.companies, words), request.at)
    context = {
        "section": "cabinet",
        "places": [place for place in found if place.has_something or not is_short],
        "found": len(found),
        "waiting": sum(place.has_something for place in found),
        "words": words,
        "is_short": is_short,
        "stopped": _stopped(request, found),
    }
    return render(request, "governance/cabinet.html", context)


def _stopped(request: CompanyRequest, found: Sequence[Place]) -> str:
    """For who may see to it in one of them. One query."""
    is_theirs = request.company is not None and any(place.lacks_mail is not None for place in found)
    return clock_due.stopped_words(request.company, request.at) if is_theirs else ""
