"""A page made in one company and sent while the session stands in another: refused, whatever the form.

Every form carries the company it was made in beside its token ({% csrf_token %}, governance.templatetags.gf). A session has one
company for all its tabs: without this, a form that names no object would land in the wrong one.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

FIELD = "page_of"
CONFLICT = 409


def mark(request: Any) -> SafeString:
    """The hidden field of a form; nothing on a page that is of no company."""
    company = getattr(request, "company", None)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, company.pk) if company else SafeString("")


def is_crossed(request: HttpRequest) -> bool:
    """Was what is sent made elsewhere than where it arrives? A form without a mark is refused wherever one without a token is."""
    company: Any = request.company  # type: ignore[attr-defined]
    made_in = request.POST.get(FIELD)
    if made_in is None:
        return not getattr(request, "_dont_enforce_csrf_checks", False)
    return made_in != str(company.pk)


def refusal(request: HttpRequest) -> HttpResponse:
    """« Vous êtes passé chez Y depuis » : names the other company only to somebody who belongs to it, and leads back to the page."""
    made_in = request.POST.get(FIELD, "")
    name = next((name for company, name in request.companies if str(company) == made_in), "")  # type: ignore[attr-defined]
    back = urlsplit(request.headers.get("Referer", "")).path
    return render(request, "accounts/crossed.html", {"origin": made_in if name else "", "name": name, "back": back}, status=CONFLICT)
