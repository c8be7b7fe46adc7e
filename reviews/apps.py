"""Revues."""

from django.apps import AppConfig


class Reviews(AppConfig):
    """Brings its sentences to the record."""

    name = "reviews"
    verbose_name = "Revues"

    def ready(self) -> None:
        from dataclasses import replace

        from accounts.hooks import holdings
        from inventory import hooks as inventory_hooks
        from ledger.sentences import register
        from reviews import hooks, shown
        from reviews.actions.settling import settle_week
        from reviews.enums import Kind
        from reviews.holding import Reviewing
        from reviews.messages import ACTS

        register(ACTS)
        holdings.append(Reviewing())
        hooks.manners[Kind.WEEK] = replace(hooks.manners[Kind.WEEK], sign=settle_week)
        hooks.manners[Kind.RIGHTS] = shown.rights_manner()
        inventory_hooks.panels.append(shown.panel)
        inventory_hooks.change_followers.append(shown.follow)
