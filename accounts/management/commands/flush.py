"""Django's flush, for test databases only: the app may not TRUNCATE, and the record refuses it by trigger."""

from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from accounts.roles import as_role


class Command(Flush):
    """Empties unmanaged (partitioned) tables too, which Django forgets."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if not str(connection.settings_dict["NAME"]).startswith("test_"):
            raise CommandError("flush ne vide que les bases d’essai.")
        with as_role(connection, "gf_owner"), connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            if tables := [m._meta.db_table for m in apps.get_models() if not m._meta.managed]:
                cursor.execute(f"truncate {', '.join(tables)}")
            super().handle(**options)
