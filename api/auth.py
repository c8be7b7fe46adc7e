"""Who calls: an exact match of the key's hash, asked of a function of the tables' owner, then everything inside that company's scope."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from accounts.boundary import scope
from accounts.models import Company
from api import limits
from api.actions.seeing import seen
from api.enums import Scope
from api.errors import Problem
from api.rules import PREFIX, hash_of, is_open, is_worth_noting, may_come_from
from inventory.models import Agent


@dataclass(frozen=True)
class Caller:
    """An agent behind its key."""

    agent: Agent
    key: UUID


@dataclass(frozen=True)
class _Found:
    key: UUID
    company: UUID
    agent: UUID
    scopes: list[str]
    addresses: list[str]
    until: datetime | None
    ended_at: datetime | None
    seen_at: datetime | None
    seen_from: str | None


class CallerRequest(HttpRequest):
    """A request behind a key."""

    at: datetime
    caller: Caller


View = Callable[..., Any]
log = logging.getLogger(__name__)


def with_key(needed: Scope, *, is_creation: bool = False) -> Callable[[View], View]:
    """The view runs in one transaction of the agent's company, of its own. Raises Problem: rate-limited, unauthorized, wrong-scope."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CallerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = _find(request)
            limits.count_call(found.key, request.at, is_creation=is_creation)
            _note(request, found)
            if needed not in found.scopes:
                raise Problem("wrong-scope", f"il faut « {needed} »")
            with scope(found.company):
                agent = Agent.objects.of(Company(pk=found.company)).select_related("company").get(pk=found.agent)
                request.caller = Caller(agent, found.key)
                return view(request, *args, **kwargs)

        guarded.gf_scope = needed  # type: ignore[attr-defined]
        return guarded

    return guard


def _note(request: CallerRequest, found: _Found) -> None:
    """The key was used: kept by itself, so that a call which is refused is noted too, and one that cannot be noted is answered."""
    before, address = (found.seen_at, found.seen_from), _address(request)
    if not is_worth_noting(before, address, request.at):
        return
    try:
        with scope(found.company):
            agent = Agent.objects.of(Company(pk=found.company)).get(pk=found.agent)
            seen(found.key, agent, address=address, before=before, at=request.at)
    except (DatabaseError, psycopg.Error):
        log.exception("the use of a key could not be noted")


def _find(request: CallerRequest) -> _Found:
    word, _, key = request.headers.get("Authorization", "").partition(" ")
    if word.lower() != "bearer" or not key.startswith(PREFIX):
        raise Problem("unauthorized", "l’en-tête attendu est « Authorization: Bearer gf_… »")
    limits.check_address(_address(request), request.at)
    with connection.cursor() as cursor:
        cursor.execute("select * from gf_agent_key(%s)", [hash_of(key.strip())])
        row = cursor.fetchone()
    found = _Found(*row) if row else None
    if found is None or not is_open(found.ended_at, found.until, request.at) or not may_come_from(found.addresses, _address(request)):
        limits.count_wrong(_address(request), request.at)
        raise Problem("unauthorized")
    return found


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
