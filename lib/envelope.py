"""Short secrets kept in the database, sealed by the field keys, which lie outside it."""

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Unreadable(ValueError):
    """Sealed by a key we do not have, changed, or of another row."""


def seal(value: Any, bound_to: UUID | str) -> str:
    """Encrypt and sign under the first field key; opens only for the row (or purpose) it was made for."""
    return _fernet().encrypt(json.dumps([str(bound_to), value]).encode()).decode("ascii")


def unseal(sealed: str, bound_to: UUID | str) -> Any:
    """Raises Unreadable."""
    from cryptography.fernet import InvalidToken

    try:
        owner, value = json.loads(_fernet().decrypt(sealed.encode()))
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error
    if owner != str(bound_to):
        raise Unreadable
    return value


def _fernet() -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # 6 MiB, in a process that opens nothing

    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
