"""Wake a worker by a task's name, after the commit. A lost wake does no harm: sweeps find what is due in the database."""

import logging

from django.db import transaction

log = logging.getLogger(__name__)


def wake(task: str, *args: str) -> None:
    """Call inside the act's transaction. Sends on commit, never raises: a dead broker must not turn a committed act into an error."""
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: str, args: tuple[str, ...]) -> None:
    from celery import current_app

    try:
        current_app.send_task(task, args=list(args), retry=False, expires=300)
    except Exception:
        log.warning("broker away: the next sweep finds %s", task)
