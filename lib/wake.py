"""Wake a worker by a task's name, after the commit. A lost wake does no harm: sweeps find what is due in the database."""

import logging

from django.db import transaction

log = logging.getLogger(__name__)


def wake(task: str, *args: str, in_seconds: int = 0) -> None:
    """Call inside the act's transaction. Sends on commit, never raises: a dead broker must not turn a committed act into an error.

    `in_seconds`: a minute at most; what is due later is found by a sweep."""
    transaction.on_commit(lambda: _send(task, args, in_seconds), robust=True)


def _send(task: str, args: tuple[str, ...], in_seconds: int = 0) -> None:
    from celery import current_app

    try:
        current_app.send_task(task, args=list(args), retry=False, expires=300, countdown=in_seconds or None)
    except Exception:
        log.warning("broker away: the next sweep finds %s", task)
