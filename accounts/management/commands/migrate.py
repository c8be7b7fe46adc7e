"""Django's migrate, run as the role that owns the tables."""

from typing import Any

from django.core.management import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.roles import as_role

ONCE = "grant gf_purger to gf_migrator"


class Command(Migrate):
    """Same options as Django's."""

    def handle(self, *args: Any, **options: Any) -> Any:
        connection = connections[options["database"]]
        _let_give(connection)
        with as_role(connection, "gf_migrator"):
            return super().handle(*args, **options)


def _let_give(connection: BaseDatabaseWrapper) -> None:
    """The functions that erase belong to gf_purger: clusters made before there were any learn once that gf_migrator may give them."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_has_role('gf_migrator', 'gf_purger', 'member')")
        if cursor.fetchone()[0]:
            return
    try:
        with as_role(connection, "gf_owner"), connection.cursor() as cursor:
            cursor.execute(ONCE)
    except DatabaseError as error:
        raise CommandError(f"Une fois, avec un compte administrateur de PostgreSQL\u00a0: {ONCE};") from error
