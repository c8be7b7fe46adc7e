"""What the clock runs for the whole installation."""

import logging
import subprocess
import sys
import threading

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from governance import digest

log = logging.getLogger(__name__)
one_digest = threading.Lock()


@shared_task(name="governance.backup")
def backup() -> None:
    """The one of the day. Lost or run twice: the lock and the day decide."""
    _run("backup", "--if-due")


@shared_task(name="governance.backup_now")
def backup_now() -> None:
    """Somebody asks for one on the page."""
    _run("backup")


@shared_task(name="governance.digest")
def send_digests() -> int:
    """Monday's message of each company; how many were written. Lost or run twice: the week is a unique row. One at a time in a process."""
    if not one_digest.acquire(blocking=False):
        return 0
    try:
        return digest.send_due(now=timezone.now)
    finally:
        one_digest.release()


def _run(*argv: str) -> None:
    """In a process of its own: a worker that idles for months carries no cipher."""
    done = subprocess.run([sys.executable, "manage.py", *argv], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        log.error("%s: %s", " ".join(argv), done.stderr.strip()[-300:])
