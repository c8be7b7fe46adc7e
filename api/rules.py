"""What is true of agents' keys, from plain values."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address

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


def is_worth_noting(seen_at: datetime | None, known: list[str], address: str, at: datetime) -> bool:
    """At most once a minute, and whenever the address was never seen."""
    return seen_at is None or address not in known or at - seen_at >= SEEN_EVERY


def is_this_machine(address: str) -> bool:
    """Whoever calls from here may run as the account that holds our data (agent contract, section 3)."""
    return bool(address) and ip_address(address).is_loopback
