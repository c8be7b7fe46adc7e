"""Django's migrate, run as the role that owns the tables."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from accounts.roles import as_role


class Command(Migrate):
    """Same options as Django's."""

    def handle(self, *args: Any, **options: Any) -> Any:
        with as_role(connections[options["database"]], "gf_migrator"):
            return super().handle(*args, **options)
