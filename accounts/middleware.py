"""One request, one transaction, one company: opened before the view, closed after the page is rendered.

Not ATOMIC_REQUESTS: that wraps the view alone, so a page rendered after the commit would see nothing.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import May
from accounts.boundary import scope
from accounts.crossing import is_crossed, refusal
from accounts.knowing import companies_known
from accounts.models import Membership
from accounts.rules import has_ended
from accounts.session_store import BEGAN, SEEN
from accounts.sessions import CHOSEN, close, leave_place, moment_of, stamp
from accounts.who import asks_member, member_among
from ledger.entries import Actor
from lib.prepared import Asked

HOME_ZONE = "Europe/Paris"  # before a company is known
ONE_WRITE = timedelta(minutes=1)


class Sessions:
    """Ends a session that was left alone or has lasted a day's work; nothing we answer is kept by a browser or a search engine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        if request.user.is_authenticated:
            self._hold(request, timezone.now())
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if getattr(response, "gf_even", False):
            _wait_for_the_beat(started)
        return response

    def _hold(self, request: HttpRequest, at: datetime) -> None:
        began, seen = moment_of(request, BEGAN), moment_of(request, SEEN)
        if began is None or seen is None:
            request.session[BEGAN] = request.session[SEEN] = stamp(at)
        elif has_ended(began, seen, at, timedelta(seconds=settings.IDLE_SECONDS)):
            leave_place(request)
            messages.info(request, _("Votre session a pris fin. Reconnectez-vous pour continuer."))
        elif at - seen >= ONE_WRITE:
            request.session[SEEN] = stamp(at)


def _wait_for_the_beat(started: float) -> None:
    """A refused sign-in takes a whole number of beats, whatever it had to do: its time must not tell whether the account exists."""
    if beat := settings.SIGN_IN_BEAT_SECONDS:
        connection.close()  # others need it more while we wait
        time.sleep(-(time.monotonic() - started) % beat)


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
            with timezone.override(ZoneInfo(HOME_ZONE)), transaction.atomic():
                return self._answer(request)
        with scope(company, {"member": asks_member(company, request.user), **_ahead(request, company)}) as found:  # type: ignore[arg-type]
            membership = member_among(found["member"])
            request.ahead = found.get("ahead")  # type: ignore[attr-defined]
            _speak_for(request, membership)
            with timezone.override(ZoneInfo(membership.company.time_zone if membership else HOME_ZONE)):
                return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Inside a transaction: a company's scope is one, and the page may be who ends it (lib.prepared.may_commit)."""
        response = self.get_response(request)
        if getattr(request, "gf_failed", False) or response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def _company_of(self, request: HttpRequest) -> UUID | None:
        user: Any = request.user
        if not user.is_authenticated or not user.is_verified():
            return None
        request.companies = companies_known(request, user)  # type: ignore[attr-defined]
        ids = {str(company): company for company, _name in request.companies}  # type: ignore[attr-defined]
        chosen = request.session.get(CHOSEN)
        if chosen and chosen not in ids:  # cut off while a page was open: another company is entered by signing in, not by surprise
            close(request)
            messages.info(request, _("Votre accès à cette entreprise a pris fin. Votre session est fermée."))
            return None
        if ids and not chosen:
            chosen = request.session[CHOSEN] = next(iter(ids))
        return ids.get(chosen) if chosen else None

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *__: Any) -> HttpResponse | None:
        """Nothing but the open pages answers before the second factor; a form of one company is not taken in another."""
        if getattr(view, "gf_open", False):
            return None
        user: Any = request.user
        if not user.is_authenticated or not user.is_verified():
            next_page = {"next": request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
            return HttpResponseRedirect(reverse("accounts:sign_in") + (f"?{urlencode(next_page)}" if next_page else ""))
        if request.membership is None and not getattr(view, "gf_signed", False):  # type: ignore[attr-defined]
            return render(request, "accounts/no_company.html", status=403)
        if request.method == "POST" and not getattr(view, "gf_signed", False) and is_crossed(request):
            return refusal(request)
        return None

    def process_exception(self, request: HttpRequest, __: Exception) -> None:
        """The exception becomes an answer before it reaches us: remember to undo."""
        request.gf_failed = True  # type: ignore[attr-defined]


def _ahead(request: HttpRequest, company: UUID) -> dict[str, Asked]:
    """What the page's view asks first (accounts.access.page), for the round trip that opens the scope. Which view that is, is found once
    (governance.freed)."""
    try:
        match = request.resolver_match = resolve(request.path_info)
    except Resolver404:
        return {}
    asks = getattr(match.func, "gf_asks", None)
    return {"ahead": asks(company, **match.kwargs)} if asks else {}


def _speak_for(request: HttpRequest, membership: Membership | None) -> None:
    if membership is None:
        return
    request.membership, request.company = membership, membership.company  # type: ignore[attr-defined]
    request.actor = Actor("person", membership.user_id, membership.user.name)  # type: ignore[attr-defined]
    request.may = May(membership)  # type: ignore[attr-defined]
