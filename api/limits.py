"""How often a key may call, and how often an address may be wrong, in a minute of the clock. Counted in PostgreSQL
(docs/dev/adr/0014-calls-are-counted-in-postgresql.md), in a statement of its own: what the call then undoes stays counted."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from api.errors import Problem

CREATIONS = 60  # demands a minute and a key (agent contract, section 2)
CALLS = 600  # other calls a minute and a key
WRONG_KEYS = 60  # a minute and an address; then no key is looked up from there


def check_address(address: str, at: datetime) -> None:
    """Before any key is looked up. Raises Problem: rate-limited."""
    if calls_of(f"wrong {address}", at) >= WRONG_KEYS:
        raise _too_many("trop de clés refusées depuis cette adresse", at)


def count_wrong(address: str, at: datetime) -> None:
    """A key that opened nothing."""
    _count(f"wrong {address}", at)


def count_call(key: UUID, at: datetime, *, is_creation: bool) -> None:
    """Before anything is written. Raises Problem: rate-limited."""
    name, most = ("ask", CREATIONS) if is_creation else ("call", CALLS)
    if _count(f"{name} {key}", at) > most:
        raise _too_many(f"{most} par minute au plus", at)


def _count(name: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select gf_count_call(%s, %s)", [name, at])
        return int(cursor.fetchone()[0])


def calls_of(name: str, at: datetime) -> int:
    """Calls of this minute so far."""
    with connection.cursor() as cursor:
        cursor.execute("select gf_calls_of(%s, %s)", [name, at])
        return int(cursor.fetchone()[0])


def _too_many(why: str, at: datetime) -> Problem:
    return Problem("rate-limited", why, retry_after=60 - at.second)
