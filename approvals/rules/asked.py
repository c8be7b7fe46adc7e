"""A demand as it came, before anybody judges it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Asked:
    """A demand as it came, checked by the grammar. `action` is canonical JSON; amounts in cents, percents in hundredths."""

    sent_as: str
    action: bytes
    body_hash: bytes
    key: UUID
    type: str
    expires_in: timedelta
    kind: str = ""
    tool: str = ""
    amount_cents: int | None = None
    currency: str = ""
    percent: int | None = None
    count: int | None = None
    payee: str = ""
    account: str = ""
    reference: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    callback_url: str = ""

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical action: all of it."""
        return sha256(self.action).digest()
