"""A key or a password never gets in, whatever the field it was pasted in."""

from collections.abc import Mapping
from typing import Any

from lib.leaked_keys import looks_like_secret


class LooksLikeSecret(Exception):
    """A field holds what looks like a key: nothing is stored. `args[0]` is the field."""


def refuse_secrets(values: Mapping[str, Any]) -> None:
    """Raises LooksLikeSecret for the first text that looks like a key."""
    for name, value in values.items():
        if isinstance(value, str) and looks_like_secret(value):
            raise LooksLikeSecret(name)
