"""Which requests the threads of a web process make way for."""

from collections.abc import Callable, Iterable
from typing import Any

from lib import turns

REPORTS = ("/api/v1/actions", "/api/v1/heartbeat", "/v1/")  # what agents tell: nobody waits for what we say to it
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_turn(pages: Application) -> Application:
    """What is asked and what is decided is worked on in short turns: behind whoever decides stands an agent, maybe in another process."""

    def application(request: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if request["REQUEST_METHOD"] != "POST" or request["PATH_INFO"].startswith(REPORTS):
            return pages(request, start_response)
        with turns.short():
            return pages(request, start_response)

    return application
