"""An action in its usual shape, read by a faster library. What it takes, ActionIn takes alike: a test holds the two together. Whatever else
is left to ActionIn, which knows more spellings and says what is wrong.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct, ValidationError, convert

from inventory.enums import Environment
from journal.enums import Outcome, Type

Name = Annotated[str, Meta(max_length=120)]
SIXTH_DIGIT = len("2026-11-20T09:12:00.123456")  # of a second: of more, one library drops what the other rounds


class UsualAmount(Struct, forbid_unknown_fields=True):
    """As Amount."""

    value: Annotated[str, Meta(pattern=r"^[0-9]{1,12}\.[0-9]{2}\Z")]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]

    @property
    def cents(self) -> int:
        """As Amount."""
        return int(self.value.replace(".", ""))


class UsualPayee(Struct, forbid_unknown_fields=True):
    """As Payee."""

    name: Annotated[str, Meta(max_length=160)] = ""
    account: Annotated[str, Meta(pattern=r"^[A-Z0-9]{4,34}\Z")] | None = None
    reference: Name = ""


class Usual(Struct, forbid_unknown_fields=True):
    """As ActionIn."""

    occurred_at: Annotated[datetime, Meta(tz=True)] | None = None
    type: Type = Type.OTHER
    tool: Name = ""
    target: Annotated[str, Meta(max_length=300)] = ""
    amount: UsualAmount | None = None
    payee: UsualPayee | None = None
    outcome: Outcome = Outcome.DONE
    summary: Annotated[str, Meta(max_length=2000)] = ""
    count: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 1
    approval_id: UUID | None = None
    environment: Environment = Environment.UNKNOWN
    sequence: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None
    id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


def usual(items: list[Any]) -> list[Usual] | None:
    """All of them; None when there is one that is not usual."""
    try:
        read = convert(items, list[Usual])
    except ValidationError:
        return None
    return None if any(_is_finer(item.get("occurred_at")) for item in items) else read


def _is_finer(moment: str | None) -> bool:
    return bool(moment and moment[SIXTH_DIGIT : SIXTH_DIGIT + 1].isdigit())
