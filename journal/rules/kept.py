"""Actions that wait for a person's word: as JSON, masked, and back. Pure."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from journal.rules.reported import Reported
from lib.leaked_keys import masked

PLAIN = Reported(UUID(int=0), datetime(1970, 1, 1, tzinfo=UTC), "")


def to_json(one: Reported) -> dict[str, Any]:
    """Only what differs from nothing. Secrets are masked before anything is kept."""
    clean = one._replace(
        target=masked(one.target), payee=masked(one.payee), summary=masked(one.summary), tool=masked(one.tool), inner=masked(one.inner)
    )
    told = {name: value for name, value in clean._asdict().items() if value != getattr(PLAIN, name)}
    return told | {"key": str(one.key), "occurred_at": one.occurred_at.isoformat(), "type": str(one.type), "outcome": str(one.outcome)}


def from_json(told: dict[str, Any]) -> Reported:
    return Reported(**{**told, "key": UUID(told["key"]), "occurred_at": datetime.fromisoformat(told["occurred_at"])})
