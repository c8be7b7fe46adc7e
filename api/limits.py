"""How often a key may call, and how often an address may be wrong, in a minute of the clock. Counted in PostgreSQL, for all web processes
(docs/dev/adr/0014-calls-are-counted-in-postgresql.md); a process remembers what it refused, so that a flood costs the database nothing."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from api.errors import Problem

CREATIONS = 60  # demands a minute and a key (agent contract, section 2)
CALLS = 600  # other calls a minute and a key
WRONG_KEYS = 60  # a minute and an address; then no key is looked up from there
MOST_REMEMBERED = 10_000
_over: dict[tuple[bytes, bool], datetime] = {}


def word(*, is_creation: bool) -> str:
    """How these calls are named where they are counted."""
    return "ask" if is_creation else "call"


def check_memory(key_hash: bytes, at: datetime, *, is_creation: bool) -> None:
    """Before the database is asked. Raises Problem: rate-limited."""
    if _over.get((key_hash, is_creation)) == _minute(at):
        raise _too_many_calls(at, is_creation=is_creation)


def check_address(wrong: int, at: datetime) -> None:
    """`wrong`: keys that opened nothing, from there, this minute. Raises Problem: rate-limited."""
    if wrong >= WRONG_KEYS:
        raise _too_many("trop de clés refusées depuis cette adresse", at)


def check_call(key_hash: bytes, calls: int, at: datetime, *, is_creation: bool) -> None:
    """Before anything is written. `calls`: of this minute, this one too. Raises Problem: rate-limited."""
    if calls <= (CREATIONS if is_creation else CALLS):
        return
    if len(_over) >= MOST_REMEMBERED:
        _over.clear()
    _over[key_hash, is_creation] = _minute(at)
    raise _too_many_calls(at, is_creation=is_creation)


def count_another(key: UUID, at: datetime) -> None:
    """One more demand in the same call. Raises Problem: rate-limited."""
    with connection.cursor() as cursor:
        cursor.execute("select gf_count_call(%s, %s)", [f"{word(is_creation=True)} {key}", at])
        if cursor.fetchone()[0] > CREATIONS:
            raise _too_many_calls(at, is_creation=True)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _too_many_calls(at: datetime, *, is_creation: bool) -> Problem:
    return _too_many(f"{CREATIONS if is_creation else CALLS} par minute au plus", at)


def _too_many(why: str, at: datetime) -> Problem:
    return Problem("rate-limited", why, retry_after=60 - at.second)
