"""Company, people, roles, sign-in, double verification."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class Accounts(AppConfig):
    """Brings its sentences to the record and secures the tables after each migrate."""

    name = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from accounts.holding import StandIns
        from accounts.hooks import holdings
        from accounts.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
        holdings.append(StandIns())
        pre_migrate.connect(_make_room, sender=self, dispatch_uid="accounts.past_schema")
        post_migrate.connect(_secure_last, dispatch_uid="accounts.securing")


def _make_room(using: str, **_: Any) -> None:
    from accounts.past_schema import hide

    hide(using)


def _secure_last(sender: AppConfig, using: str, **_: Any) -> None:
    from django.apps import apps

    from accounts.securing import secure

    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        secure(using)
