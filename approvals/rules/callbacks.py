"""When an agent is called back, what is said, and how it is signed (Standard Webhooks, read November 2026). Pure."""

import base64
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from approvals.enums import Reason, RequestState
from lib import canonical

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
# After the first try, made at once, and after each that failed (agent contract, section 2): given up after three and a half days.
PAUSES = (
    5 * SECOND, 30 * SECOND, 60 * SECOND, 5 * MINUTE, 30 * MINUTE,
    2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR,
)  # fmt: skip
LEASE = timedelta(minutes=2)  # longer than a whole conversation
PATIENCE = 10.0  # seconds for one conversation
OVERLAP = timedelta(hours=24)  # a replaced secret still signs this long
PREFIX = "whsec_"
SECRET_BYTES = 32
ENDING = frozenset({RequestState.APPROVED, RequestState.DENIED, RequestState.CANCELLED})
GONE, GONE_STATUS = "gone", 410
HOST = re.compile(r"(?P<name>[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]):(?P<port>[0-9]{1,5})")


def is_end(state: str, reason: str) -> bool:
    """Does a demand that stands so no longer wait for a person? A yes that nobody used in time ends later, and is not told again."""
    return state in ENDING or (state == RequestState.EXPIRED and reason == Reason.SILENCE)


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None when it is time to give up."""
    return PAUSES[tries - 1] if 0 < tries <= len(PAUSES) else None


def new_secret() -> str:
    """« whsec_ » and 256 bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def body_of(request_id: str, state: str, since: datetime) -> bytes:
    """Thin: who hears it reads the demand again before doing anything."""
    told: dict[str, canonical.Json] = {
        "type": f"approval.{state}",
        "timestamp": since.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {"id": request_id, "state": state},
    }
    return canonical.encode(told)


def headers(number: str, body: bytes, signing: Sequence[str], at: datetime) -> dict[str, str]:
    """One signature for each secret, the newest first; the number stays the same however often it is sent."""
    stamp = str(int(at.timestamp()))
    signed = [f"v1,{_signature(secret, number, stamp, body)}" for secret in signing]
    return {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signed),
    }


def _signature(secret: str, number: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, f"{number}.{stamp}.".encode() + body, "sha256")).decode()


def host_of(text: str) -> str | None:
    """« n8n.local:5678 » in lower case, or None."""
    found = HOST.fullmatch(text.strip().lower())
    return found.group(0) if found and 0 < int(found["port"]) < 65536 else None
