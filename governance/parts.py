"""What the stack is made of: the command lines and the environment of the broker, the web and the worker."""

import os
import sys
from pathlib import Path

from governance import embedded, valkey
from governance.children import Child
from governance.identity import Account

WEB_THREADS = 256  # made as they are needed; agents may wait on four fifths of them (api.waiting), pages share the rest
WORKER_THREADS = 2


def broker(data: Path, account: Account) -> Child:
    return Child("valkey", valkey.command(data, account), {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, account, data, data)


def web(data: Path, account: Account, port: int) -> Child:
    """Listens on this machine only: a proxy brings https."""
    argv = [
        *_python("granian"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--no-access-log"),
        *("--workers", "1", "--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers", "--respawn-interval", "0"),
        *("--workers-kill-timeout", "5", "--log-level", "warning", "governance.wsgi:application"),
    ]
    return Child("web", argv, environment(data, account, "web"), account, data, embedded.ROOT)


def worker(data: Path, account: Account) -> Child:
    """With the clock as one of its threads (governance.celery)."""
    argv = [
        *_python("celery"),
        *("-A", "governance.celery", "worker", "--pool", "threads", "--concurrency", str(WORKER_THREADS), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    env = environment(data, account, "worker") | {"GARDEFOU_BEAT": "1", "CELERY_SKIP_CHECKS": "1"}  # checks would import every page
    return Child("worker", argv, env, account, data, embedded.ROOT)


def environment(data: Path, account: Account, part: str) -> dict[str, str]:
    """Ours, plus what an account without a home needs."""
    kept = dict(os.environ)
    kept.update(
        DJANGO_SETTINGS_MODULE="governance.settings",
        GARDEFOU_DATA=str(data),
        GARDEFOU_PART=part,
        MALLOC_ARENA_MAX="2",
        PYTHONUNBUFFERED="1",
        XDG_CACHE_HOME=str(data / "cache"),
    )
    if account.demotion():
        kept.update(HOME=str(data), USER=account.name, LOGNAME=account.name)
    return kept


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]
