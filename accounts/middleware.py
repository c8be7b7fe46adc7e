"""One request, one transaction, one company: opened before the view, closed after the page is rendered.

Not ATOMIC_REQUESTS: that wraps the view alone, so a page rendered after the commit would see nothing.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import May
from accounts.boundary import companies_of, scope
from accounts.models import Membership
from ledger.entries import Actor

CHOSEN = "company"


class OneCompany:
    """Closed by default: a view that is not marked `open_page` answers nobody without a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        request.company = request.membership = request.actor = None  # type: ignore[attr-defined]
        request.may = May(None)  # type: ignore[attr-defined]
        company = self._company_of(request)
        if company is None:
            return self._answer(request)
        with scope(company):
            membership = (
                Membership.objects.filter(company_id=company, user_id=str(request.user.pk)).current().select_related("company", "user").first()
            )
            _speak_for(request, membership)
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            response = self.get_response(request)
            if getattr(request, "gf_failed", False) or response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def _company_of(self, request: HttpRequest) -> UUID | None:
        user: Any = request.user
        if not user.is_authenticated or not user.is_verified():
            return None
        request.companies = companies_of(user)  # type: ignore[attr-defined]
        ids = [company for company, _ in request.companies]  # type: ignore[attr-defined]
        chosen = request.session.get(CHOSEN)
        return next((company for company in ids if str(company) == chosen), ids[0] if ids else None)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any) -> HttpResponse | None:
        """Nothing but the open pages answers before the second factor."""
        if getattr(view, "gf_open", False):
            return None
        user: Any = request.user
        if not user.is_authenticated or not user.is_verified():
            next_page = {"next": request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
            return HttpResponseRedirect(reverse("accounts:sign_in") + (f"?{urlencode(next_page)}" if next_page else ""))
        if request.membership is None and not getattr(view, "gf_signed", False):  # type: ignore[attr-defined]
            return render(request, "accounts/no_company.html", status=403)
        return None

    def process_exception(self, request: HttpRequest, _: Exception) -> None:
        """The exception becomes an answer before it reaches us: remember to undo."""
        request.gf_failed = True  # type: ignore[attr-defined]


def _speak_for(request: HttpRequest, membership: Membership | None) -> None:
    if membership is None:
        return
    request.membership, request.company = membership, membership.company  # type: ignore[attr-defined]
    request.actor = Actor("person", membership.user_id, membership.user.name)  # type: ignore[attr-defined]
    request.may = May(membership)  # type: ignore[attr-defined]
