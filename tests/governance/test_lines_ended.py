"""Whose line a web process ends: of those that report, when another process has less to do."""

import threading
from collections.abc import Iterable
from typing import Any

import pytest

from governance.in_turn import CLOSE, in_turn
from lib import shares

REPORT = {"REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/actions", "HTTP_AUTHORIZATION": "Bearer gf_"}


def told(application: Any, **request: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    application(REPORT | request, lambda _, headers, *__: found.extend(headers))
    return found


@pytest.fixture
def busy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two processes, of which the other has nothing to do; here, three calls are inside at once, and every look looks."""
    settings.WEB_PROCESSES = 2
    monkeypatch.setattr(shares, "LOOK", 0.0)
    monkeypatch.setattr(shares, "BUSY", 3)
    door = threading.Barrier(3)

    def pages(request: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if request.get("waits"):
            door.wait(10)
        start_response(request.get("says", "200 OK"), [("Content-Length", "0")])
        if request.get("waits"):
            door.wait(10)
        return []

    return in_turn(pages)


def at_once(application: Any, **request: str) -> list[list[tuple[str, str]]]:
    found = list[list[tuple[str, str]]]()
    keys = [f"Bearer {number}" for number in range(3)]
    calls = [
        threading.Thread(target=lambda key=key: found.append(told(application, HTTP_AUTHORIZATION=key, waits="x", **request)))
        for key in keys
    ]
    for call in calls:
        call.start()
    for call in calls:
        call.join(10)
    return found


def test_a_line_that_is_too_many_is_told_to_end(busy: Any) -> None:
    ended = [headers for headers in at_once(busy) if CLOSE in headers]
    assert ended
    assert all(headers[:-1] == [("Content-Length", "0")] for headers in ended)
    assert not any(CLOSE in told(busy, HTTP_AUTHORIZATION=f"Bearer {number}") for number in range(9))  # the three have left


def test_who_is_refused_is_nobodys_work(busy: Any) -> None:
    assert not any(CLOSE in headers for headers in at_once(busy, says="401 Unauthorized"))


def test_a_call_that_fails_has_left_too(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEB_PROCESSES = 2
    monkeypatch.setattr(shares, "LOOK", 0.0)

    def pages(request: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        if "fails" in request:
            raise RuntimeError
        return []

    application = in_turn(pages)

    def failing(number: int) -> None:
        with pytest.raises(RuntimeError):
            told(application, HTTP_AUTHORIZATION=f"Bearer {number}", fails="x")

    calls = [threading.Thread(target=failing, args=(number,)) for number in range(3)]
    for call in calls:
        call.start()
    for call in calls:
        call.join(10)
    assert not any(CLOSE in told(application, HTTP_AUTHORIZATION=f"Bearer {number}") for number in range(9))


def test_who_asks_reads_or_comes_alone_keeps_the_line(busy: Any) -> None:
    assert not any(CLOSE in headers for headers in at_once(busy, PATH_INFO="/api/v1/approvals"))
    assert not any(CLOSE in headers for headers in at_once(busy, REQUEST_METHOD="GET"))
    assert not any(CLOSE in told(busy, HTTP_AUTHORIZATION=f"Bearer {number}") for number in range(9))
