"""What stands before everything else: whose word on addresses we take, and how much we listen to."""

import contextlib
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from governance.views.health import health

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
HEALTH = "/sante/"
METHODS = ("GET", "HEAD", "POST")
FORM_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_BYTES = 6 * 1024 * 1024  # a file of 5 MiB, and what the form adds to it
HEARD_OUT = 32 * 1024 * 1024  # a browser shows our answer only once it has said all


class Watched:
    """Whoever watches the server is answered before a session or a transaction asks the database for anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return health(request) if request.path == HEALTH else self.get_response(request)


class TrustedProxy:
    """Forwarded headers count only from GARDEFOU_TRUSTED_PROXY; from anybody else they are dropped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if meta.get("REMOTE_ADDR") in settings.TRUSTED_PROXY:
            # our proxy appends the address it saw: the last one is the only one it vouches for
            with contextlib.suppress(ValueError):
                meta["REMOTE_ADDR"] = str(ip_address(meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()))
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        if settings.ADDRESS.is_secure:
            meta["HTTP_X_FORWARDED_PROTO"] = "https"  # the address says so, whatever the proxy forgets to say
        return self.get_response(request)


class OwnResources:
    """No other site shows our pages, pictures or files inside its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Bounds:
    """Before anybody reads a body: what is too large, or asked in a way no page of ours answers, is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *__: Any) -> HttpResponse | None:
        """After this middleware comes the one that looks for a form's token, and reads everything to find it."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        size, largest = _announced(request), FILE_BYTES if getattr(view, "gf_takes_file", False) else FORM_BYTES
        if size <= largest:
            return None
        if size <= HEARD_OUT:
            while request.read(65_536):
                pass
        return render(request, "413.html", status=413)


def _announced(request: HttpRequest) -> int:
    """What Django will read at most: a body of unknown length is an empty one to it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
