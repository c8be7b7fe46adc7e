"""Who calls: an exact match of the key's hash, asked of a function of the tables' owner, then everything inside that company's scope."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any, NamedTuple
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
from api.hearing import heard, now
from api.rules import PREFIX, hash_of, is_worth_noting
from approvals.queries.stops import Stance, scope_of_call
from inventory.models import Agent
from lib.prepared import Asked, Row, can_go_apart, rows


@dataclass(frozen=True)
class Caller:
    """An agent behind its key."""

    agent: Agent
    key: UUID
    is_halted: bool  # as the call came in; what asks or spends looks again, under its own lock


class Whose(NamedTuple):
    """What a key opens, and its own row: never another's."""

    company: UUID
    agent: UUID
    key: UUID


@dataclass(frozen=True)
class _Found:
    key: UUID
    company: UUID
    agent: UUID
    scopes: list[str]
    seen_at: datetime | None
    known: list[str]

    @property
    def whose(self) -> Whose:
        return Whose(self.company, self.agent, self.key)


class CallerRequest(HttpRequest):
    """A request behind a key."""

    at: datetime
    started: float  # seconds of the monotonic clock, at the same instant
    caller: Caller
    said: Any  # what its view made of the body to ask first
    ahead: Mapping[str, list[Row]]  # what its view asks first, see with_key
    is_told_to_stop: bool
    is_counted: bool  # it waits, and reads again: one call


View = Callable[..., Any]
Asks = Callable[..., Mapping[str, Asked]]
CALL = "select wrong, opens, calls, key, company, agent, scopes, seen_at, known from gf_agent_call(%s, %s, %s, %s, %s)"
MOST_REMEMBERED = 10_000
_whose: dict[bytes, Whose] = {}  # by the hash of a key: it never changes hands
log = logging.getLogger(__name__)


def with_key(needed: Scope, *, is_creation: bool = False, tells: bool = True, asks: Asks | None = None) -> Callable[[View], View]:
    """The view runs in one transaction of the agent's company, of its own. Raises Problem: rate-limited, unauthorized, wrong-scope.

    What it answers, or refuses, while a stop stands is how the agent hears of it, unless the answer has no room for it (`tells`).
    What it asks (`is_creation`) is refused before anything of it is said to be wrong. `asks`, of the request, whose key it is and what the
    address names: what the view asks first, answered as `request.ahead` in the round trip that opens the transaction; called twice now and
    then, and for a key that opens nothing any more.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CallerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            stops: tuple[UUID, ...] = ()
            first = partial(asks, **kwargs) if asks else None
            try:
                with _entered(request, needed, first, is_creation=is_creation) as standing:
                    stops = standing if tells else ()
                    if stops and is_creation:
                        raise Problem("agent-suspended")
                    said = view(request, *args, **kwargs)
            except Problem as problem:
                if problem.code == "agent-suspended":
                    heard(request, stops)
                raise
            heard(request, stops)
            return said

        guarded.gf_scope = needed  # type: ignore[attr-defined]
        return guarded

    return guard


@contextmanager
def _entered(request: CallerRequest, needed: Scope, asks: Asks | None, *, is_creation: bool) -> Iterator[tuple[UUID, ...]]:
    """The transaction of the agent's company, and the stops that cover it. What a demand asks first may wait for a lock, and fail: whatever
    refuses the agent itself is said all the same, by a second look-up."""
    with ExitStack() as stack:
        try:
            stops = stack.enter_context(_opened(request, needed, asks, is_creation=is_creation))
        except DatabaseError:
            if not is_creation:
                raise
            stops = stack.enter_context(_opened(request, needed, None, is_creation=is_creation))
            if not stops:
                raise
        yield stops


@contextmanager
def _opened(request: CallerRequest, needed: Scope, asks: Asks | None, *, is_creation: bool) -> Iterator[tuple[UUID, ...]]:
    """For a key that opened it before, in the round trip that looks the key up: what was read with that is of use once the key itself has
    answered, and is read anew when there is more to do about it. A key that is refused is looked up alone the next time."""
    question = _Question.of(request, is_creation=is_creation)
    whose = _whose.get(question.key_hash)
    if whose and can_go_apart():
        with _scope(request, whose, asks, {"key": _asked(question)}) as (read, who):
            found = _still(question, read["key"])
            if found.whose == whose and not _is_to_be_noted(request, found):
                yield _let_in(request, needed, found, read, who)
                return
    else:
        found = question.answered(rows(*_asked(question)))
    _note(request, found)
    _remember(question.key_hash, found)
    with _scope(request, found.whose, asks) as (read, who):
        yield _let_in(request, needed, found, read, who)


def _scope(request: CallerRequest, whose: Whose, asks: Asks | None, apart: Mapping[str, Asked] | None = None) -> Any:
    return scope_of_call(whose.company, whose.agent, asks(request, whose) if asks else {}, apart)


def _let_in(
    request: CallerRequest, needed: Scope, found: _Found, read: Mapping[str, list[Row]], who: Callable[[], tuple[Agent, Stance]]
) -> tuple[UUID, ...]:
    """The stops that cover whoever calls. Raises Problem: wrong-scope."""
    if needed not in found.scopes:
        raise Problem("wrong-scope", f"il faut « {needed} »")
    agent, stance = who()
    request.caller, request.ahead = Caller(agent, found.key, stance.is_halted), read
    return stance.stops


def _still(question: "_Question", read: list[Row]) -> _Found:
    """A key that is refused is forgotten: nothing is asked or held for it the next time. Raises Problem."""
    try:
        return question.answered(read)
    except Problem:
        _whose.pop(question.key_hash, None)
        raise


def _remember(key_hash: bytes, found: _Found) -> None:
    if len(_whose) >= MOST_REMEMBERED:
        _whose.clear()
    _whose[key_hash] = found.whose


def _is_to_be_noted(request: CallerRequest, found: _Found) -> bool:
    return is_worth_noting(found.seen_at, found.known, _address(request), request.at)


def _note(request: CallerRequest, found: _Found) -> None:
    """The key was used: kept by itself, so that a call which is refused is noted too, and one that cannot be noted is answered."""
    if not _is_to_be_noted(request, found):
        return
    try:
        with scope(found.company):
            agent = Agent.objects.of(Company(pk=found.company)).get(pk=found.agent)
            seen(found.key, agent, address=_address(request), at=request.at)
    except (DatabaseError, psycopg.Error):
        log.exception("the use of a key could not be noted")


@dataclass(frozen=True)
class _Question:
    """One statement looks a key up, decides and counts."""

    key_hash: bytes
    address: str
    at: datetime
    is_creation: bool
    is_again: bool  # of a call that was counted

    @classmethod
    def of(cls, request: CallerRequest, *, is_creation: bool) -> "_Question":
        """Raises Problem: unauthorized, and rate-limited when this process knows it already."""
        word, _, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if word.lower() != "bearer" or not key.startswith(PREFIX):
            raise Problem("unauthorized", "l’en-tête attendu est « Authorization: Bearer gf_… »")
        wanted = hash_of(key.strip())
        if is_again := getattr(request, "is_counted", False):
            return cls(wanted, _address(request), now(request), is_creation, is_again)
        limits.check_memory(wanted, request.at, is_creation=is_creation)
        return cls(wanted, _address(request), request.at, is_creation, is_again)

    def answered(self, read: list[Row]) -> _Found:
        """Raises Problem: rate-limited, unauthorized."""
        [(wrong, opens, calls, *found)] = read
        limits.check_address(wrong, self.at)
        if not opens:
            raise Problem("unauthorized")
        limits.check_call(self.key_hash, calls, self.at, is_creation=self.is_creation)
        return _Found(*found)


def _asked(question: _Question) -> Asked:
    counted_as = None if question.is_again else limits.word(is_creation=question.is_creation)
    return CALL, [question.key_hash, question.address, question.at, counted_as, limits.WRONG_KEYS]


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
