"""The agents' door: before sessions, forms and pages, none of which an agent has. What lies behind is read at the first call."""

import logging
import time
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from django.utils.module_loading import import_string

from api.errors import Problem, answer
from api.hook_words import said_no

DOORS = ("/api/", "/v1/", "/access/")
MCP, AUTHZEN = "/mcp", "/.well-known/authzen-configuration"
JSON_BYTES = 1024 * 1024
PAPER_BYTES = 5 * 1024 * 1024
TELEMETRY_BYTES = 8 * 1024 * 1024  # a batch of traces (agent contract, section 3)
log = logging.getLogger(__name__)
_views: dict[str, ResolverMatch] = {}  # of the addresses without a variable part: some ten, each looked for once


class Door:
    """Answers agents, and nobody else: what comes from a browser with a session has no meaning here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.told: dict[bool, dict[str, str]] = {}  # over https, or not

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DOORS) and request.path not in (MCP, AUTHZEN):
            return self.get_response(request)
        response = said_no(request, _answer(request))
        if getattr(request, "is_told_to_stop", False):  # said in every answer, whatever its shape
            response.headers.setdefault("Gardefou-Agent-State", "suspended")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Length"] = str(len(response.content))
        for name, value in self._told_by_all(request).items():
            response.headers.setdefault(name, value)
        return response

    def _told_by_all(self, request: HttpRequest) -> dict[str, str]:
        """The headers of every answer of ours, from whoever gives them to pages: they depend on nothing else that is asked."""
        is_secure = bool(request.is_secure())
        if is_secure not in self.told:
            self.told[is_secure] = _headers(request)
        return self.told[is_secure]


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        _bound(request)
        _whole(request)
        request.at, request.started = timezone.now(), time.monotonic()  # type: ignore[attr-defined]
        found = request.resolver_match = _view(request.path)
        response = found.func(request, *found.args, **found.kwargs)
        return _not_allowed(response) if response.status_code == 405 else response
    except Problem as problem:
        return answer(problem)
    except UnreadablePostError:
        return answer(Problem("invalid-request", "l’envoi a été coupé"))
    except Http404:
        return answer(Problem("not-found"))
    except (OperationalError, InterfaceError, InternalError, psycopg.OperationalError, psycopg.InternalError):  # COPY raises psycopg's own
        log.exception("an agent's call could not be written")
        return answer(Problem("unavailable", retry_after=5))
    except Exception:
        log.exception("an agent's call failed")
        return answer(Problem("server-error"))


def _headers(request: HttpRequest) -> dict[str, str]:
    answers = _bare
    for name in reversed(settings.TOLD_BY_ALL):
        answers = import_string(name)(answers)
    return {name: value for name, value in answers(request).headers.items() if name != "Content-Type"}


def _bare(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _view(path: str) -> ResolverMatch:
    """Raises Http404."""
    if known := _views.get(path):
        return known
    from api.v1 import urls

    found = resolve(path, urls.__name__)  # the site's own map stays in force: mail about a demand leads to its page
    if not found.kwargs and not found.args:
        _views[path] = found
    return found


def _not_allowed(response: HttpResponse) -> HttpResponse:
    said = answer(Problem("method-not-allowed"))
    if "Allow" in response:
        said["Allow"] = response["Allow"]
    return said


def _bound(request: HttpRequest) -> None:
    """Refused before a byte is read. A body of unknown length is an empty one to Django."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Problem("invalid-request", "Content-Length illisible") from None
    if size > (most := _most(request)):
        raise Problem("too-large", f"{most // 1024} Ko au plus")


def _whole(request: HttpRequest) -> None:
    """Read before anybody waits for the database: a body that drips in holds no connection. What is larger is read by its own view."""
    is_json = request.method == "POST" and not request.path.startswith("/v1/")
    if is_json and request.META.get("HTTP_AUTHORIZATION"):
        _ = request.body


def _most(request: HttpRequest) -> int:
    if request.path.startswith("/v1/"):
        return TELEMETRY_BYTES
    return PAPER_BYTES if request.method == "PUT" and "/documents/" in request.path else JSON_BYTES
