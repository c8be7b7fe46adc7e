"""A few hundred calls made up from our own description, always the same ones; the whole twenty thousand: python -m tests.load.made_up."""

import os
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from api import limits
from approvals.actions import asking
from tests.api.test_approvals import agent, key
from tests.load.made_up import calls, sender

__all__ = ["agent", "key"]
CASES = int(os.environ.get("GARDEFOU_CASES", "160"))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A test's rows stand in a transaction that is never committed: its connection must stay open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
def test_no_call_made_up_breaks_anything(key: str, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, name in ((limits, "CREATIONS"), (limits, "CALLS"), (limits, "WRONG_KEYS"), (asking, "MOST_PENDING")):
        monkeypatch.setattr(place, name, 10**9)
    found = calls(sender("http://localhost", key), CASES, app=get_wsgi_application())
    statuses = {int(name.rpartition(" ")[2]) for name in found}
    assert statuses >= {200, 202, 400, 401, 404}
