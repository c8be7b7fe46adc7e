"""« Confirmer que c’est vous »: what was asked without a fresh proof waits sealed in the session, and is done right after the code."""

import secrets
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import sessions
from accounts.views.drafts import Draft

NAME = "asked"
NUMBER = "demande"  # ties the page of the code to what waits: a field of its form, and of its address


class SentAgain(HttpResponseRedirect):
    """307: the browser sends the same form again, code and number, to the page that waits. No script needed, and the address is right."""

    status_code = 307


def detour(request: HttpRequest) -> HttpResponse | None:
    """For a form that needs a proof of less than five minutes: None when it may go on, else the way to the page that asks for a code."""
    if not sessions.has_just_proven(request, request.at):  # type: ignore[attr-defined]
        return _keep(request)
    if NUMBER not in request.POST:
        return None
    waiting = Waiting(request, request.POST[NUMBER])
    if waiting.path != request.path:  # done already: a page asked again
        return redirect("home")
    request.POST = waiting.take()  # type: ignore[assignment]
    return None


def detour_for_this(request: HttpRequest) -> HttpResponse | None:
    """For a form that needs a proof given for itself: a code of a minute ago does not do. None once it may go on."""
    if NUMBER not in request.POST:
        sessions.want_proof(request)
        return _keep(request)
    waiting = Waiting(request, request.POST[NUMBER])
    if waiting.path != request.path or not sessions.has_proven_again(request, request.at):  # type: ignore[attr-defined]
        return redirect("home")
    request.POST = waiting.take()  # type: ignore[assignment]
    return None


def ask(onward: str) -> HttpResponse:
    """To the page that asks for a code, then to a page one may look at."""
    return redirect(f"{reverse('accounts:verification')}?{urlencode({'next': onward}, safe='/')}")


def own_path(text: str) -> str:
    """A path of this site, or nothing."""
    return text if text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


class Waiting:
    """What waits under this number: where it goes (`path`, and `address` with what follows), where one came from (`back`). Empty when
    nothing does."""

    def __init__(self, request: HttpRequest, number: str) -> None:
        self._draft = Draft(request, NAME)
        is_there = bool(number) and self._draft.get("number") == number and self._draft.get("company") == _company_of(request)
        self.number = number if is_there else ""
        self.path: str = self._draft.get("path") if is_there else ""
        self.address: str = self._draft.get("address") if is_there else ""
        self.back: str = self._draft.get("back") if is_there else ""

    def take(self) -> QueryDict:
        """Once."""
        sent = QueryDict(self._draft.secret("sent") or "")
        self._draft.clear()
        return sent


def _company_of(request: HttpRequest) -> str:
    """What was asked for one company is never done in another."""
    company = getattr(request, "company", None)
    return str(company.pk) if company else ""


def _keep(request: HttpRequest) -> HttpResponse:
    draft, number = Draft(request, NAME), secrets.token_urlsafe(9)
    back = own_path(urlsplit(request.headers.get("Referer", "")).path) or reverse("home")
    draft.set(number=number, path=request.path, address=request.get_full_path(), back=back, company=_company_of(request))
    draft.keep_secret("sent", request.POST.urlencode())
    return redirect(f"{reverse('accounts:verification')}?{urlencode({NUMBER: number})}")
