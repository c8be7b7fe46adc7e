"""An agent under a stop called, and was answered so: kept by itself, after the call's own transaction, whatever became of that one."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from django.db import DatabaseError

from accounts.boundary import scope
from approvals.actions.hearing import hear
from approvals.enums import Call

if TYPE_CHECKING:
    from api.auth import CallerRequest

CALLS = (
    ("/v1/", Call.TELEMETRY),
    ("/mcp", Call.MCP),
    ("/access/", Call.EVALUATION),
    ("/api/v1/claude-code", Call.CLAUDE_CODE),
    ("/api/v1/actions", Call.TELL),
    ("/api/v1/heartbeat", Call.BEAT),
)
ASKING = "/api/v1/approvals"
log = logging.getLogger(__name__)


def heard(request: "CallerRequest", stops: Sequence[UUID]) -> None:
    """`stops` stood before the view ran, so its answer spoke of them. What cannot be noted is said by the log, and by the next call."""
    if not stops:
        return
    request.is_told_to_stop = True
    try:
        with scope(request.caller.agent.company_id):
            hear(request.caller.agent, stops, through=kind_of(request.method, request.path), began_at=request.at, at=now(request))
    except (DatabaseError, psycopg.Error):
        log.exception("that an agent heard its stop could not be noted")


def now(request: "CallerRequest") -> datetime:
    """As the clock goes on since the call came in."""
    return request.at + timedelta(seconds=time.monotonic() - request.started)


def kind_of(method: str | None, path: str) -> Call:
    """What a person reads of it: « par une demande d’accord »."""
    for start, call in CALLS:
        if path.startswith(start):
            return call
    if not path.startswith(ASKING):
        return Call.OTHER
    if method in ("GET", "HEAD"):
        return Call.READ
    return Call.SPEND if path.endswith("/consume") else Call.ASK
