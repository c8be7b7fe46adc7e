"""What the clock runs for the whole installation."""

import logging
import subprocess
import sys

from celery import shared_task
from django.conf import settings

log = logging.getLogger(__name__)


@shared_task(name="governance.backup")
def backup() -> None:
    """The one of the day. Lost or run twice: the lock and the day decide."""
    _run("backup", "--if-due")


@shared_task(name="governance.backup_now")
def backup_now() -> None:
    """Somebody asks for one on the page."""
    _run("backup")


def _run(*argv: str) -> None:
    """In a process of its own: a worker that idles for months carries no cipher."""
    done = subprocess.run([sys.executable, "manage.py", *argv], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        log.error("%s: %s", " ".join(argv), done.stderr.strip()[-300:])
