"""Who calls: an exact match of the key's hash, asked of a function of the tables' owner, then everything inside that company's scope."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from accounts.boundary import scope
from accounts.models import Company
from api import limits
from api.actions.seeing import seen
from api.enums import Scope
from api.errors import Problem
from api.hearing import heard
from api.rules import PREFIX, hash_of, is_worth_noting
from approvals.queries.stops import scope_of_call
from inventory.models import Agent
from lib.prepared import Asked, Row, rows


@dataclass(frozen=True)
class Caller:
    """An agent behind its key."""

    agent: Agent
    key: UUID
    is_halted: bool  # as the call came in; what asks or spends looks again, under its own lock


@dataclass(frozen=True)
class _Found:
    key: UUID
    company: UUID
    agent: UUID
    scopes: list[str]
    seen_at: datetime | None
    known: list[str]


class CallerRequest(HttpRequest):
    """A request behind a key."""

    at: datetime
    started: float  # seconds of the monotonic clock, at the same instant
    caller: Caller
    ahead: list[Row]  # what its view asks first, see with_key
    is_told_to_stop: bool


View = Callable[..., Any]
Asks = Callable[[UUID, UUID], Asked]
CALL = "select wrong, opens, calls, key, company, agent, scopes, seen_at, known from gf_agent_call(%s, %s, %s, %s, %s)"
log = logging.getLogger(__name__)


def with_key(needed: Scope, *, is_creation: bool = False, tells: bool = True, asks: Asks | None = None) -> Callable[[View], View]:
    """The view runs in one transaction of the agent's company, of its own. Raises Problem: rate-limited, unauthorized, wrong-scope.

    What it answers, or refuses, while a stop stands is how the agent hears of it, unless the answer has no room for it (`tells`).
    What it asks (`is_creation`) is refused before anything of it is read. `asks`, of a company and an agent: answered as
    `request.ahead`, in the round trip that opens the transaction.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CallerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = _find(request, is_creation=is_creation)
            _note(request, found)
            if needed not in found.scopes:
                raise Problem("wrong-scope", f"il faut « {needed} »")
            stops: tuple[UUID, ...] = ()
            try:
                also = {"ahead": asks(found.company, found.agent)} if asks else {}
                with scope_of_call(found.company, found.agent, also) as (agent, stance, read):
                    request.ahead = read.get("ahead", [])
                    request.caller, stops = Caller(agent, found.key, stance.is_halted), stance.stops if tells else ()
                    if stops and is_creation:
                        raise Problem("agent-suspended")
                    said = view(request, *args, **kwargs)
            except Problem as problem:
                if problem.code == "agent-suspended":
                    heard(request, found.company, stops)
                raise
            heard(request, found.company, stops)
            return said

        guarded.gf_scope = needed  # type: ignore[attr-defined]
        return guarded

    return guard


def _note(request: CallerRequest, found: _Found) -> None:
    """The key was used: kept by itself, so that a call which is refused is noted too, and one that cannot be noted is answered."""
    address = _address(request)
    if not is_worth_noting(found.seen_at, found.known, address, request.at):
        return
    try:
        with scope(found.company):
            agent = Agent.objects.of(Company(pk=found.company)).get(pk=found.agent)
            seen(found.key, agent, address=address, at=request.at)
    except (DatabaseError, psycopg.Error):
        log.exception("the use of a key could not be noted")


def _find(request: CallerRequest, *, is_creation: bool) -> _Found:
    """One statement looks up, decides and counts."""
    word, _, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if word.lower() != "bearer" or not key.startswith(PREFIX):
        raise Problem("unauthorized", "l’en-tête attendu est « Authorization: Bearer gf_… »")
    wanted, at = hash_of(key.strip()), request.at
    limits.check_memory(wanted, at, is_creation=is_creation)
    asked: list[Any] = [wanted, _address(request), at, limits.word(is_creation=is_creation), limits.WRONG_KEYS]
    [(wrong, opens, calls, *found)] = rows(CALL, asked)
    limits.check_address(wrong, at)
    if not opens:
        raise Problem("unauthorized")
    limits.check_call(wanted, calls, at, is_creation=is_creation)
    return _Found(*found)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
