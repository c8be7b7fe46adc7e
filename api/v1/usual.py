"""An action in its usual shape, read by a faster library. What it takes, ActionIn takes alike: a test holds the two together. Whatever else
is left to ActionIn, which knows more spellings and says what is wrong.
"""

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType, ValidationError, convert
from msgspec.json import Decoder, Encoder

from inventory.enums import Environment
from journal.enums import Outcome, Type
from lib.strict_json import has_many, is_whole

Name = Annotated[str, Meta(max_length=120)]
SIXTH_DIGIT = len("2026-11-20T09:12:00.123456")  # of a second: of more, one library drops what the other rounds
FINER = re.compile(rb"\.[0-9]{7}")


class UsualAmount(Struct, forbid_unknown_fields=True):
    """As Amount."""

    value: Annotated[str, Meta(pattern=r"^[0-9]{1,12}\.[0-9]{2}\Z")]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]

    @property
    def cents(self) -> int:
        """As Amount."""
        return int(self.value.replace(".", ""))


class UsualPayee(Struct, forbid_unknown_fields=True):
    """As Payee. What was not said is UNSET, here and below: neither written again nor true."""

    name: Annotated[str, Meta(max_length=160)] | UnsetType = UNSET
    account: Annotated[str, Meta(pattern=r"^[A-Z0-9]{4,34}\Z")] | UnsetType | None = UNSET
    reference: Name | UnsetType = UNSET


class Usual(Struct, forbid_unknown_fields=True):
    """As ActionIn."""

    occurred_at: Annotated[datetime, Meta(tz=True)] | UnsetType | None = UNSET
    type: Type | UnsetType = UNSET
    tool: Name | UnsetType = UNSET
    target: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    amount: UsualAmount | UnsetType | None = UNSET
    payee: UsualPayee | UnsetType | None = UNSET
    outcome: Outcome | UnsetType = UNSET
    summary: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    count: Annotated[int, Meta(ge=0, le=2**31 - 1)] | UnsetType = UNSET
    approval_id: UUID | UnsetType | None = UNSET
    environment: Environment | UnsetType = UNSET
    sequence: Annotated[int, Meta(ge=0, le=2**53 - 1)] | UnsetType | None = UNSET
    id: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType | None = UNSET


class UsualBody(Struct, forbid_unknown_fields=True):
    """What is sent."""

    actions: list[Usual]


_decoded, _encoded = Decoder(UsualBody).decode, Encoder().encode


def usual_body(data: bytes) -> UsualBody | None:
    """What `loads` and then `usual` would make of it; None when one of them might refuse it."""
    if has_many(data) or FINER.search(data):
        return None
    try:
        read = _decoded(data)
    except (DecodeError, UnicodeDecodeError):  # of which a ValidationError is one
        return None
    return read if is_whole(data, _encoded(read)) else None


def usual(items: list[Any]) -> list[Usual] | None:
    """All of them; None when there is one that is not usual."""
    try:
        read = convert(items, list[Usual])
    except ValidationError:
        return None
    return None if any(_is_finer(item.get("occurred_at")) for item in items) else read


def _is_finer(moment: str | None) -> bool:
    return bool(moment and moment[SIXTH_DIGIT : SIXTH_DIGIT + 1].isdigit())
