"""What is true of agents' keys, from plain values."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

PREFIX = "gf_"
KEY_BYTES = 32  # 256 bits
SHOWN = 9  # of a key, to tell it from another: 36 of its bits, so 220 stay unknown
OVERLAP = timedelta(hours=24)  # a replaced key still opens this long
SEEN_EVERY = timedelta(minutes=1)


def new_key() -> str:
    """« gf_ » and 43 letters."""
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)


def hash_of(key: str) -> bytes:
    """SHA-256: a random key of 256 bits needs no slower hash."""
    return sha256(key.encode()).digest()


def start_of(key: str) -> str:
    """What a list shows of it."""
    return key[:SHOWN]


def is_open(ended_at: datetime | None, until: datetime | None, at: datetime) -> bool:
    """Does it open anything now?"""
    return ended_at is None and (until is None or at < until)


def may_come_from(addresses: list[str], address: str) -> bool:
    """An empty list lets any address in."""
    return not addresses or address in addresses


def is_worth_noting(before: tuple[datetime | None, str | None], address: str, at: datetime) -> bool:
    """At most once a minute, and whenever the address is another one."""
    seen_at, seen_from = before
    return seen_at is None or seen_from != address or at - seen_at >= SEEN_EVERY
