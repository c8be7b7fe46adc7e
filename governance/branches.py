"""What grows from the trunk: the web server with its processes, and the worker with its clock. And what they share before they part."""

import logging.config
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import psycopg_pool
from celery.app import control
from celery.apps.worker import Worker
from celery.concurrency import thread
from celery.worker import components, consumer, strategy
from django.conf import settings
from django.forms.renderers import get_default_renderer
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from kombu.transport import redis

from api.v1 import urls
from governance import logs
from governance.celery import app
from governance.processes import be_called, die_with
from governance.templatetags import gf
from lib.kept import spell_out

WEB_THREADS = 256  # of each process, made as they are needed; agents may wait on four fifths of them (api.waiting), pages share the rest
WEB_PATIENCE = 5  # seconds for the running requests at a stop
WORKER_THREADS = 2
WORKER_MANNERS = 10  # its « nice »: a tenth of a processor where both want one whole
WORKER_IDLE = 10  # seconds it keeps a connection it has no use for: its sweeps are half a minute apart, and nobody waits for the first
SOON = (
    urls,
    psycopg_pool,
    redis,
    control,
    thread,
    components,
    consumer,
    strategy,
)  # each process would read them at its first call or task


def ripen() -> None:
    """The tasks, the maps of the site and of calls, the French words, what pages ask, the icons, and what forms, sessions and messages are
    made with, as the first page, the first call and the first task would make them."""
    app.loader.import_default_modules()
    app.finalize()
    _ = app.amqp
    with translation.override(settings.LANGUAGE_CODE):
        reverse(settings.LOGIN_URL)
    _read(get_resolver(urls.__name__))
    for name in (settings.MESSAGE_STORAGE, settings.SESSION_SERIALIZER):
        import_string(name)
    get_default_renderer()
    gf.drawings()
    spell_out()


def _read(addresses: URLResolver) -> None:
    """Each pattern is put into a form to compare with, once; `reverse` does so for the site."""
    for one in addresses.url_patterns:
        _ = one.pattern.regex
        if isinstance(one, URLResolver):
            _read(one)


def web(pages: Callable[..., Any], port: int) -> int:
    """Listens on this machine only: a proxy brings https. Each process has an ear of its own, and the kernel shares connections out."""
    multiprocessing.set_start_method("fork", force=True)
    parent = os.getpid()

    def opened() -> Callable[..., Any]:
        die_with(parent, signal.SIGKILL)
        be_called("gardefou-web")
        return pages

    server = Granian(
        "governance.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=settings.WEB_PROCESSES,
        blocking_threads=WEB_THREADS,
        backpressure=4 * WEB_THREADS,
        respawn_failed_workers=True,
        respawn_interval=0,
        workers_kill_timeout=WEB_PATIENCE,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=opened, wrap_loader=False)
    return 0


def spare() -> None:
    """The pool that will be made gives back soon what it has no use for."""
    if isinstance(settings.POOL, dict):
        settings.POOL["max_idle"] = WORKER_IDLE


def worker() -> int:
    """With the clock as one of its threads (governance.celery). Whoever waits for an answer goes first: it steps behind the web server."""
    os.nice(WORKER_MANNERS)
    os.environ.update(GARDEFOU_PART="worker", GARDEFOU_BEAT="1", CELERY_SKIP_CHECKS="1")  # nobody reads what it says of them
    spare()
    logging.config.dictConfig(logs.configuration(settings.DATA_DIR))
    app.conf.broker_transport_options = settings.BROKER_PATIENT
    made = Worker(
        app=app,
        pool_cls="threads",
        concurrency=WORKER_THREADS,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    made.start()
    return int(made.exitcode or 0)
