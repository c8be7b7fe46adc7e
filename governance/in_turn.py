"""Which requests the threads of a web process make way for, and which lines it lets go to another."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from lib import turns
from lib.shares import Shares

REPORTS = ("/api/v1/actions", "/api/v1/heartbeat", "/v1/")  # what agents tell: nobody waits for what we say to it
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CLOSE = ("Connection", "close")


def in_turn(pages: Application) -> Application:
    """What is asked and what is decided is worked on in short turns: behind whoever decides stands an agent, maybe in another process."""
    shares, inside = Shares(settings.WEB_PROCESSES), set[int]()

    def reported(request: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        who = hash(request.get("HTTP_AUTHORIZATION"))  # nothing of a key is kept

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if status.startswith("2") and shares.is_too_many(who, len(inside), time.monotonic()):
                headers = [*headers, CLOSE]
            return start_response(status, headers, *more)

        thread = threading.get_ident()
        inside.add(thread)
        try:
            return pages(request, start)
        finally:
            inside.discard(thread)

    def application(request: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if request["REQUEST_METHOD"] != "POST":
            return pages(request, start_response)
        if request["PATH_INFO"].startswith(REPORTS):
            return reported(request, start_response)
        with turns.short():
            return pages(request, start_response)

    return application
