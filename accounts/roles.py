"""Schema work runs as the migrator, everything else as the app: one alias, the user is swapped for the time of a command."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


@contextlib.contextmanager
def as_role(connection: BaseDatabaseWrapper, role: str) -> Iterator[None]:
    """Reconnect as `role` (on a real server: with the account of settings.DATABASE_ROLES), without a pool, then come back."""
    current: dict[str, Any] = connection.settings_dict
    before = {key: current[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    drop(connection)
    account = settings.DATABASE_ROLES.get(role, {"USER": role})
    current.update(account, OPTIONS={k: v for k, v in current["OPTIONS"].items() if k != "pool"})
    try:
        yield
    finally:
        drop(connection)
        current.update(before)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Close the connection and its pool: the next one is opened with what the settings then say."""
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]
