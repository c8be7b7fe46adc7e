"""Django's PostgreSQL with a pool of our own: see lib.postgresql.pool."""

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from lib.postgresql.moments import with_moments


class DatabaseWrapper(base.DatabaseWrapper):
    """Makes the pool as Django's does: one an alias, when it is first needed, and open only once somebody asks for a connection."""

    _connection_pools: dict[str, Any]
    _configure_connection: Any

    def get_connection_params(self) -> dict[str, Any]:
        wanted = super().get_connection_params()
        return wanted | {"context": with_moments(wanted["context"])}

    @property
    def pool(self) -> Any:
        options = self.settings_dict["OPTIONS"].get("pool")
        if options and self.alias not in (NO_DB_ALIAS, *self._connection_pools):
            from lib.postgresql.pool import Planned, Warmest

            wanted = self.get_connection_params() | {"autocommit": True}  # Django begins its transactions later on
            made = Warmest(connection_class=Planned, kwargs=wanted, open=False, configure=self._configure_connection, **options)
            self._connection_pools.setdefault(self.alias, made)
        return super().pool
