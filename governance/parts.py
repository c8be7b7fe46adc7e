"""What the stack is made of: the command lines and the environment of the broker, and of the process from which web and worker grow."""

import os
import sys
from pathlib import Path

from governance import embedded, valkey
from governance.children import Child
from governance.identity import Account

LARGE = "262144"  # bytes: what is larger goes back to the system when it is freed; left alone, glibc keeps the largest there ever was


def broker(data: Path, account: Account) -> Child:
    return Child("valkey", valkey.command(data, account), {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, account, data, data)


def trunk(data: Path, account: Account, port: int) -> Child:
    """Web and worker, grown from one process (governance.trunk)."""
    argv = [sys.executable, "-m", "governance.trunk", str(port)]
    return Child("code", argv, environment(data, account), account, data, embedded.ROOT)


def environment(data: Path, account: Account) -> dict[str, str]:
    """Ours, plus what an account without a home needs."""
    kept = dict(os.environ)
    kept.update(
        DJANGO_SETTINGS_MODULE="governance.settings",
        GARDEFOU_DATA=str(data),
        GARDEFOU_PART="web",  # the worker says so itself
        CELERY_SKIP_CHECKS="1",  # they would look at every page again
        MALLOC_ARENA_MAX="2",
        MALLOC_MMAP_THRESHOLD_=LARGE,
        MALLOC_TRIM_THRESHOLD_=LARGE,
        _RJEM_MALLOC_CONF="dirty_decay_ms:0,muzzy_decay_ms:0",  # the same of granian, which has an allocator of its own
        PYTHONUNBUFFERED="1",
        XDG_CACHE_HOME=str(data / "cache"),
    )
    if account.demotion():
        kept.update(HOME=str(data), USER=account.name, LOGNAME=account.name)
    return kept
